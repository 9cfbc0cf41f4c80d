import numpy as np
import pytest

from bayes_bench.errors import InputError
from bayes_bench.parameters import (
    Parameters,
    case_mix_predictor,
    map_blocks,
    parameters_of,
    tables_of,
)
from bayes_bench.posterior.group_effects.normal import NormalEffects


def numbered(draws: int) -> Parameters:
    column = np.arange(draws, dtype=np.float64)
    by_draw = column, column[:, None], column, column[:, None]
    return Parameters(*by_draw, effects=NormalEffects())


def test_the_predictor_is_the_models(make_problem) -> None:
    problem = make_problem()
    parameters = problem.fit.parameters
    predictor = case_mix_predictor(parameters, problem.design)
    # rounding of a dozen terms near 1
    assert predictor == pytest.approx(problem.logits, abs=1e-12)


def test_without_covariates_the_predictor_is_the_intercept(make_problem) -> None:
    problem = make_problem(bare=True)
    parameters = problem.fit.parameters
    assert np.array_equal(case_mix_predictor(parameters, problem.design), problem.logits)


def test_shares_of_people_sum_to_one(make_problem) -> None:
    population = make_problem().fit.analysis.population
    assert population.country_fractions.sum() == pytest.approx(1)
    assert np.add.reduceat(population.fractions, population.starts[:-1]) == pytest.approx(1)


def test_blocks_come_back_in_the_order_of_the_draws() -> None:
    blocks = map_blocks(lambda block: block.intercept, numbered(10), (1 << 20) // 3, None)
    assert [len(block) for block in blocks] == [3, 3, 3, 1]
    assert np.concatenate(blocks).tolist() == list(range(10))


def test_a_draw_too_wide_for_a_block_has_its_own() -> None:
    assert len(map_blocks(len, numbered(4), 1 << 30, None)) == 4


def test_progress_counts_blocks() -> None:
    seen = []
    map_blocks(len, numbered(10), (1 << 20) // 4, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("rename", "message"),
    [
        ({"unit": ["a", "b", "c", "d", "e"]}, "units of the posterior"),
        ({"term": ["a", "b", "c", "d", "e", "f", "g"]}, "terms of the posterior"),
    ],
)
def test_a_posterior_of_other_cells_is_refused(make_problem, rename, message) -> None:
    problem = make_problem()
    other = problem.posterior.copy()
    other["posterior"] = other["posterior"].to_dataset().assign_coords(rename)
    with pytest.raises(InputError, match=message):
        parameters_of(other, problem.fit.analysis)


def test_tables_add_up_to_the_predictor(make_problem) -> None:
    problem = make_problem()
    block = problem.fit.parameters[:7]
    rows, slopes = tables_of(block, problem.design)
    lookups = problem.design.lookups
    summed = rows[lookups.codes].sum(axis=1) + lookups.loose @ slopes
    assert summed.T[:7] == pytest.approx(problem.logits[:7], abs=1e-12)
