"""Ranks, thinned draws and refusals of a calibration, without fitting anything."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.trust.sbc.band import p_value
from bayes_bench.trust.sbc.calibration import DRAWS, calibrate_set, rank_of, thinned
from bayes_bench.trust.sbc.data_sets import Parameters, simulate_set
from bayes_bench.trust.sbc.estimands import log_likelihood
from bayes_bench.trust.sbc.shapes import small_shape_of


def test_a_rank_counts_the_draws_below_and_breaks_ties_at_random() -> None:
    rng = np.random.default_rng(1)
    assert rank_of(2.5, np.array([1.0, 2.0, 3.0]), rng) == 2
    ranks = [rank_of(2.0, np.array([1.0, 2.0, 2.0, 3.0]), rng) for _ in range(300)]
    assert set(ranks) == {1, 2, 3}
    assert np.bincount(ranks)[1:] == pytest.approx(100, abs=35)


def chains(of: Callable[[np.ndarray], np.ndarray]) -> xr.Dataset:
    noise = np.random.default_rng(1).normal(size=(4, 1000))
    drawn = xr.DataArray(of(noise), dims=("chain", "draw"))
    return xr.Dataset({"intercept": drawn, "unit_sd": drawn})


def test_draws_are_thinned_only_where_they_are_then_independent() -> None:
    kept = thinned(chains(lambda noise: noise))
    assert kept is not None
    assert kept.sizes["sample"] == DRAWS
    assert thinned(chains(lambda noise: np.cumsum(noise, axis=1))) is None


def test_a_refusal_is_a_result() -> None:
    def answer(people: pd.DataFrame, model: Model) -> xr.Dataset:
        raise RefusedError([f"{len(people)} rows", model.title])

    found = calibrate_set(0, 1, answer, small_shape_of)
    assert found.refusal == "5 rows"
    assert not found.ranks


def test_the_likelihood_catches_a_posterior_that_ignores_the_data() -> None:
    """Draws from the prior have the right ranks for every parameter (Modrák et al. 2023)."""
    ranks: dict[str, list[int]] = {"intercept": [], "log likelihood": []}
    for number in range(100):
        made = simulate_set(small_shape_of(7 * number), 1)  # without covariates
        rng = np.random.default_rng(number)
        truths = [
            simulate_set(made.shape, 1000 + n).truth for n in range(number * 19, number * 19 + 19)
        ]
        parts = (
            np.concatenate([getattr(truth, name) for truth in truths])
            for name in ("intercept", "coefficient", "unit_sd", "unit_effect")
        )
        prior = Parameters(*parts)
        ranks["intercept"].append(rank_of(made.truth.intercept[0], prior.intercept, rng))
        among, true = (log_likelihood(made.patterns, at) for at in (prior, made.truth))
        ranks["log likelihood"].append(rank_of(true[0], among, rng))
    assert p_value(np.array(ranks["intercept"]), 20) > 0.01
    assert p_value(np.array(ranks["log likelihood"]), 20) < 1e-9
