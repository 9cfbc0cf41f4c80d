"""Normal scores against SciPy's ranks and quantiles."""

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from bayes_bench.numerics.normal_scores import normal_scores
from bayes_bench.typing import Floats


def noise(*shape: int) -> Floats:
    return np.random.default_rng(1).standard_normal(shape)


def by_scipy(values: Floats) -> Floats:
    """By the ranks that SciPy gives; (quantity, draw)."""
    scores: Floats = norm.ppf((rankdata(values, axis=1) - 3 / 8) / (values.shape[1] + 1 / 4))
    return scores


@pytest.mark.parametrize(
    "values",
    [
        noise(3, 400),
        np.exp(3.0 * noise(3, 400)),
        np.round(2.0 * noise(3, 400)),  # many the same distance away on both sides
        np.where(noise(3, 400) > 1.0, 1.0, 0.0),
        np.sign(np.arange(40.0).reshape(1, 40) - 19.5),  # all at the same distance
        np.array([[2.0, 1.0], [1.0, 1.0], [-0.0, 0.0]]),
        np.array([[5.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 5.0, 5.0, 5.0, 5.0, 5.0]]),  # one-sided
        1e3 + 1e-2 * noise(2, 1000),
        noise(2, 50) * 1e200,
    ],
)
def test_scores_of_ranks_and_of_distances_from_the_median(values: Floats) -> None:
    ordered, *of_chains = normal_scores(values.reshape(len(values), -1, 2))
    scores, folded = (one.reshape(values.shape) for one in of_chains)
    assert ordered.tolist() == np.sort(values, axis=1).tolist()
    np.testing.assert_allclose(scores, by_scipy(values), rtol=1e-12, atol=1e-15)
    distances = np.abs(values - np.median(values, axis=1, keepdims=True))
    np.testing.assert_allclose(folded, by_scipy(distances), rtol=1e-12, atol=1e-15)
