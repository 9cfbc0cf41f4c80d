"""The batch of diagnostics against ArviZ, quantity by quantity."""

import numpy as np
import pytest
from arviz_stats.base.array import array_stats
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.numerics import blocks
from bayes_bench.numerics.chain_kernel import covariances
from bayes_bench.numerics.chain_statistics import (
    chain_statistics,
    errors_of_means,
    statistics_of_means,
)
from bayes_bench.typing import Floats

TAILS = (0.05, 0.95)


def chains(*shape: int, rho: float = 0.0, seed: int = 1) -> Floats:
    """Autoregressive chains (chain, draw, quantity)."""
    noise = np.random.default_rng(seed).standard_normal(shape)
    drawn = noise.copy()
    for i in range(1, shape[1]):
        drawn[:, i] = rho * drawn[:, i - 1] + noise[:, i]
    return drawn


def of_arviz(draws: Floats) -> list[Floats]:
    axes = {"chain_axis": 0, "draw_axis": 1}
    with np.errstate(divide="ignore", invalid="ignore"):
        return [
            array_stats.rhat(draws, method="rank", **axes),
            array_stats.ess(draws, method="bulk", **axes),
            array_stats.ess(draws, method="tail", prob=TAILS, **axes),
            array_stats.mcse(draws, method="mean", **axes),
        ]


def stuck() -> Floats:
    """One chain that never moves, and one far away."""
    draws = chains(4, 200, 5, rho=0.2)
    draws[1], draws[2] = 0.1, draws[2] + 7.0
    return draws


