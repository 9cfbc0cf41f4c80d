"""Curves of spline covariates, with everybody at each value."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.design.splines import spline_basis
from bayes_bench.fitted import thinned_fit
from bayes_bench.tables.case_mix.spline_curves import TABLE, has_splines
from tests.builders.dictionary import is_documented
from tests.builders.wards import flat, people, person_logits, wards


def test_values_run_between_percentiles_of_the_people() -> None:
    table = TABLE.build(wards())
    ages = np.quantile(people()["age"], [0.01, 0.99])
    assert table["covariate"].eq("age").all()
    np.testing.assert_allclose(table["value"], np.linspace(*ages, 41))
    assert is_documented(table, "spline_curves.csv")


@pytest.mark.parametrize("point", [0, 20, 40])
def test_the_average_effect_moves_everybody_from_the_median_to_the_value(point: int) -> None:
    fit, row = thinned_fit(wards()), TABLE.build(wards()).iloc[point]
    basis = fit.analysis.design.knots["age"]
    slopes = flat(fit, "coefficient")[:, 3:]
    logits, unit = person_logits(fit)
    cells = fit.analysis.cells
    own = np.repeat(cells["covariate_age"].values, cells["trials"].values)
    logits = logits + flat(fit, "unit_effect")[:, unit] - slopes @ spline_basis(own, basis).T
    there, median = (
        slopes @ spline_basis(np.array([value]), basis).T
        for value in (row["value"], people()["age"].median())
    )
    effect = 100 * (expit(logits + there) - expit(logits + median)).mean(axis=1)
    found = row[["effect_pp", "effect_pp_lower", "effect_pp_upper"]].tolist()
    bounds = np.quantile(effect, [0.05, 0.95])
    assert found == pytest.approx([effect.mean(), *bounds], abs=1e-6)
    log_odds = (there - median)[:, 0]
    assert row["log_odds"] == pytest.approx(log_odds.mean(), abs=1e-9)
    assert row["odds_ratio_upper"] == pytest.approx(np.quantile(np.exp(log_odds), 0.95), rel=1e-9)


def test_only_a_model_with_a_spline_has_the_file() -> None:
    assert has_splines(wards())
    assert not has_splines(wards(bare=True))
    assert TABLE.is_there is has_splines
