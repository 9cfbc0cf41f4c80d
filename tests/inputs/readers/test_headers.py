"""Columns are found by their names; what is not found is named, with what looks like it."""

import unicodedata

import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.headers import Wanted, found, located, visible

CANARY = "KANARIEFUGL"
PLAIN = "u,y,joint,age\n0101,1,hip,40\n0101,0,hand,50.5\n0147,0,hip,61\n0147,1,hand,40\n"


def test_places_are_in_the_order_that_is_wanted() -> None:
    found = located(Wanted(["y", "u"], ["region"]), ["u", "x", "region", "y"], "t.csv")
    assert list(found.items()) == [("y", 3), ("u", 0), ("region", 2)]


def test_spaces_and_decomposed_accents_are_no_other_name() -> None:
    header = [" x", unicodedata.normalize("NFD", "Årø") + " "]
    assert located(Wanted(["Årø", "x"]), header, "t.csv") == {"Årø": 1, "x": 0}


def test_what_is_optional_is_left_out_where_it_is_in_doubt() -> None:
    wanted = Wanted(["u"], ["region", "tile"])
    assert located(wanted, ["u", "tile", "tile"], "t.csv") == {"u": 0}


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(DataError) as caught:
        located(Wanted(["u", "joints", "y"]), ["u", "u", "joint"], "t.csv")
    assert caught.value.problems == (
        't.csv: there is no column "joints"; did you mean "joint"?',
        't.csv: there is no column "y"',
        't.csv: the column "u" is there 2 times, keep one',
        "t.csv: its columns are joint, u, u",
    )


def test_wrong_columns_are_named_with_the_nearest(model_of, problems_of) -> None:
    said = problems_of(model_of(({"name": "joints"},)), PLAIN)
    assert 'there is no column "joints"; did you mean "joint"?' in said
    assert "its columns are age, joint, u, y" in said
    twice = problems_of(model_of(), "u,y,u\nA,1,2\nB,0,3\n")
    assert 'the column "u" is there 2 times' in twice


def test_a_first_line_of_people_is_not_shown(model_of, problems_of) -> None:
    said = problems_of(model_of(({"name": f"{CANARY}E"},)), f"A,{CANARY},1\nB,0,1\n")
    assert f"{CANARY}E" in said
    assert CANARY not in said.replace(f"{CANARY}E", "")
    assert "did you mean" not in said
    assert "is the first line" in said


@pytest.mark.parametrize(
    "spelt",
    [
        "\ufeffage at start",
        "age\u00a0at start",
        "age at\nstart",
        "age  at\tstart",
        "age a\u00adt start",
    ],
)
def test_what_cannot_be_seen_is_no_other_name(spelt: str) -> None:
    assert located(Wanted(["age at start"]), ["u", spelt], "t.csv") == {"age at start": 1}
    assert found(Wanted(["age at start", "y"]), ["u", spelt]) == 1
    assert visible(spelt) == "age at start"


def test_of_names_that_look_alike_the_one_as_spelt_is_meant() -> None:
    header = ["age\u00a0x", "age x"]
    assert located(Wanted(["age x"]), header, "t.csv") == {"age x": 1}
    assert located(Wanted(["age\u00a0x"]), header, "t.csv") == {"age\u00a0x": 0}
    with pytest.raises(DataError, match="is there 2 times"):
        located(Wanted(["age\tx"]), header, "t.csv")


def test_how_the_line_was_cut_is_said() -> None:
    with pytest.raises(DataError, match=r"is there \(read as separated by tabs\); is the first"):
        located(Wanted(["u"]), ["x"], "t.csv", " (read as separated by tabs)")
