"""Combinations of levels with few events are not told of, nor what rests on them."""

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.combinations import counts_by_group, few_combinations
from bayes_bench.inputs.disclosure.hidden import hidden_of
from tests.builders.inputs import a_model

MODEL = a_model(
    (
        {"name": "joint"},
        {"name": "sex"},
        {"name": "age", "kind": "linear"},
        {"name": "joint:sex"},
        {"name": "age:sex"},
    ),
    disclosure={"public": False},
)


def cells(events: list[int]) -> xr.Dataset:
    """Two units alike, with three joints by two sexes; 40 people in each combination."""
    joint, sex = np.divmod(np.arange(6), 2)
    coords = {
        "unit": ["a", "b"],
        "unit_index": ("cell", np.repeat([0, 1], 6)),
        "covariate_joint": ("cell", np.tile(joint, 2), about(["hand", "hip", "knee"])),
        "covariate_sex": ("cell", np.tile(sex, 2), about(["f", "m"])),
        "covariate_age": ("cell", np.arange(12.0), {"kind": "linear"}),
    }
    counts = {"events": ("cell", np.array(events * 2)), "trials": ("cell", np.full(12, 20))}
    return xr.Dataset(counts, coords)


def about(levels: list[str]) -> dict[str, object]:
    return {"kind": "category", "levels": levels, "labels": levels, "reference": levels[0]}


def test_groups_are_counted() -> None:
    people, counts = counts_by_group(cells([1, 2, 3, 4, 5, 6]), np.repeat([0, 1], 6), 2)
    assert people.tolist() == [120, 120]
    assert counts.tolist() == [[21, 99], [21, 99]]


def test_a_combination_with_few_events_hides_both_changes_to_it_and_its_coefficient() -> None:
    found = [*few_combinations(cells([9, 9, 9, 9, 9, 1]), MODEL, set(), 5)]
    assert found == [
        ("joint:sex", "knee where sex=m"),
        ("joint:sex", "m where joint=knee"),
        ("joint:sex", "knee:m"),
    ]


def test_at_the_reference_it_hides_every_change_from_it() -> None:
    found = {*few_combinations(cells([9, 1, 9, 9, 9, 9]), MODEL, set(), 5)}
    assert {("joint:sex", f"{joint} where sex=m") for joint in ("hip", "knee")} <= found
    assert ("joint:sex", "m where joint=hand") in found
    assert ("joint:sex", "m where joint=hip") not in found


def test_a_hidden_level_is_hidden_beside_a_measurement() -> None:
    hidden = hidden_of(cells([9, 1, 9, 1, 9, 0]), MODEL).levels
    assert ("sex", "m") in hidden
    assert {("age:sex", f"m where age={at}") for at in ("mean - sd", "mean", "mean + sd")} <= hidden
    assert {("age:sex", "per sd where sex=m"), ("age:sex", ":m")} <= hidden
    assert ("age:sex", "per sd where sex=f") not in hidden


def test_nothing_is_hidden_where_all_have_enough() -> None:
    assert [*few_combinations(cells([9] * 6), MODEL, set(), 5)] == []
