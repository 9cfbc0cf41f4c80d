"""A peer's indicators and ranks, by root finding person by person and by counting."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from benchmarks.peers.indicators import figures_of, indicators_of

STARTS = np.array([0, 4, 5])
PEOPLE = 9


def test_expected_events_of_the_country_are_those_predicted() -> None:
    rng = np.random.default_rng(2)
    case_mix = rng.normal(-1.0, 1.5, (6, PEOPLE))
    effect = np.repeat(rng.normal(0.0, 1.0, (6, 3)), [4, 1, 4], axis=1)
    found = indicators_of(case_mix, case_mix + effect, STARTS)
    for draw in range(6):
        predicted, eta = expit(case_mix[draw] + effect[draw]), case_mix[draw]

        def surplus(shift: float, eta=eta, predicted=predicted) -> float:
            return float(expit(eta + shift).sum() - predicted.sum())

        shift = brentq(surplus, -9, 9)
        gap = 100 * (predicted - expit(eta + shift))
        by_hand = [part.mean() for part in np.split(gap, STARTS[1:])]
        np.testing.assert_allclose(found[draw], by_hand, atol=1e-8)
    np.testing.assert_allclose(found @ [4, 1, 4], 0.0, atol=1e-7)  # nothing in all


def test_units_without_effects_have_none() -> None:
    case_mix = np.random.default_rng(1).normal(0.0, 40.0, (3, PEOPLE))  # some as good as certain
    np.testing.assert_allclose(indicators_of(case_mix, case_mix, STARTS), 0.0, atol=1e-7)


@pytest.mark.parametrize(("better", "best"), [("lower", "a"), ("higher", "c")])
def test_figures_are_means_and_ranks_of_draws(better: str, best: str) -> None:
    rng = np.random.default_rng(3)
    draws = rng.normal([-1.0, 0.0, 1.0], 0.6, (2, 500, 3))
    draws[0, 0] = [5.0, 0.0, -5.0]  # once the other way round
    table = figures_of(draws, "abc", better).set_index("unit")
    flat = draws.reshape(-1, 3)
    np.testing.assert_allclose(table["indicator"], flat.mean(axis=0))
    np.testing.assert_allclose(table["indicator_upper"], np.quantile(flat, 0.975, axis=0))
    sign = 1 if better == "lower" else -1
    smaller = (sign * flat[:, None, :] < sign * flat[:, :, None]).sum(axis=2)
    np.testing.assert_allclose(table["rank"], 1 + smaller.mean(axis=0))
    assert table["rank"].idxmin() == best
    held = np.mean(1 + smaller[..., None] <= [1, 2, 3], axis=0)  # (unit, rank): held or better
    np.testing.assert_array_equal(table["rank_lower"], 1 + (held >= 0.025).argmax(axis=1))
    np.testing.assert_array_equal(table["rank_upper"], 1 + (held >= 0.975).argmax(axis=1))
    # independent draws: the error is the sd over the root of their number, roughly
    np.testing.assert_allclose(table["mcse"], flat.std(axis=0) / np.sqrt(1000), rtol=0.25)
    assert (table["ess_bulk"] > 500).all()
