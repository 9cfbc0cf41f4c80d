"""Mid-p-values against exact convolution and the binomial distribution."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from bayes_bench.predictive.tails import mid_p_value


def convolved(probabilities: np.ndarray) -> np.ndarray:
    """P(y > k) + P(y = k) / 2 for every k, person by person."""
    mass = np.array([1.0])
    for probability in probabilities:
        mass = np.convolve(mass, [1.0 - probability, probability])
    return mass[::-1].cumsum()[::-1] - 0.5 * mass


def ours(probabilities: np.ndarray) -> np.ndarray:
    people = probabilities.size
    counts = np.arange(people + 1)
    probability, square = probabilities.mean(), (probabilities**2).mean()
    whole = np.ones(people + 1)
    return mid_p_value(np.full(people + 1, people), counts, probability * whole, square * whole)


@pytest.mark.parametrize("people", [1, 2, 7, 60, 5000])
@pytest.mark.parametrize("probability", [1e-9, 0.02, 0.5, 0.93, 1.0 - 1e-9])
def test_people_who_are_alike_are_binomial(people: int, probability: float) -> None:
    counts = np.unique(np.linspace(0, people, 40).astype(int))
    whole = np.ones(counts.size)
    found = mid_p_value(
        np.full(counts.size, people), counts, probability * whole, probability**2 * whole
    )
    exact = binom.sf(counts, people, probability) + 0.5 * binom.pmf(counts, people, probability)
    np.testing.assert_allclose(
        found, exact, atol=1e-6
    )  # a probability of 1 - 1e-9 has 7 digits left


@pytest.mark.parametrize("people", [15, 60, 209, 800])
@pytest.mark.parametrize("center", [-3.0, -1.2, 0.0, 2.0])
def test_people_who_differ_are_nearly_so(people: int, center: float) -> None:
    # a third of the Monte Carlo error of 2,000 counted replicates
    logits = center + 0.7 * np.random.default_rng(people).normal(size=people)
    probabilities = expit(logits)
    np.testing.assert_allclose(ours(probabilities), convolved(probabilities), atol=4e-3)


def test_the_tail_is_right_to_a_tenth_of_itself() -> None:
    probabilities = expit(-1.2 + 0.5 * np.random.default_rng(2).normal(size=209))
    exact = convolved(probabilities)
    tail = (exact > 1e-4) & (exact < 0.01)
    np.testing.assert_allclose(ours(probabilities)[tail], exact[tail], rtol=0.1)


def test_events_and_their_absence_mirror_each_other() -> None:
    probability, square = np.array([0.3]), np.array([0.11])
    people, events = np.array([50]), np.array([20])
    beyond = mid_p_value(people, events, probability, square)
    mirrored = mid_p_value(people, people - events, 1 - probability, 1 - 2 * probability + square)
    np.testing.assert_allclose(beyond + mirrored, 1.0, atol=1e-14)


def test_the_tail_that_ignores_how_people_differ_fails() -> None:
    """Negative control: with the mean alone the same comparison does not pass."""
    probabilities = np.r_[np.full(30, 0.02), np.full(30, 0.98)]
    alike = ours(np.full(60, 0.5))
    assert np.abs(alike - convolved(probabilities)).max() > 0.05
