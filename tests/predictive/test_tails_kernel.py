"""Matched binomial tails against scipy's incomplete beta function."""

import numpy as np
import pytest
from scipy.special import betainc

from bayes_bench.predictive.tails_kernel import matched_mid_p, mean_mid_p_values, mid_p_values


def by_scipy(people: int, events: int, probabilities: np.ndarray) -> float:
    """The binomial with the mean and the variance of these people's number of events."""
    if probabilities.mean() > 0.5:
        return 1.0 - by_scipy(people, people - events, 1.0 - probabilities)
    p = (probabilities**2).mean() / probabilities.mean()
    n = people * probabilities.mean() / p
    tails = [
        1.0 if k <= 0 else betainc(k, n - k + 1, p) if n - k + 1 > 1e-9 else 0.0
        for k in (events, events + 1)
    ]
    return float(np.mean(tails))


@pytest.mark.parametrize("center", [-6.0, -1.0, 0.5, 4.0])
def test_every_group_of_every_row(center: float) -> None:
    rng = np.random.default_rng(3)
    p = 1.0 / (1.0 + np.exp(-center - rng.normal(size=(6, 5, 80))))  # (row, group, person)
    people, events = np.full(5, 80), np.array([0, 1, 20, 70, 80])
    found = mid_p_values(people, events, p.mean(axis=2), (p**2).mean(axis=2))
    wanted = [[by_scipy(80, int(y), p[s, g]) for g, y in enumerate(events)] for s in range(6)]
    np.testing.assert_allclose(found, wanted, atol=1e-12)
    weights = rng.dirichlet(np.ones(6), 1)  # the rows as the scores of one draw
    probability, square = (
        np.ascontiguousarray(moment.T[None]) for moment in (p.mean(axis=2), (p**2).mean(axis=2))
    )
    mean = mean_mid_p_values(people, events, probability, square, weights)
    np.testing.assert_allclose(mean[0], weights[0] @ np.array(wanted), atol=1e-12)


def test_people_of_whom_all_is_certain() -> None:
    """Thirty who have the event, seventy who have not."""
    found = [matched_mid_p(100, y, 0.3, 0.3) for y in (29, 30, 31)]
    assert found == pytest.approx([1.0, 0.5, 0.0], abs=1e-9)


def test_nobody_and_everybody() -> None:
    assert matched_mid_p(100, 0, 0.0, 0.0) == pytest.approx(0.5, abs=1e-9)
    assert matched_mid_p(100, 1, 0.0, 0.0) == pytest.approx(0.0, abs=1e-9)
    assert matched_mid_p(100, 100, 1.0, 1.0) == pytest.approx(0.5, abs=1e-9)
