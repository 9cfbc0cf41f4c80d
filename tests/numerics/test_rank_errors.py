"""Errors by counting against those of every statement written out draw by draw, and ArviZ's."""

import numpy as np
import pytest
from arviz_stats.base.array import array_stats
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from bayes_bench.numerics.chain_statistics import errors_of_means
from bayes_bench.numerics.rank_errors import (
    Ranks32,
    errors_of_pairs,
    errors_of_ranks,
    probabilities_of_pairs,
)
from bayes_bench.typing import Floats


def series(*shape: int, rho: float = 0.0, seed: int = 1, apart: float = 0.5) -> Floats:
    """Autoregressive values (chain, draw, unit) of units that differ, of variance one."""
    rng = np.random.default_rng(seed)
    drawn = rng.standard_normal(shape)
    for i in range(1, shape[1]):
        drawn[:, i] = rho * drawn[:, i - 1] + np.sqrt(1 - rho**2) * drawn[:, i]
    return drawn + apart * rng.standard_normal(shape[2])


def ranked(values: Floats) -> tuple[Ranks32, Ranks32]:
    """First and last ranks."""
    first, last = (rankdata(values, method, axis=2).astype(np.int32) for method in ("min", "max"))
    return first, last


def written_out(first: Ranks32, last: Ranks32, up_to: bool) -> Floats:
    """Each statement draw by draw, over the orders of tied units: (chain, draw, unit, rank)."""
    exactly = np.zeros((*first.shape, first.shape[2]))
    for place, low in np.ndenumerate(first):
        high = last[place]
        exactly[place][low - 1 : high] = 1.0 / (high - low + 1)
    return exactly.cumsum(axis=3) if up_to else exactly


def wins(first: Ranks32) -> Floats:
    """Who is better than whom, a half for a tie: (chain, draw, unit, other)."""
    mine, other = first[..., :, None], first[..., None, :]
    return (mine < other) + 0.5 * (mine == other)


def errors(statements: Floats) -> Floats:
    flat = statements.reshape(*statements.shape[:2], -1)
    return errors_of_means(flat).reshape(statements.shape[2:])


def one_chain_apart() -> Floats:
    values = series(4, 400, 6, rho=0.3)
    values[2] = values[2, :, ::-1] * 3.0
    return values


def one_chain_stuck() -> Floats:
    values = series(3, 300, 5, rho=0.3)
    values[1] = values[1, 0]
    return values


def with_one_sure_unit() -> Floats:
    values = series(4, 300, 6)
    values[:, :, 2] = -50.0
    return values


def with_rare_statements() -> Floats:
    values = series(2, 301, 4) + 40.0 * np.arange(4)
    values[0, 17, 0], values[1, 150, 2] = 50.0, 200.0  # the latter in the middle of its chain
    return values


def tied_now_and_then() -> Floats:
    values = series(3, 200, 6, rho=0.4)
    values[1, 5:90:3, 2] = values[1, 5:90:3, 4]
    return values


CASES = {
    "independent": series(4, 1000, 12),
    "an odd number of draws": series(3, 501, 7, rho=0.5),
    "one chain": series(1, 400, 5, rho=0.6),
    "slow": series(4, 600, 6, rho=0.98),
    "slower than all lags": series(2, 300, 4, rho=0.999),
    "antithetic": series(4, 1000, 6, rho=-0.8),
    "two units": series(4, 500, 2, rho=0.2),
    "one unit": series(2, 50, 1),
    "five draws": series(4, 5, 3),
    "four draws": series(2, 4, 3, seed=4),
    "chains that disagree": one_chain_apart(),
    "a chain that never moves": one_chain_stuck(),
    "a unit that is always first": with_one_sure_unit(),
    "statements that are rarely true": with_rare_statements(),
    "ties everywhere": np.round(series(3, 201, 7, rho=0.3)),
    "ties now and then": tied_now_and_then(),
    "always alike": np.zeros((2, 20, 3)),
    "many units": series(2, 40, 60, rho=0.3),
}


