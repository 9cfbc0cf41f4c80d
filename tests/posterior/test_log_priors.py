"""Log densities of the priors that the model file states, against SciPy."""

import numpy as np
import xarray as xr
from scipy import stats

from bayes_bench.inputs.model.file import with_keys
from bayes_bench.posterior.log_priors import log_priors
from tests.builders.wards import ward_model, wards

PRIORS = {
    "intercept": {"mean": -1.0, "sd": 2.0},
    "coefficient": {"mean": 0.5, "sd": 0.7},
    "unit_sd": {"family": "half-t", "df": 3.0, "scale": 0.4},
}


def draws_of(fit_bare: bool = False) -> xr.Dataset:
    return wards(bare=fit_bare).posterior["posterior"].to_dataset().isel(draw=slice(20))


def test_densities_are_those_of_scipy() -> None:
    draws = draws_of()
    found = log_priors(draws, with_keys(ward_model(), {"priors": PRIORS}))
    assert set(found) == {*PRIORS}
    expected = {
        "intercept": stats.norm.logpdf(draws["intercept"], -1.0, 2.0),
        "coefficient": stats.norm.logpdf(draws["coefficient"], 0.5, 0.7),
        "unit_sd": np.log(2) + stats.t.logpdf(draws["unit_sd"], 3, scale=0.4),
    }
    for name, values in expected.items():
        assert found[name].dims == draws[name].dims
        np.testing.assert_allclose(found[name], values, rtol=1e-12)


def test_the_effects_of_units_have_no_prior_of_their_own() -> None:
    """Given the sd between units they are part of the model, and of the likelihood."""
    assert "unit_effect" not in log_priors(draws_of(), ward_model())


def test_without_covariates_there_are_two() -> None:
    assert set(log_priors(draws_of(fit_bare=True), ward_model(bare=True))) == {
        "intercept",
        "unit_sd",
    }
