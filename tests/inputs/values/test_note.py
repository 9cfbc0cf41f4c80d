"""Notes keep what they tell as values, through all that is put before them."""

from copy import deepcopy

import pandas as pd

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.facts import Count, Noticed, facts_of
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.values.note import Note, column_notes, facts_in, noted
from tests.builders.inputs import a_model

CAPITALS = Note("has 2 values", "capitals", values=2)


def test_a_note_is_its_sentence_and_has_its_fact() -> None:
    assert CAPITALS == "has 2 values"
    assert deepcopy(CAPITALS).fact == Noticed("capitals", "", {"values": Count(2)})


def test_words_before_it_leave_the_fact() -> None:
    inner = noted('(its part "class") ', CAPITALS, "class")
    (told,) = column_notes("f.csv", {"school / class": [inner]})
    assert told == 'f.csv: the column "school / class" (its part "class") has 2 values'
    assert facts_in([told]) == (Noticed("capitals", "class", {"values": Count(2)}),)
    assert noted("f: ", "plain") == "f: plain"
    assert facts_in(["plain", told, told]) == facts_in([told])


def test_what_is_odd_about_values_reaches_the_cells() -> None:
    """One kind of each way in: codes, a measurement, the outcome, the table, a covariate."""
    size = 200
    table = pd.DataFrame(
        {
            "u": [("Ward", "WARD", "B", "NA")[n % 4] for n in range(size)],
            "y": [("Y", "N", "no")[n * 7 % 3] for n in range(size)],
            "age": [999 if n in (0, 1) else 40 + n % 20 for n in range(size)],
            "number": [*range(size)],
            "side": ["left" if n % 4 < 2 else "right" for n in range(size)],
        }
    )
    linear = ({"name": name, "kind": "linear"} for name in ("age", "number"))
    model = a_model(
        (*linear, {"name": "side"}),
        data={"event": "Y", "missing_values": ["-1"]},
        disclosure={"public": False},
    )
    found = {f.kind: f for f in facts_of(aggregate(read_people(model, table), model)).noticed}
    assert found == {
        "few_units": Noticed("few_units", "", {"units": Count(4)}),
        "identifier": Noticed("identifier", "number"),
        "looks_missing": Noticed("looks_missing", "u", {"rows": Count(50)}),
        "unseen_missing": Noticed("unseen_missing", "", {"texts": Count(1)}),
        "capitals": Noticed("capitals", "u", {"values": Count(1)}),
        "other_values": Noticed("other_values", "y", {"values": Count(2)}),
        "far_away": Noticed("far_away", "age", {"rows": Count(None, 5)}),
    }
