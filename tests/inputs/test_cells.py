"""Cells: every person counted once, and no unit shown that may not be."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import DataError
from bayes_bench.inputs.cells import counted_cells
from bayes_bench.inputs.people import read_people
from tests.builders.fits import cells_of
from tests.builders.inputs import counts_model, units_of

COVARIATES = ({"name": "joint"}, {"name": "age", "kind": "linear"})


def register(seed: int, persons: int = 400) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "u": rng.choice(["0101", "0147", "B", "Ø"], persons),
            "y": rng.integers(0, 2, persons),
            "joint": rng.choice(["hip", "hand", "knee"], persons),
            "age": rng.choice([30.0, 40.5, -0.0, 0.0], persons),
        }
    )


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    keys = ["u", "joint", "age"]
    table = frame.groupby(keys)["y"].agg(["sum", "size"]).reset_index()
    return table.rename(columns={"sum": "e", "size": "n"}).sample(frac=1, random_state=3)


def test_cells_count_everyone_once(model_of: Any) -> None:
    frame = register(1)
    cells = cells_of(frame, model_of(COVARIATES))
    assert int(cells["trials"].sum()) == len(frame)
    assert int(cells["events"].sum()) == int(frame["y"].sum())
    joint = cells["covariate_joint"]
    for cell in range(0, cells.sizes["cell"], 7):
        same = frame[
            (frame["u"] == cells["unit"].values[cells["unit_index"].values[cell]])
            & (frame["joint"] == joint.attrs["levels"][joint.values[cell]])
            & (frame["age"] == cells["covariate_age"].values[cell])
        ]
        assert (len(same), same["y"].sum()) == (cells["trials"][cell], cells["events"][cell])


def test_cells_are_sorted_by_unit_then_covariates(model_of: Any) -> None:
    cells = cells_of(register(2), model_of(COVARIATES))
    names = ("unit_index", "covariate_joint", "covariate_age")
    keys = list(zip(*(cells[name].values.tolist() for name in names), strict=True))
    assert keys == sorted(set(keys))
    assert cells["unit"].values.tolist() == ["0101", "0147", "B", "Ø"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_rows_and_counts_give_identical_bytes(model_of: Any, seed: int, tmp_path: Path) -> None:
    frame = register(seed)
    from_rows = cells_of(frame, model_of(COVARIATES, disclosure={"public": False}))
    model = counts_model(covariates=COVARIATES, disclosure={"public": False})
    from_counts = cells_of(counted(frame), model)
    from_rows.to_netcdf(tmp_path / "rows.nc", engine="h5netcdf")
    from_counts.to_netcdf(tmp_path / "counts.nc", engine="h5netcdf")
    assert from_rows.identical(from_counts)
    for name in from_rows.variables:
        assert from_rows[name].values.tobytes() == from_counts[name].values.tobytes()
    assert (tmp_path / "rows.nc").read_bytes() == (tmp_path / "counts.nc").read_bytes()


def test_people_are_not_changed(model_of: Any) -> None:
    model = model_of(COVARIATES)
    people = read_people(model, register(4))
    before = people.copy(deep=True)
    aggregate(people, model)
    pd.testing.assert_frame_equal(people, before)


def test_reference_is_the_most_frequent_or_named(model_of: Any) -> None:
    frame = pd.DataFrame({"u": list("ABAB"), "y": [0, 1, 1, 0], "joint": ["b", "b", "c", "c"]})
    tie = cells_of(frame, model_of(({"name": "joint"},)))["covariate_joint"]
    assert tie.attrs == {
        "kind": "category",
        "levels": ["b", "c"],
        "labels": ["b", "c"],
        "reference": "b",
    }
    frame.loc[0, "joint"] = "c"
    assert (
        cells_of(frame, model_of(({"name": "joint"},)))["covariate_joint"].attrs["reference"] == "c"
    )
    named = model_of(({"name": "joint", "reference": "b"},))
    assert cells_of(frame, named)["covariate_joint"].attrs["reference"] == "b"


def test_rows_and_counts_merge_the_same_levels(model_of: Any) -> None:
    frame = register(5)
    frame.loc[[3, 11, 200], "joint"] = "rare"
    hidden = {"covariates": COVARIATES, "disclosure": {"public": False}}
    from_rows = cells_of(frame, model_of(**hidden))
    from_counts = cells_of(counted(frame), counts_model(**hidden))
    assert from_rows.identical(from_counts)
    assert "other" in from_rows["covariate_joint"].attrs["levels"]
    for name in from_rows.variables:
        assert from_rows[name].values.tobytes() == from_counts[name].values.tobytes()


SMALL = {"A": (10, 20), "B": (10, 40), "C": (2, 4), "D": (9, 18), "E": (9, 30), "F": (0, 40)}


def test_what_is_expected_is_handed_in_and_not_asked_for_where_all_is_shown() -> None:
    """With the certainty of an event, no unit has enough without it."""
    people, hidden = units_of(SMALL), counts_model(disclosure={"public": False})
    with pytest.raises(DataError, match=r"^0 of 6 units could be ranked"):
        counted_cells(
            read_people(hidden, people), hidden, lambda cells, _: np.ones(cells.sizes["cell"])
        )
    for model in (counts_model(), counts_model(disclosure={"public": False, "use": "internal"})):
        shown = counted_cells(read_people(model, people), model, lambda *_: np.empty(0))
        assert shown.attrs["merged_units"] == []


def test_what_was_dropped_follows_its_unit() -> None:
    table = units_of(SMALL).assign(joint=["x", "y", "x", "y", "x", "y"])
    gone = pd.DataFrame({"u": ["C", "B", "Z"], "e": [1, 1, 1], "n": [7, 8, 4], "joint": [None] * 3})
    model = counts_model(
        covariates=({"name": "joint"},),
        data={"missing": "drop"},
        disclosure={"public": False},
    )
    cells = cells_of(pd.concat([table, gone]), model)
    assert json.loads(cells.attrs["dropped"]) == {"B": "8", "Z": "fewer than 5", "other": "7"}


def test_tables_that_were_not_read_are_refused(model_of: Any) -> None:
    with pytest.raises(DataError, match="read_people"):
        aggregate(register(1), model_of(COVARIATES))
