"""Monte Carlo errors of thinned chains against the spread of means of fresh ones."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.quantities.diagnosis import error_rows, in_chains, mcse_of

CHAINS, DRAWS, REPLICATES = 4, 400, 400
PHI = 0.7


def chains(random: np.random.Generator, phi: float) -> np.ndarray:
    """Stationary autoregressive chains of every replicate (chain, draw, replicate)."""
    noise = random.standard_normal((CHAINS, DRAWS, REPLICATES))
    drawn = np.empty_like(noise)
    drawn[:, 0] = noise[:, 0] / np.sqrt(1 - phi**2)
    for t in range(1, DRAWS):
        drawn[:, t] = phi * drawn[:, t - 1] + noise[:, t]
    return drawn


def thinned(drawn: np.ndarray, every: int) -> xr.DataArray:
    """Chains in a row, every so many draws kept, as predictive draws are (draw, label)."""
    row = drawn.reshape(CHAINS * DRAWS, -1)
    kept = np.arange(0, CHAINS * DRAWS, every)
    coords = {"label": np.arange(row.shape[1]), "chain": ("draw", kept // DRAWS)}
    return xr.DataArray(row[kept], coords, ("draw", "label"))


@pytest.fixture(scope="module")
def drawn() -> np.ndarray:
    return chains(np.random.default_rng(20260102), PHI)


@pytest.mark.parametrize("every", [1, 2, 3])
def test_the_error_of_thinned_chains_is_the_spread_of_their_means(drawn, every) -> None:
    draws = thinned(drawn, every)
    spread = draws.mean("draw").std(ddof=1).item()
    # an sd of 400 means is known to 3.5 %, and an ESS of a few hundred draws to some 10 %
    assert np.sqrt(np.mean(mcse_of(draws) ** 2)) == pytest.approx(spread, rel=0.12)


def test_draws_taken_as_independent_would_be_too_sure(drawn) -> None:
    """The negative control of the tolerance above."""
    draws = thinned(drawn, 1)
    independent = draws.std("draw").mean().item() / np.sqrt(draws.sizes["draw"])
    assert independent < 0.5 * draws.mean("draw").std(ddof=1).item()


def test_chains_that_disagree_have_a_greater_error(drawn) -> None:
    apart = drawn + 3.0 * np.arange(CHAINS)[:, None, None]
    assert (mcse_of(thinned(apart, 2)) > 3 * mcse_of(thinned(drawn, 2))).all()


def test_whole_chains_are_what_they_are_however_they_are_given(drawn) -> None:
    some = drawn[..., :5]
    coords = {"label": np.arange(5)}
    apart = xr.DataArray(some, coords, ("chain", "draw", "label"))
    np.testing.assert_allclose(mcse_of(thinned(some, 1)), mcse_of(apart), rtol=1e-12)


def test_chains_of_unequal_length_lose_their_last_draws_for_the_error_alone(drawn) -> None:
    row = thinned(drawn[..., :2], 1).isel(draw=slice(0, -7))
    assert in_chains(row).shape == (CHAINS, DRAWS - 7, 2)
    shorter = np.sqrt((DRAWS - 7) * CHAINS / row.sizes["draw"])
    same = xr.DataArray(drawn[:, : DRAWS - 7, :2], dims=("chain", "draw", "label"))
    np.testing.assert_allclose(mcse_of(row), mcse_of(same) * shorter)


def test_constants_have_no_error() -> None:
    still = xr.DataArray(np.ones((2, 50, 3)), dims=("chain", "draw", "label"))
    assert mcse_of(still).tolist() == [0.0] * 3


def test_of_rows_with_one_name_the_largest_error_counts() -> None:
    names = pd.Series(["a[1]", "a[2]", "a[1]", "b"])
    errors = pd.DataFrame({"mcse": [0.1, 0.2, 0.3, 0.0], "value": [1.0, 2.0, 3.0, 4.0]})
    rows = error_rows(names, errors).set_index("quantity")
    assert rows["mcse"].tolist()[:2] == [0.3, 0.2]
    assert rows["value"].isna().tolist() == [True, False, False]  # the first stands for two
    assert rows["value"].tolist()[1:] == [2.0, 4.0]
    assert rows["mcse"].isna().tolist() == [False, False, True]
    assert error_rows(pd.Series(dtype=str), errors.iloc[:0]).empty
