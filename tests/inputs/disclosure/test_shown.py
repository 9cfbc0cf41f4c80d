"""What a digest that is written may follow from."""

from typing import Any

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.shown import HIDDEN, shown_of
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model, units_of

TABLE = {"A": (30, 60), "B": (20, 40), "C": (10, 50), "E": (2, 80), "F": (3, 80)}
SWAPPED = TABLE | {"E": (3, 80), "F": (2, 80)}


def shown(table: dict[str, tuple[int, int]], **disclosure: Any) -> xr.Dataset:
    model = counts_model(disclosure={"public": False} | disclosure)
    return shown_of(cells_of(units_of(table), model), model)


def test_events_of_hidden_units_are_not_in_it() -> None:
    found = shown(TABLE)
    assert found["unit"].to_numpy().tolist() == [*TABLE]
    assert found["events"].to_numpy().tolist() == [30, 20, 10, HIDDEN, HIDDEN]
    assert found["people"].to_numpy().tolist() == [60, 40, 50, 80, 80]
    assert int(found["total_events"]) == 65
    assert found.identical(shown(SWAPPED))


def test_another_count_that_is_shown_is_other_data() -> None:
    assert not shown(TABLE).identical(shown(TABLE | {"A": (31, 60)}))
    assert not shown(TABLE).identical(shown(TABLE | {"F": (4, 80)})), "another total"


def test_where_all_may_be_shown_all_counts() -> None:
    for setting in ({"public": True}, {"use": "internal"}):
        assert not shown(TABLE, **setting).identical(shown(SWAPPED, **setting))
        assert "trials" in shown(TABLE, **setting)


def test_who_has_a_level_counts_and_what_happened_to_them_does_not() -> None:
    model = a_model(({"name": "joint"},), disclosure={"public": False})

    def cells(events: list[int], trials: list[int]) -> xr.Dataset:
        about = {"levels": ["hip", "toe"], "reference": "hip"}
        return xr.Dataset(
            {"events": ("cell", events), "trials": ("cell", trials)},
            {
                "unit": ["A", "B"],
                "unit_index": ("cell", [0, 1, 1]),
                "covariate_joint": ("cell", [0, 0, 1], about),
            },
        )

    found = shown_of(cells([30, 20, 12], [60, 40, 30]), model)
    np.testing.assert_array_equal(found["covariate_joint"], [100, 30])
    assert found.identical(shown_of(cells([30, 16, 16], [60, 40, 30]), model))
    assert not found.identical(shown_of(cells([30, 20, 12], [60, 39, 31]), model))
