"""From a table to an analysis: its stages, its notes, and what is checked before any draw."""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import DataError, ModelFileError
from bayes_bench.inputs.facts import Count, Facts
from bayes_bench.workflow.reading import checked, dropped_by_unit, read_analysis
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model

AGE = ({"name": "age", "kind": "linear"},)


def people() -> pd.DataFrame:
    """Forty people of four units; of the unit c ten have no age, of d one."""
    rows = range(40)
    age = [None if row % 4 == 2 or row == 3 else float(row) for row in rows]
    columns = {"u": ["abcd"[row % 4] for row in rows], "y": [row // 4 % 2 for row in rows]}
    return pd.DataFrame({**columns, "age": age})


def test_people_are_read_and_then_counted() -> None:
    entered, left = [], []

    @contextmanager
    def stage(name: str) -> Iterator[None]:
        entered.append(name)
        yield
        left.append(name)

    found = read_analysis(a_model(AGE, data={"missing": "drop"}), people(), stage)
    assert entered == left == ["read", "aggregate"]
    assert found.dropped == 11
    assert int(found.analysis.cells["trials"].sum()) == 29


def test_notes_are_those_of_people_then_of_cells_then_of_who_was_dropped() -> None:
    hidden = {"public": False, "minimum_count": 3}
    model = a_model(AGE, data={"missing": "drop"}, disclosure=hidden)
    notes = read_analysis(model, people()).notes
    assert notes[0].startswith("the data frame: only 3 units")
    assert notes[-2:] == (
        "c: 10 people dropped for missing values",
        "d: fewer than 3 people dropped for missing values",
    )


def test_notes_are_in_the_readers_words_and_of_labels_without_a_level() -> None:
    labels = {"people": "patients", "levels": {"sex": {"f": "women", "x": "others"}}}
    model = a_model((*AGE, {"name": "sex"}), data={"missing": "drop"}, labels=labels)
    table = people().assign(sex=["f", "m"] * 20)
    notes = read_analysis(model, table).notes
    assert "labels.levels.sex: the data have no level x" in notes
    assert "d: 1 of the patients dropped for missing values" in notes


def test_rounding_is_noted_and_what_it_would_gain() -> None:
    rows = range(21_000)
    columns = {"u": ["abcdef"[row % 6] for row in rows], "y": [row % 7 // 6 for row in rows]}
    table = pd.DataFrame(columns | {"age": [20.0 + row / 300 for row in rows]})
    (gain,) = read_analysis(a_model(AGE), table).notes
    assert gain.startswith("21,000 people are still 21,000 cells when they are counted: ")
    assert "round = { age = 1 } under [data] would leave 426 of them" in gain  # 6 units, 71 ages
    (done,) = read_analysis(a_model(AGE, data={"round": {"age": 1}}), table).notes
    assert done.endswith('"age" to the nearest 1, 71 different values; 21,000 people in 426 cells')


def test_units_stand_in_the_order_of_their_codes() -> None:
    facts = Facts(dropped={"b": Count(7), "a": Count(None, 5), "10": Count(8), "2": Count(9)})
    cells = xr.Dataset(attrs={"facts": facts.text})
    assert list(dropped_by_unit(cells).items()) == [
        *(("2", "9"), ("10", "8")),
        *(("a", "fewer than 5"), ("b", "7")),
    ]
    assert dropped_by_unit(xr.Dataset()) == {}


def test_a_design_that_cannot_be_made_is_refused_before_any_draw() -> None:
    """Two ages are too few for the knots of a spline."""
    table, model = people().dropna(), a_model(({"name": "age", "kind": "spline"},))
    analysis = Analysis(model, cells_of(table.assign(age=table["age"] // 20), model))
    with pytest.raises(DataError, match='"age" has too few different values for a spline'):
        checked(analysis)
    good = Analysis(a_model(AGE), cells_of(table, a_model(AGE)))
    assert checked(good) is good


def test_more_of_the_best_than_there_are_units_is_refused() -> None:
    with pytest.raises(ModelFileError, match=r"benchmark.top is 4, but 4 units are ranked"):
        read_analysis(a_model(benchmark={"top": 4}), people())
    assert read_analysis(a_model(benchmark={"top": 3}), people()).notes


def test_many_units_that_lost_people_are_one_line() -> None:
    rows = range(240)
    table = pd.DataFrame(
        {
            "u": [f"{row % 12:02d}" for row in rows],
            "y": [row // 12 % 2 for row in rows],
            "age": [None if row < 12 else float(row % 7) for row in rows],
        }
    )
    notes = read_analysis(a_model(AGE, data={"missing": "drop"}), table).notes
    total = "12 of 240 people (5 %) dropped for missing values: age 12 (one may lack several)"
    each = (
        "people of 12 units were dropped for missing values; indicators.csv of a run has how many"
    )
    assert notes == (f"the data frame: {total}", f"{each} of each")


def test_covariates_that_say_the_same_are_noted() -> None:
    table = people().dropna()
    table = table.assign(months=12 * table["age"] + 1)
    model = a_model((*AGE, {"name": "months", "kind": "linear"}))
    assert any(
        '"age" and "months" say the same' in note for note in read_analysis(model, table).notes
    )