@pytest.mark.parametrize("up_to", [False, True])
@pytest.mark.parametrize("name", CASES)
def test_errors_of_ranks_are_those_of_the_statements(name: str, up_to: bool) -> None:
    first, last = ranked(CASES[name])
    found, expected = errors_of_ranks(first, last, up_to), errors(written_out(first, last, up_to))
    # sums of thirds leave rounding where all draws agree
    np.testing.assert_allclose(found, np.where(expected > 1e-15, expected, 0.0), rtol=1e-10)


@pytest.mark.parametrize("name", CASES)
def test_pairs_are_those_of_the_statements(name: str) -> None:
    first, _ = ranked(CASES[name])
    off = ~np.eye(first.shape[2], dtype=bool)
    np.testing.assert_allclose(
        errors_of_pairs(first)[off], errors(wins(first))[off], rtol=1e-10, atol=0
    )
    np.testing.assert_array_equal(
        probabilities_of_pairs(first)[off], wins(first).mean(axis=(0, 1))[off]
    )


@given(
    st.integers(1, 3),
    st.integers(1, 40),
    st.integers(1, 5),
    st.integers(0, 2**32 - 1),
    st.sampled_from([0.5, 2.0, 1e9]),
)
def test_probabilities_of_pairs_are_counted(
    chains: int, length: int, units: int, seed: int, steps: float
) -> None:
    first, _ = ranked(np.round(series(chains, length, units, seed=seed) * steps))
    exact = wins(first).mean(axis=(0, 1))
    np.fill_diagonal(exact, 0.0)
    found = probabilities_of_pairs(first)
    np.testing.assert_allclose(found, exact, rtol=1e-15)
    assert (found + found.T == 1.0 - np.eye(units)).all()


@pytest.mark.parametrize("name", ["independent", "slow", "an odd number of draws", "antithetic"])
def test_errors_are_arvizs(name: str) -> None:
    first, last = ranked(CASES[name])

    def of_arviz(statement: Floats) -> float:
        return float(array_stats.mcse(statement, method="mean", chain_axis=0, draw_axis=1))

    for unit, rank in ((0, 2), (1, 1), (3, 4)):
        held = (first[:, :, unit] == rank).astype(float)
        below = (first[:, :, unit] <= rank).astype(float)
        better = (first[:, :, unit] < first[:, :, 2]).astype(float)
        assert errors_of_ranks(first, last)[unit, rank - 1] == pytest.approx(of_arviz(held), 1e-10)
        assert errors_of_ranks(first, last, up_to=True)[unit, rank - 1] == pytest.approx(
            of_arviz(below), 1e-10
        )
        assert errors_of_pairs(first)[unit, 2] == pytest.approx(of_arviz(better), 1e-10)


def test_an_error_grows_with_autocorrelation() -> None:
    """The negative control: counts of single draws would not tell these apart."""
    fast, slow = (series(4, 1000, 5, rho=rho, apart=0.0) for rho in (0.0, 0.9))
    assert np.median(errors_of_ranks(*ranked(slow)) / errors_of_ranks(*ranked(fast))) > 1.5
    ratio = errors_of_pairs(ranked(slow)[0]) / (errors_of_pairs(ranked(fast)[0]) + np.eye(5))
    assert ratio[~np.eye(5, dtype=bool)].min() > 2.0


def test_a_unit_does_not_depend_on_how_the_others_tie() -> None:
    first, last = ranked(CASES["ties now and then"])
    tied = (first != last).any(axis=(0, 1))
    assert 0 < tied.sum() < tied.size  # some are counted, some written out
    alone = errors_of_ranks(first, first)
    np.testing.assert_array_equal(errors_of_ranks(first, last)[~tied], alone[~tied])


def test_too_few_draws_have_no_error() -> None:
    first, last = ranked(series(4, 3, 5))
    for found in (errors_of_ranks(first, last), errors_of_pairs(first)):
        assert found.shape == (5, 5)
        assert np.isnan(found).all()


def test_ranks_are_not_changed() -> None:
    first, last = ranked(CASES["independent"])
    kept = first.copy()
    errors_of_ranks(first, last)
    errors_of_pairs(first)
    np.testing.assert_array_equal(first, kept)
