"""The independence sampler: exact for a target that can be counted, wrong with wrong weights."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Points, density_of
from bayes_bench.posterior.laplace.chains import (
    PROPOSALS_PER_BLOCK,
    Pool,
    draw_pool,
    independence_chain,
    repeat_on_rejection,
)
from bayes_bench.posterior.laplace.proposal import proposal_of
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model

TARGET = np.array([0.5, 0.3, 0.15, 0.05])
SIZE = 40_000
CHAINS = 3


def visits(log_weight_of: np.ndarray) -> np.ndarray:
    """Counts, every tenth step, of a chain whose proposals are even over four points."""
    rng = np.random.default_rng(8)
    proposed = rng.integers(0, TARGET.size, SIZE)
    position, _ = independence_chain(log_weight_of[proposed], rng.random(SIZE))
    return np.bincount(proposed[position][::10], minlength=TARGET.size)


def test_the_chain_visits_each_point_as_often_as_the_target_says() -> None:
    counts = visits(np.log(TARGET))
    assert stats.chisquare(counts, TARGET * counts.sum()).pvalue > 1e-4


def test_weights_of_the_wrong_sign_are_noticed() -> None:
    counts = visits(-np.log(TARGET))
    assert stats.chisquare(counts, TARGET * counts.sum()).pvalue < 1e-4


def test_accepted_says_when_the_chain_moved() -> None:
    position, accepted = independence_chain(np.array([0.0, -50.0, 3.0]), np.full(3, 0.5))
    assert position.tolist() == [0, 0, 2]
    assert accepted.tolist() == [True, False, True]


def test_a_chain_that_stands_still_is_at_the_place_that_it_stands() -> None:
    """Weights in steps of one, so that many tie; proposals that cannot be, and a bad first one."""
    rng = np.random.default_rng(3)
    shape = 2, 400
    log_weight = np.round(2.0 * rng.standard_normal(shape))
    log_weight[0, rng.integers(1, 400, 20)], log_weight[1, 0] = -np.inf, -9.0
    at = Points(*(rng.standard_normal((*shape, size)) for size in (3, 2, 1)))
    pool = Pool(at, log_weight.copy(), rng.random(shape))
    before = [pool.at.fixed.copy(), pool.at.unit_effect.copy(), pool.at.log_sd.copy()]
    for chain in range(2):
        position, moved = independence_chain(log_weight[chain], pool.uniform[chain])
        assert 50 < moved.sum() < 350
        np.testing.assert_array_equal(repeat_on_rejection(pool, chain), moved)
        after = (pool.at.fixed, pool.at.unit_effect, pool.at.log_sd, pool.log_weight)
        for new, old in zip(after, [*before, log_weight], strict=True):
            np.testing.assert_array_equal(new[chain], old[chain][position])


def test_cores_and_later_draws_change_nothing(
    people: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = people_model()
    density = density_of(Analysis(model, cells_of(people, model)))
    proposal = proposal_of(density)
    pools = []
    for cores, draws in ((1, 300), (4, 300), (2, 900)):
        monkeypatch.setattr("bayes_bench.numerics.parallel.cpu_count", lambda cores=cores: cores)
        pools.append(draw_pool(proposal, density, (2, draws), random_seed=1))
    one, four, longer = pools
    kept = one.log_weight.shape[1]
    for name in ("log_weight", "uniform"):
        np.testing.assert_array_equal(getattr(one, name), getattr(four, name))
        np.testing.assert_array_equal(getattr(one, name), getattr(longer, name)[:, :kept])
    for name in ("fixed", "unit_effect", "log_sd"):
        np.testing.assert_array_equal(getattr(one.at, name), getattr(four.at, name))
        np.testing.assert_array_equal(getattr(one.at, name), getattr(longer.at, name)[:, :kept])
    assert not np.array_equal(one.log_weight[0], one.log_weight[1])


def pool_of(random_seed: int) -> Pool:
    """Proposals of three chains, in several blocks each."""
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([20, 5, 90], [3, 1, 30], model)))
    shape = CHAINS, 3 * PROPOSALS_PER_BLOCK
    return draw_pool(proposal_of(density), density, shape, random_seed)


def numbers(of: Pool) -> dict[str, np.ndarray]:
    """Every continuous number of a pool, chains one after the other."""
    return {
        "fixed": of.at.fixed.ravel(),
        "unit effect": of.at.unit_effect.ravel(),
        "log sd": of.at.log_unit_sd.ravel(),
        "decision": of.uniform.ravel(),
    }


@pytest.mark.parametrize("name", ["fixed", "unit effect", "log sd", "decision"])
def test_no_proposal_comes_twice(name: str) -> None:
    drawn = numbers(pool_of(1))[name]
    assert drawn.size > CHAINS * 3 * PROPOSALS_PER_BLOCK
    assert np.unique(drawn).size == drawn.size


def test_another_seed_gives_other_numbers_and_the_same_seed_the_same() -> None:
    one, again, other = (numbers(pool_of(seed)) for seed in (1, 1, 2))
    for name, drawn in one.items():
        np.testing.assert_array_equal(drawn, again[name])
        assert not np.intersect1d(drawn, other[name]).size