CASES = {
    "independent": chains(4, 1000, 5),
    "slow": chains(4, 1000, 5, rho=0.98),
    "antithetic": chains(4, 1000, 5, rho=-0.7),
    "an odd number of draws": chains(3, 501, 5, rho=0.3),
    "one chain": chains(1, 400, 5, rho=0.5),
    "five draws": chains(4, 5, 5),
    "zeros and ones": (chains(4, 1000, 5, rho=0.2) > 1.0).astype(float),
    "as many zeros as ones": (np.arange(4000).reshape(4, 1000, 1) // 3 % 2).astype(float),
    "rare ones": (chains(4, 1000, 5) > 3.0).astype(float),
    "whole numbers": np.round(chains(4, 999, 5, rho=0.2)),
    "apart": chains(4, 500, 5) + 5.0 * np.arange(4)[:, None, None],
    "stuck": stuck(),
    "long and apart": chains(3, 3001, 2, rho=0.5) + 4.0 * np.arange(3)[:, None, None],
    "the middle draw alone": np.where(
        np.arange(101)[None, :, None] == 50, 1.0, np.zeros((2, 101, 1))
    ),
    "tiny": chains(4, 200, 3) * 1e-140,
    "far from zero": chains(4, 1000, 5, rho=0.1) * 1e-2 + 1e3,
    "of all sizes": chains(4, 300, 300, rho=0.4) * np.geomspace(1e-6, 1e6, 300),
}


@pytest.mark.parametrize("name", CASES)
def test_every_figure_is_arvizs(name: str) -> None:
    draws = CASES[name]
    exact = of_arviz(draws)
    for found, expected in zip(chain_statistics(draws, TAILS), exact, strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10)
    np.testing.assert_allclose(errors_of_means(draws), exact[-1], rtol=1e-10)


@pytest.mark.parametrize("name", ["zeros and ones", "as many zeros as ones", "rare ones"])
def test_zeros_and_ones_have_the_figures_of_their_mean(name: str) -> None:
    draws, axes = CASES[name], {"chain_axis": 0, "draw_axis": 1}
    found, ranked = statistics_of_means(draws), of_arviz(draws)
    split = array_stats.rhat(draws, method="split", **axes)
    np.testing.assert_allclose(found.r_hat, split, rtol=1e-10)
    np.testing.assert_allclose(found.ess_bulk, ranked[1], rtol=1e-10)  # by their scores
    np.testing.assert_allclose(found.mcse, ranked[-1], rtol=1e-10)
    assert np.isnan(found.ess_tail).all()
    assert np.isnan(statistics_of_means(draws[:, :3])).all()
    assert statistics_of_means(draws > 0.5).mcse.tolist() == found.mcse.tolist()


@given(
    st.integers(1, 4),
    st.integers(4, 40),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.5, 1.0, 3.0, 1e6]),
)
def test_every_figure_is_arvizs_with_ties_and_few_draws(
    count: int, length: int, seed: int, steps: float
) -> None:
    draws = np.round(chains(count, length, 3, rho=0.5, seed=seed) * steps) / steps
    moves = np.ptp(draws, axis=(0, 1)) > 0
    # where no half of a chain moves, ArviZ divides by what rounding leaves of its variance
    still = (np.ptp(draws[:, : length // 2], axis=1) == 0) & (
        np.ptp(draws[:, -(length // 2) :], axis=1) == 0
    )
    draws = draws[:, :, moves & ~still.any(axis=0)]
    if draws.shape[2]:
        for found, expected in zip(chain_statistics(draws, TAILS), of_arviz(draws), strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-8)


def test_a_figure_does_not_depend_on_its_neighbours_or_the_type_of_number() -> None:
    draws = np.round(chains(4, 200, 300, rho=0.3) * 4).astype(np.int16)
    whole, errors = chain_statistics(draws.astype(float), TAILS), errors_of_means(draws)
    for q in (0, 127, 128, 299):
        one = chain_statistics(draws[:, :, [q]].astype(float), TAILS)
        assert [float(figure[q]) for figure in whole] == [float(figure[0]) for figure in one]
        assert errors[q] == one.mcse[0]


def test_chains_that_do_not_move_but_differ_are_the_worst() -> None:
    draws = np.repeat([[0.25], [0.5]], 64, axis=1)[:, :, None]
    found = chain_statistics(draws, TAILS)
    assert found.r_hat[0] == np.inf
    # nor does rounding leave a tenth, which has no end in binary, a variance of its own
    tenths = chain_statistics(draws * 0.4, TAILS)
    assert tenths.r_hat[0] == np.inf


def test_what_cannot_be_said_is_missing() -> None:
    assert np.isnan(chain_statistics(chains(4, 3, 2), TAILS)).all()
    assert np.isnan(errors_of_means(chains(4, 3, 2))).all()
    assert np.isnan(chain_statistics(chains(1, 50, 2), TAILS).r_hat).all()
    broken = chains(4, 50, 2)
    broken[0, 0, 1] = np.nan
    assert np.isnan(errors_of_means(broken)).tolist() == [False, True]
    assert chain_statistics(chains(4, 50, 0), TAILS).mcse.size == 0


def test_draws_whose_squares_are_no_numbers_have_no_error_and_harm_no_other() -> None:
    draws = chains(4, 50, 3)
    draws[2, 7, 1] = 5e165
    found, alone = chain_statistics(draws, TAILS), chain_statistics(draws[:, :, ::2], TAILS)
    assert np.isnan(found.mcse).tolist() == [False, True, False]
    assert np.isfinite(found.ess_bulk).all()
    for figure, same in zip(found, alone, strict=True):
        assert figure[::2].tolist() == same.tolist()


def test_the_size_of_a_block_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = chains(4, 100, 9, rho=0.3)
    whole = chain_statistics(draws, TAILS)
    monkeypatch.setattr(blocks, "BLOCK", 1)
    for figure, same in zip(whole, chain_statistics(draws, TAILS), strict=True):
        assert figure.tolist() == same.tolist()


def test_a_constant_has_no_error() -> None:
    assert errors_of_means(np.full((2, 50, 1), 0.1)).tolist() == [0.0]


@pytest.mark.parametrize(("count", "length"), [(1, 1), (1, 7), (2, 2), (8, 500), (3, 37)])
def test_autocovariances_written_out(count: int, length: int) -> None:
    draws = np.moveaxis(chains(count, length, 4, rho=0.6), 2, 0) + 1e3
    found, between = covariances(np.ascontiguousarray(draws), min(length, 12))
    rest = draws - draws.mean(axis=2, keepdims=True)
    for lag in range(found.shape[1]):
        products = rest[..., : length - lag] * rest[..., lag:]
        np.testing.assert_allclose(found[:, lag], products.mean(axis=(1, 2)) * (1 - lag / length))
    expected = draws.mean(axis=2).var(axis=1, ddof=1) if count > 1 else np.zeros(4)
    np.testing.assert_allclose(between, expected)


def test_a_constant_has_neither_autocovariance_nor_variance_between() -> None:
    found, between = covariances(np.full((1, 4, 50), 0.1), 3)
    assert not found.any()
    assert not between.any()


@pytest.mark.parametrize("length", [40, 41])
def test_an_error_that_is_missing_harms_no_other(length: int) -> None:
    draws = chains(4, length, 4, rho=0.5)
    draws[1, 3, 0], draws[2, length // 2, 1], draws[3, 5, 2] = np.inf, np.nan, -5e165
    errors = errors_of_means(draws)
    assert np.isnan(errors).tolist() == [True, True, True, False]
    assert errors[3] == errors_of_means(draws[:, :, [3]])[0]
    assert np.isnan(errors_of_means(draws[:, :, :3])).all()
