"""Facts travel as values."""

from typing import Any

import pandas as pd
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.facts import Count, Facts, counted_people, facts_of
from bayes_bench.inputs.people import read_people


def test_a_count_below_what_may_be_shown_keeps_its_line_only() -> None:
    assert counted_people(4, 5) == Count(None, 5)
    assert counted_people(5, 5) == Count(5)
    assert [str(counted_people(people, 5)) for people in (4, 5)] == ["fewer than 5", "5"]


def test_cells_by_hand_have_the_facts_that_they_tell() -> None:
    assert facts_of(xr.Dataset()) == Facts()
    assert facts_of(xr.Dataset(attrs={"merged_units": ["A"]})) == Facts(("A",))


def test_what_was_merged_and_dropped_is_told(model_of: Any) -> None:
    units = {"A": (10, 20), "B": (10, 40), "C": (2, 4), "D": (6, 10), "E": (6, 12), "F": (10, 30)}
    rows: list[tuple[object, ...]] = [
        (u, half, n // 2, e // 2) for u, (e, n) in units.items() for half in ("x", "y")
    ]
    rows += [("A", "rare", 1, 1), ("B", "odd", 1, 0), ("A", None, 8, 1), ("C", None, 3, 1)]
    table = pd.DataFrame(rows, columns=["u", "joint", "n", "e"])
    data = {"unit": "u", "outcome": None, "events": "e", "trials": "n", "missing": "drop"}
    model = model_of(data=data, covariates=({"name": "joint"},), disclosure={"public": False})
    facts = facts_of(aggregate(read_people(model, table), model))
    assert set(facts.merged_units) == {"C", "D", "E"}
    assert facts.dropped == {"A": Count(8), "other": Count(None, 5)}
    assert set(facts.merged_levels) == {"joint"}


def test_periods_are_counted(model_of: Any) -> None:
    table = pd.DataFrame({"u": list("ABAB"), "y": [0, 1, 1, 0], "year": [1, 1, 2, 3]})
    model = model_of(data={"period": "year"})
    assert facts_of(aggregate(read_people(model, table), model)).periods == 3
    assert facts_of(aggregate(read_people(model_of(), table), model_of())).periods == 0
    # cells of an earlier version do not say
    old = xr.Dataset(attrs={"facts": '{"dropped": {}, "merged_levels": {}, "merged_units": []}'})
    assert facts_of(old) == Facts()
