"""Rank tables against publications, independent betas, brute force and the second integrator."""

import itertools

import numpy as np
import pytest

from bayes_bench.trust.exact.draws import exact_draws
from bayes_bench.trust.exact.ranks import (
    beta_rank_probabilities,
    leave_one_out,
    rank_probabilities,
    summarise_ranks,
)
from bayes_bench.trust.exact.summaries import Surface

DRAWS = 100_000


@pytest.fixture(scope="module")
def bugs_table(surfaces: dict[str, Surface]) -> np.ndarray:
    return rank_probabilities(surfaces["bugs"])


def test_published_ranks_of_surgical(bugs_table: np.ndarray) -> None:
    found = summarise_ranks(bugs_table, 1)
    np.testing.assert_array_equal(found.median, [2, 10, 6, 4, 2, 6, 5, 12, 6, 8, 10, 6])
    published = [3.35, 10.04, 6.04, 3.95, 2.81, 5.88, 5.40, 11.42, 6.00, 7.18, 10.13, 5.80]
    # Published from some 10,000 draws: four Monte Carlo standard errors of a rank, sd up to 2.4.
    np.testing.assert_allclose(found.mean, published, atol=4 * 2.4 / np.sqrt(10_000))
    worst = found.worst[[7, 1, 10]]
    np.testing.assert_allclose(worst, [0.631, 0.177, 0.140], atol=4 * np.sqrt(0.25 / 10_000))


def test_hospital_k_against_the_median(bugs_table: np.ndarray) -> None:
    assert bugs_table[10, :6].sum() == pytest.approx(0.0255, abs=5e-5)


@pytest.mark.parametrize(
    "name",
    [
        "surgical",
        "two units",
        "all and none",
        pytest.param("one and a million", marks=pytest.mark.slow),
        "identical",
        "outlier",
    ],
)
def test_two_constructions_agree(
    name: str, surfaces: dict[str, Surface], gauss_surfaces: dict[str, Surface]
) -> None:
    one, other = rank_probabilities(surfaces[name]), rank_probabilities(gauss_surfaces[name])
    np.testing.assert_allclose(one, other, atol=1e-8)
    np.testing.assert_allclose(one.sum(axis=0), 1, atol=1e-9)
    np.testing.assert_allclose(one.sum(axis=1), 1, atol=1e-9)


def test_identical_units_share_all_ranks(surfaces: dict[str, Surface]) -> None:
    np.testing.assert_allclose(rank_probabilities(surfaces["identical"]), 1 / 6, atol=1e-10)


def test_higher_is_better_reverses_the_ranks(surfaces: dict[str, Surface]) -> None:
    lower = rank_probabilities(surfaces["two units"], "lower")
    higher = rank_probabilities(surfaces["two units"], "higher")
    assert lower[0, 0] > 0.5 > higher[0, 0]  # 10 of 30 against 20 of 40
    assert lower[0, 0] == pytest.approx(higher[1, 0], abs=1e-9)


def test_counting_draws(surfaces: dict[str, Surface]) -> None:
    problem = surfaces["surgical"].problem
    rate = exact_draws(problem, DRAWS, 20160101).rate
    ranks = rate.argsort(axis=1).argsort(axis=1)
    counted = np.array([np.bincount(unit, minlength=12) for unit in ranks.T]) / DRAWS
    table = rank_probabilities(surfaces["surgical"])
    mcse = np.sqrt(table * (1 - table) / DRAWS) + 1 / DRAWS
    assert np.abs((counted - table) / mcse).max() < 4.5  # 144 cells
    assert np.abs((counted[:, ::-1] - table) / mcse).max() > 50  # reversed ranks are caught


def test_fixed_effects_against_independent_betas(surfaces: dict[str, Surface]) -> None:
    problem = surfaces["surgical"].problem
    n, events = np.array(problem.n), np.array(problem.events)
    table = beta_rank_probabilities(problem)
    draws = np.random.default_rng(7).beta(1 + events, 1 + n - events, (DRAWS, 12))
    ranks = draws.argsort(axis=1).argsort(axis=1)
    counted = np.array([np.bincount(unit, minlength=12) for unit in ranks.T]) / DRAWS
    mcse = np.sqrt(table * (1 - table) / DRAWS) + 1 / DRAWS
    assert np.abs((counted - table) / mcse).max() < 4.5
    np.testing.assert_allclose(table.sum(axis=0), 1, atol=1e-12)


def test_leaving_one_out_by_enumeration() -> None:
    p = np.array([0.1, 0.35, 0.8, 0.5, 0.05])
    for unit, distribution in leave_one_out(p[:, None, None]):
        others = np.delete(p, unit)
        expected = np.zeros(5)
        for below in itertools.product([0, 1], repeat=4):
            expected[sum(below)] += np.prod(np.where(below, others, 1 - others))
        np.testing.assert_allclose(distribution[:, 0, 0], expected, atol=1e-15)
