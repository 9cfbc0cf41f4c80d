"""Which figures move with the priors: against ArviZ on the same draws, and against a refit."""

from functools import cache

import arviz as az
import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.fitted import MAX_THINNED, Fit
from bayes_bench.inputs.model.file import with_keys
from bayes_bench.posterior.log_priors import log_priors
from bayes_bench.predictive.unit_log_likelihood import unit_log_likelihood
from bayes_bench.sensitivity_analysis import power_scaling as module
from bayes_bench.sensitivity_analysis.power_scaling import (
    CONFLICT,
    STILL,
    STRONG_PRIOR,
    UNDECIDED,
    PowerScaling,
    power_scaling,
)
from tests.builders.fits import sampled
from tests.builders.wards import flat, people, ward_model, wards


@cache
def scaled() -> pd.DataFrame:
    found = power_scaling(wards())
    return found.figures.join(found.sensitivity).assign(
        change=found.change, diagnosis=found.diagnosis, change_error=found.change_error
    )


def row(quantity: str, unit: str = "") -> pd.Series:
    table = scaled()
    (found,) = (
        one for _, one in table[table["quantity"] == quantity].iterrows() if one.unit == unit
    )
    return found


def arvizs_tree(fit: Fit) -> xr.DataTree:
    """All draws, with the priors and the likelihood beside them."""
    draws = fit.posterior["posterior"].to_dataset()
    return xr.DataTree.from_dict(
        {
            "/posterior": draws,
            "/log_prior": log_priors(draws, fit.model),
            "/log_likelihood": xr.Dataset({"y": unit_log_likelihood(fit)}),
        }
    )


def test_sensitivities_are_those_of_arviz() -> None:
    """Of all draws, and not of a thousand: so near the two Monte Carlo errors let them be."""
    tree, table = arvizs_tree(wards()), scaled()
    expected = az.psense_summary(tree, var_names=["unit_sd", "coefficient"], round_to=12)
    errors = power_scaling(wards()).sensitivity_error
    names = {"unit_sd": "unit_sd", "log_odds[job=field]": "coefficient[job[field]]"}
    for ours, theirs in names.items():
        (place,) = np.flatnonzero(table["quantity"] == ours)
        for component in ("prior", "likelihood"):
            error = 4 * errors[component].to_numpy()[place] + 0.005
            assert row(ours)[component] == pytest.approx(expected.loc[theirs, component], abs=error)
    of_sd = az.psense_summary(tree, var_names=["unit_sd"], prior_var_names=["unit_sd"], round_to=12)
    assert row("unit_sd")["prior_unit_sd"] == pytest.approx(of_sd.loc["unit_sd", "prior"], rel=0.2)
    assert row("unit_sd")["prior_intercept"] < 0.1 * row("unit_sd")["prior_unit_sd"]


def test_every_reported_figure_is_there() -> None:
    table, units = scaled(), [*"abcdef", "other"]
    assert table["quantity"].value_counts().to_dict() == {
        **dict.fromkeys(("unit_sd", "median_odds_ratio", "variance_share", "rankability"), 1),
        **{f"log_odds[job={level}]": 1 for level in ("field", "other")},
        **{f"log_odds[weight={step}]": 1 for step in ("per unit", "per sd")},
        **dict.fromkeys(("indicator", "direct_rate"), 7),
    }
    assert table.loc[table["quantity"] == "indicator", "unit"].tolist() == units
    assert "prior_coefficient" not in power_scaling(wards(bare=True)).sensitivity
    assert not power_scaling(wards(bare=True)).figures["quantity"].str.startswith("log_odds").any()


def test_a_scale_of_a_figure_does_not_matter_to_its_sensitivity() -> None:
    names = ["prior", "likelihood"]
    one, other = (row(f"log_odds[weight={step}]") for step in ("per unit", "per sd"))
    np.testing.assert_allclose(one[names].astype(float), other[names].astype(float), rtol=1e-9)
    assert abs(one["change"]) < abs(other["change"])


def test_the_change_is_the_slope_of_refits_under_stronger_priors() -> None:
    """A half-normal to the power 1.2 is one of scale s / sqrt(1.2); so are the normal ones."""
    power = 1.2
    priors = {
        "intercept": {"mean": 0.0, "sd": 1.5 / power**0.5},
        "coefficient": {"mean": 0.0, "sd": 1.0 / power**0.5},
        "unit_sd": {"family": "half-normal", "scale": 0.5 / power**0.5},
    }
    model = with_keys(ward_model(), {"sampling": {"draws": 5000}})
    base, stronger = (
        sampled(one, people()) for one in (model, with_keys(model, {"priors": priors}))
    )
    means = [flat(fit, "unit_sd").mean() for fit in (base, stronger)]
    slope = (means[1] - means[0]) / np.log2(power)
    found = row("unit_sd")
    assert found["change"] == pytest.approx(slope, abs=4 * found["change_error"] + 0.2 * abs(slope))
    assert slope < -0.03, "the prior matters here"


def test_errors_are_as_large_as_samples_differ() -> None:
    """Of eight samples; the sd of these errs by a quarter, that of four parts by two fifths."""
    found = []
    for seed in range(8):
        model = with_keys(ward_model(bare=True), {"sampling": {"draws": 500, "random_seed": seed}})
        fit = sampled(model, people())
        found.append(power_scaling(fit))
    values = np.array([[one.change[0], one.sensitivity["prior"][0]] for one in found])
    errors = np.array([[one.change_error[0], one.sensitivity_error["prior"][0]] for one in found])
    ratio = values.std(axis=0, ddof=1) / np.sqrt((errors**2).mean(axis=0))
    assert ((ratio > 0.3) & (ratio < 3)).all()


def planted(prior: float, likelihood: float, error: float) -> PowerScaling:
    figures = pd.DataFrame({"quantity": ["unit_sd"], "unit": [""]})
    sensitivity = pd.DataFrame({"prior": [prior], "likelihood": [likelihood]})
    nothing = np.zeros(1)
    return PowerScaling(figures, nothing, sensitivity, nothing, sensitivity * 0 + error)


@pytest.mark.parametrize(
    ("prior", "likelihood", "error", "said"),
    [
        (0.01, 0.5, 0.001, STILL),
        (0.2, 0.5, 0.001, CONFLICT),
        (0.2, 0.01, 0.001, STRONG_PRIOR),
        (0.06, 0.5, 0.001, CONFLICT),
        (0.06, 0.5, 0.006, UNDECIDED),
        (0.04, 0.01, 0.006, UNDECIDED),
    ],
)
def test_what_is_said(prior: float, likelihood: float, error: float, said: str) -> None:
    assert planted(prior, likelihood, error).diagnosis == [said]


def test_large_samples_are_thinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each draw that is left is weighted by its own densities."""
    fit = Fit(wards().analysis, wards().posterior)
    assert unit_log_likelihood(fit)[..., 0].size > MAX_THINNED
    monkeypatch.setattr(module, "MAX_THINNED", 10**6)
    every = power_scaling(fit)
    few = power_scaling(wards())
    apart = (every.sensitivity - few.sensitivity)["prior"].abs()
    assert (apart < 5 * few.sensitivity_error["prior"] + 0.005).all()
    assert (apart > 0).all()
