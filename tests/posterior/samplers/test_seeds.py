"""Random numbers are used once: no chain, block or decision repeats another's."""

import numpy as np
import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import density_of
from bayes_bench.posterior.laplace.chains import PROPOSALS_PER_BLOCK, Pool, draw_pool
from bayes_bench.posterior.laplace.proposal import proposal_of
from tests.builders.small_problems import counts_cells, counts_model

CHAINS = 3


def pool(random_seed: int) -> Pool:
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
    drawn = numbers(pool(1))[name]
    assert drawn.size > CHAINS * 3 * PROPOSALS_PER_BLOCK
    assert np.unique(drawn).size == drawn.size


def test_another_seed_gives_other_numbers_and_the_same_seed_the_same() -> None:
    one, again, other = (numbers(pool(seed)) for seed in (1, 1, 2))
    for name, drawn in one.items():
        np.testing.assert_array_equal(drawn, again[name])
        assert not np.intersect1d(drawn, other[name]).size
