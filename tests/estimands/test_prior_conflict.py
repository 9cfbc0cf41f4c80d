"""A prior of the sd between units that the data contradict."""

from math import erf, sqrt

import numpy as np
import pytest
import xarray as xr

from bayes_bench.estimands.prior_conflict import TAIL, prior_conflict
from bayes_bench.priors.base import UnitSdPrior
from bayes_bench.priors.exponential import ExponentialPrior
from bayes_bench.priors.half_normal import HalfNormalPrior
from bayes_bench.priors.half_t import HalfTPrior

PRIORS = [
    HalfNormalPrior(),
    HalfTPrior(family="half-t", df=3.0, scale=0.5),
    ExponentialPrior(family="exponential", rate=2.0),
]


def draws_about(median: float) -> xr.DataArray:
    """Draws with this median, skewed, as those of an sd are."""
    values = median * np.exp(np.linspace(-0.3, 0.5, 201) - 0.1)
    return xr.DataArray(
        (values * median / np.median(values)).reshape(1, -1), dims=("chain", "draw")
    )


@pytest.mark.parametrize("prior", PRIORS, ids=lambda prior: prior.family)
def test_the_median_decides_at_the_99_percent_point_of_every_family(prior: UnitSdPrior) -> None:
    (point,) = prior.quantile(np.array([1 - TAIL]))
    assert prior_conflict(draws_about(0.99 * point), prior) is None
    found = prior_conflict(draws_about(1.01 * point), prior)
    assert found is not None
    assert 0.9 * TAIL < found.tail < TAIL
    # what is to be written has its middle where the data are, and is in no conflict with them
    assert found.prior.family == prior.family
    assert found.prior.quantile(np.array([0.5]))[0] == pytest.approx(1.01 * point)
    assert prior_conflict(draws_about(1.01 * point), found.prior) is None


def test_a_true_sd_of_5_under_the_default_prior() -> None:
    """Its posterior median is 2.8: 5.6 prior sds out, 2.1e-8 by the normal distribution."""
    found = prior_conflict(draws_about(2.8), HalfNormalPrior())
    assert found is not None
    assert found.tail == pytest.approx(1 - erf(5.6 / sqrt(2)), rel=1e-6)
    assert found.odds == 5e7
    assert found.line == 'unit_sd = { family = "half-normal", scale = 4 }'
    assert "Write under [priors]" in str(found)
    assert "50,000,000" in str(found)


def test_small_sds_contradict_no_prior() -> None:
    assert prior_conflict(draws_about(1e-6), HalfNormalPrior(scale=10.0)) is None


def test_odds_end_somewhere() -> None:
    found = prior_conflict(draws_about(100.0), HalfNormalPrior())
    assert found is not None
    assert found.odds == 1e9
