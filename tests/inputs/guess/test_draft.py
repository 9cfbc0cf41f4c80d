"""The model file that is drafted: TOML, every guess marked, nobody's value in it."""

import tomllib

import pandas as pd
import pytest

from bayes_bench.inputs.guess.draft import draft_of
from bayes_bench.inputs.readers.headers import visible
from tests.builders.guesses import patients, profiles


@pytest.fixture(scope="module")
def drafted() -> str:
    return draft_of(profiles(patients()), "../p.csv", ["hospital"], "died30").text


def test_it_is_toml_and_says_what_was_found(drafted: str) -> None:
    table = tomllib.loads(drafted)
    data = table["data"]
    assert data["path"] == "../p.csv"
    assert (data["unit"], data["outcome"], data["event"]) == ("hospital", "died30", "Y")
    assert data["name_column"] == "hospital_title"
    assert data["better"] == "lower"
    kinds = {one["name"]: one["kind"] for one in table["covariates"]}
    assert kinds == {"sex": "category", "smoker": "category", "age": "spline"}
    assert table["covariates"][2]["missing"] == "drop"
    assert table["labels"]["columns"]["smoker"] == "smoker"


def test_what_is_left_out_has_its_reason(drafted: str) -> None:
    comments = [line for line in drafted.splitlines() if line.startswith("# left out")]
    assert len(comments) == 5
    assert '"patient_id" (a value of its own' in "\n".join(comments)


def test_nobodys_value_is_in_it(drafted: str) -> None:
    for value in ("100000", "Saint", "2024-03", "H00"):
        assert value not in drafted


def test_a_good_outcome_is_better_when_higher() -> None:
    table = patients().rename(columns={"died30": "survived"}).drop(columns="discharged")
    draft = draft_of(profiles(table), "p.csv", ["hospital"], "survived")
    assert tomllib.loads(draft.text)["data"]["better"] == "higher"
    assert "better: a higher share" in draft.said


def test_danish_municipalities_have_their_names() -> None:
    table = pd.DataFrame({"kommune": ["101", "147", "851"] * 20, "died": [0, 1, 1, 0] * 15})
    data = tomllib.loads(draft_of(profiles(table), "p.csv").text)["data"]
    assert "names" not in data, "a code has four digits"
    table["kommune"] = ["0101", "0147", "0851"] * 20
    assert tomllib.loads(draft_of(profiles(table), "p.csv").text)["data"]["names"]


@pytest.mark.parametrize("name", ['a "b" \\ c', "æ øå", "tab\there", "x\u2028y", "{}", "\x7f"])
def test_odd_names_come_back_as_they_were(name: str) -> None:
    table = patients().rename(columns={"smoker": name, "patient_id": f"id {name}"})
    read = tomllib.loads(draft_of(profiles(table), "p.csv", ["hospital"], "died30").text)
    assert visible(name) in [one["name"] for one in read["covariates"]]
    assert visible(name) in read["labels"]["columns"]


def test_no_text_of_a_few_people_is_written_even_where_it_is_named() -> None:
    table = patients().assign(comment=None).astype({"comment": object})
    table.loc[[5, 9], "comment"] = ["KANARIEFUGL phoned", "KANARIEFUGL wrote"]
    draft = draft_of(profiles(table), "p.csv", ["hospital"], "comment")
    assert "KANARIEFUGL" not in "\n".join([draft.text, *draft.said])
    assert "event" not in tomllib.loads(draft.text)["data"]
    assert "# event =" in draft.text


def test_a_code_for_missing_in_the_outcome_is_one_in_every_column() -> None:
    table = patients().drop(columns=["discharged", "age"])
    table["died30"] = table["died30"].map({"Y": 1, "N": 0})
    table.loc[3:40, "died30"] = 9
    draft = draft_of(profiles(table), "p.csv")
    data = tomllib.loads(draft.text)["data"]
    assert (data["outcome"], data["missing_values"], data["missing"]) == ("died30", ["9"], "drop")
    assert "event" not in data
    assert "looks missing in the outcome: 9" in draft.said
    of_nine = table.assign(smoker=table["smoker"].replace(3, 9))
    shared = draft_of(profiles(of_nine), "p.csv")
    text = shared.text
    assert any(
        "missing in the outcome: 9; but they are values of smoker" in one for one in shared.said
    )
    assert "missing_values" not in tomllib.loads(text)["data"]
    assert "but smoker would lose it too" in text
