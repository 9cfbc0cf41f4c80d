"""Contextual effects: what is expected and what is a unit's own, person by person."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import DataError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.posterior.sampling import sample
from bayes_bench.sensitivity_analysis.choices import with_reference
from bayes_bench.sensitivity_analysis.contextual import (
    contextual_as_unit_effect,
    contextual_effect,
    unit_rows,
    with_unit_covariates,
)
from bayes_bench.sensitivity_analysis.unit_columns import (
    VOLUME,
    UnitColumns,
    unit_means,
    unit_volume,
)
from tests.builders import variants
from tests.builders.fits import cells_of
from tests.builders.variants import Fitted, model_of, people_of


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return variants.fitted()


def test_units_of_one_size_have_no_volume() -> None:
    people = people_of(6).groupby("unit").head(30).groupby("unit").filter(lambda of: len(of) == 30)
    model = model_of([])
    base = Analysis(model, cells_of(people, model))
    with pytest.raises(DataError, match="the same in every unit"):
        with_unit_covariates(base, unit_volume(base))


def test_few_units_carry_few_unit_level_covariates(fitted: Fitted) -> None:
    with pytest.raises(DataError, match="13 units are too few for 5 unit-level covariates"):
        with_unit_covariates(fitted.base, unit_means(fitted.base))


@pytest.fixture(scope="module")
def by_volume(fitted: Fitted) -> tuple[Analysis, xr.DataTree]:
    wider = with_unit_covariates(fitted.base, unit_volume(fitted.base))
    return wider, sample(wider)


def test_both_readings_predict_the_same_and_expect_what_they_say(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    (wider, draws), base = by_volume, with_reference(fitted.base, "typical")
    own = contextual_as_unit_effect(draws, wider, base.model)
    as_own = benchmark_of(Fit(base, own))
    as_case_mix = benchmark_of(Fit(wider, draws))
    # what a unit's people have coming does not depend on whom it is put down to
    xr.testing.assert_allclose(as_own["predicted"], as_case_mix["predicted"], rtol=1e-12)
    design = design_matrix(base.cells, base.model)
    one = draws["posterior"].to_dataset().isel(chain=2, draw=17)
    effect = one["coefficient"].to_numpy()[:-1]
    risk = expit(float(one["intercept"]) + (design.matrix.toarray() - design.center) @ effect)
    unit = base.cells["unit_index"].to_numpy()
    sums = pd.Series(risk * base.cells["trials"].to_numpy()).groupby(unit).sum()
    wanted = sums / as_own["n"].to_numpy()
    # the mesh errs by less than 1e-9
    np.testing.assert_allclose(as_own["expected"].isel(chain=2, draw=17), wanted, rtol=0, atol=1e-9)


def test_what_goes_with_volume_is_a_part_of_the_spread(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    wider, draws = by_volume
    own = contextual_as_unit_effect(draws, wider, fitted.base.model)["posterior"].to_dataset()
    one, told = (of.isel(chain=1, draw=5) for of in (draws["posterior"].to_dataset(), own))
    moved = (told["unit_effect"] - one["unit_effect"]).to_numpy()
    assert float(told["unit_sd"]) ** 2 == pytest.approx(float(one["unit_sd"]) ** 2 + moved.var())
    effect = contextual_effect(draws, wider, fitted.base.model)
    assert effect is not None
    volume = unit_volume(Analysis(fitted.base.model, wider.cells)).values[VOLUME]
    np.testing.assert_allclose(np.ptp(moved), abs(effect[1, 5]) * np.ptp(volume), rtol=1e-9)


def test_a_covariate_by_the_name_of_a_unit_mean_does_no_harm() -> None:
    people = people_of(7).rename(columns={"age": VOLUME})
    model = model_of([{"name": VOLUME, "kind": "linear"}])
    base = Analysis(model, cells_of(people, model))
    wider = with_unit_covariates(base, unit_volume(base))
    assert [covariate.name for covariate in wider.model.covariates] == [VOLUME, f"{VOLUME}'"]


def test_what_cannot_be_added_says_why(fitted: Fitted) -> None:
    none = UnitColumns({}, ("age: the same in every unit", "sex: the same in every unit"))
    with pytest.raises(DataError, match="age: the same in every unit; sex: the same"):
        with_unit_covariates(fitted.base, none)
    with pytest.raises(DataError, match="the model has no covariates"):
        with_unit_covariates(fitted.base, UnitColumns({}))


def test_the_added_columns_are_centred_over_people(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    wider, _ = by_volume
    rows, is_added = unit_rows(wider, fitted.base.model)
    assert [
        t.covariate for t, added in zip(wider.design.terms, is_added, strict=True) if added
    ] == [VOLUME]
    people = wider.population.people
    assert people @ rows[:, 0] == pytest.approx(0.0, abs=1e-9 * people.sum())
    # a linear covariate is measured in its sd over people
    assert people @ rows[:, 0] ** 2 / people.sum() == pytest.approx(1.0)


def test_one_contextual_effect_is_told_and_of_several_none(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    wider, draws = by_volume
    effect = contextual_effect(draws, wider, fitted.base.model)
    assert effect is not None
    assert effect.dims == ("chain", "draw")
    assert contextual_effect(draws, wider, model_of([])) is None  # five, if all were added
    assert contextual_effect(draws, wider, wider.model) is None  # and none
