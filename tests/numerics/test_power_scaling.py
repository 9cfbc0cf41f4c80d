"""Power-scaling sensitivity, against ArviZ and against a normal prior worked out by hand."""

import arviz
import numpy as np
import pytest
import xarray as xr
from arviz_stats.base.array import array_stats
from scipy.stats import norm

from bayes_bench.numerics.power_scaling import mean_slopes, sensitivity
from bayes_bench.typing import Floats

DRAWS = 4000


def drawn() -> tuple[Floats, Floats]:
    """Four quantities, and two components that move some of them."""
    rng = np.random.default_rng(20260501)
    values = rng.standard_normal((DRAWS, 4))
    values[:, 3] = np.exp(values[:, 0])
    noise = rng.standard_normal(DRAWS)
    return values, np.stack([1.5 * values[:, 0] + noise, -2.0 * values[:, 1] ** 2])


def by_arviz(values: Floats, log_density: Floats, near: float) -> Floats:
    """By ArviZ's finite difference, of importance weights at 1 - near and 1 + near."""
    lower, upper = 1 - near, 1 + near
    weights = [np.exp((alpha - 1) * (log_density - log_density.mean())) for alpha in (lower, upper)]
    lower_w, upper_w = (np.tile(one / one.sum(), (values.shape[1], 1, 1)) for one in weights)
    return np.asarray(
        array_stats.power_scale_sense(values.T[:, None], lower_w, upper_w, lower, upper)
    )


@pytest.mark.parametrize(("near", "tolerance"), [(0.01, 1e-2), (0.001, 1e-4)])
def test_it_is_the_limit_of_what_arviz_computes(near: float, tolerance: float) -> None:
    values, components = drawn()
    expected = np.stack([by_arviz(values, one, near) for one in components])
    np.testing.assert_allclose(sensitivity(values, components), expected, rtol=tolerance)


def test_it_is_what_psense_says_with_smoothed_weights() -> None:
    values, components = drawn()
    shape = (4, DRAWS // 4)
    tree = xr.DataTree.from_dict(
        {
            "/posterior": xr.Dataset(
                {f"q{n}": (("chain", "draw"), one.reshape(shape)) for n, one in enumerate(values.T)}
            ),
            "/log_prior": xr.Dataset({"x": (("chain", "draw"), components[0].reshape(shape))}),
        }
    )
    found = arviz.psense(tree, group="prior")
    expected = [float(found[f"q{n}"]) for n in range(4)]
    assert sensitivity(values, components[:1])[0] == pytest.approx(expected, rel=0.02)


def test_what_a_component_does_not_know_of_hardly_moves() -> None:
    values, components = drawn()
    found = sensitivity(values, components)
    assert found[0, 2] < 0.05 < 10 * found[0, 2] < found[0, 0]
    assert found[1, 1] > 0.3


def test_doubling_a_normal_prior_by_hand() -> None:
    """y = 2 of Normal(theta, 1), theta ~ Normal(0, 1): mean a / (a + 1) 2... of power a of it.

    With the prior to the power a the mean is 2 / (1 + a), whose derivative in log2 a is
    -2 ln 2 / 4 at a = 1.
    """
    levels = (np.arange(DRAWS) + 0.5) / DRAWS
    theta = norm.ppf(levels, loc=1.0, scale=0.5**0.5)
    found = mean_slopes(theta[:, None], norm.logpdf(theta)[None])
    assert found[0, 0] == pytest.approx(-0.5 * np.log(2.0), rel=2e-3)


def test_a_constant_has_no_sensitivity_and_does_not_change() -> None:
    values, components = drawn()
    values[:, 1] = 0.25
    found = sensitivity(values, components)
    assert np.isnan(found[:, 1]).all()
    assert np.isfinite(found[:, [0, 2, 3]]).all()
    assert mean_slopes(values, components)[:, 1] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_scale_does_not_matter() -> None:
    values, components = drawn()
    one, other = sensitivity(values, components), sensitivity(100 * values - 7, components)
    np.testing.assert_allclose(one, other, rtol=1e-10)
    np.testing.assert_allclose(one, sensitivity(-values, components), rtol=1e-10)
