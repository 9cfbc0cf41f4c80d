"""Unit-level covariates against people counted and summed one by one."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import design_matrix
from bayes_bench.sensitivity_analysis.unit_columns import (
    RISK,
    VOLUME,
    by_cell,
    unit_means,
    unit_risk,
    unit_volume,
)
from tests.builders import variants
from tests.builders.fits import cells_of, fit_of
from tests.builders.variants import SIZES, Fitted, model_of, people_of


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return variants.fitted()


def test_unit_means_are_means_over_people(fitted: Fitted) -> None:
    found = unit_means(fitted.base)
    merged = fitted.base.cells.attrs["merged_units"]
    by_unit = fitted.people.groupby(fitted.people["unit"].replace(dict.fromkeys(merged, "other")))
    share = {
        f"{name}[{level}]": by_unit[name].agg(lambda values, level=level: (values == level).mean())
        for name, level in (("joint", "hip"), ("joint", "knee"), ("sex", "f"))
    }
    age = by_unit["age"].mean() / fitted.people["age"].std(ddof=0)
    wanted = {**share, "age": age, "bmi": by_unit["bmi"].mean()}
    assert list(found.values) == [f"unit mean of {name}" for name in wanted]
    order = fitted.base.cells["unit"].to_numpy()
    for name, means in wanted.items():
        np.testing.assert_allclose(
            found.values[f"unit mean of {name}"], means.loc[order], rtol=1e-12
        )
    assert found.left_out == ()


def test_columns_without_a_mean_of_their_own_are_left_out() -> None:
    people = people_of(4)
    people["half"] = np.where(people.groupby("unit").cumcount() % 2 == 0, "a", "b")
    people = people[people.groupby("unit")["unit"].transform("size") % 10 == 0]
    covariates = [{"name": name, "kind": "category"} for name in ("region", "half", "sex")]
    model = model_of(covariates)
    found = unit_means(Analysis(model, cells_of(people, model)))
    assert list(found.values) in (["unit mean of sex[f]"], ["unit mean of sex[m]"])
    reasons = [text.partition(": ")[2] for text in found.left_out]
    assert reasons == ["the same for everybody in a unit", "the same in every unit"]


def test_the_risk_is_the_mean_of_the_case_mix_log_odds(fitted: Fitted) -> None:
    cells, model = fitted.base.cells, fitted.base.model
    found = unit_risk(fitted.fit).values[RISK]
    design = design_matrix(cells, model)
    effect = (
        fitted.fit.posterior["posterior"]["coefficient"].to_numpy().reshape(-1, len(design.terms))
    )
    by_person = np.repeat(design.matrix.toarray() @ effect.mean(axis=0), cells["trials"])
    unit = np.repeat(cells["unit_index"].to_numpy(), cells["trials"])
    wanted = [by_person[unit == n].mean() for n in range(cells.sizes["unit"])]
    np.testing.assert_allclose(found, wanted, rtol=1e-10)


def test_what_is_the_same_within_units_is_no_risk() -> None:
    model = model_of([{"name": "region", "kind": "category"}])
    cells = cells_of(people_of(5), model)
    found = unit_risk(fit_of(xr.DataTree(), cells, model))
    assert (dict(found.values), len(found.left_out)) == ({}, 1)


def test_volume_is_the_number_of_people_and_of_other_that_of_its_members(fitted: Fitted) -> None:
    cells = fitted.base.cells
    found = unit_volume(fitted.base).values[VOLUME]
    assert cells["unit"].to_numpy()[-1] == "other"
    merged = len(cells.attrs["merged_units"])
    wanted = [*SIZES[merged:], np.mean(SIZES[:merged])]
    np.testing.assert_allclose(2.0**found, wanted, rtol=1e-12)


def test_a_unit_level_column_has_one_value_for_all_of_a_units_people(fitted: Fitted) -> None:
    cells = fitted.base.cells
    values = np.arange(cells.sizes["unit"], dtype=np.float64) ** 2
    dim, column, attributes = by_cell(values, cells)
    assert (dim, attributes) == ("cell", {"kind": "linear"})
    for unit, of_cell in zip(cells["unit_index"].to_numpy(), column, strict=True):
        assert of_cell == values[unit]


def test_without_covariates_there_is_neither_mean_nor_risk() -> None:
    model = model_of([])
    cells = cells_of(people_of(8), model)
    assert unit_means(Analysis(model, cells)).values == {}
    none = unit_risk(fit_of(xr.DataTree(), cells, model))
    assert (none.values, none.left_out) == ({}, ("no covariate differs within units",))
