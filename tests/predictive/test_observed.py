"""Some of the draws, and the counts that replicates are compared with."""

import numpy as np
import pytest

from bayes_bench.parameters import Parameters, case_mix_predictor
from bayes_bench.predictive import observed
from bayes_bench.predictive.observed import (
    FEWER_DRAWS,
    MAX_DRAWS,
    MOST_CELLS,
    MOST_UNITS,
    SmallUnits,
    max_draws_of,
    predictive_rows,
    thinned,
    thinned_draws,
    thinned_rows,
    units_of,
)
from tests.builders.fits import fit_of
from tests.builders.registers import Register


@pytest.mark.parametrize(
    ("draws", "max_draws"), [(1, 5), (5, 5), (7, 5), (4000, 2000), (10_001, 2000)]
)
def test_rows_run_from_the_first_to_the_last_evenly(draws: int, max_draws: int) -> None:
    rows = thinned_rows(draws, max_draws)
    assert rows.size == min(draws, max_draws)
    assert (rows[0], rows[-1]) == (0, draws - 1)
    steps = np.diff(rows)
    assert rows.size == 1 or (steps > 0).all()
    assert rows.size == 1 or np.ptp(steps) <= 1


def test_what_is_kept_is_of_one_draw(register: Register) -> None:
    parameters = register.fit.parameters
    kept, rows = thinned(parameters, 9), thinned_rows(len(parameters), 9)
    for index, row in enumerate(rows):
        assert kept.intercept[index] == parameters.intercept[row]
        np.testing.assert_array_equal(kept.unit_effect[index], parameters.unit_effect[row])
    assert kept.index.tolist() == list(range(9))


def test_a_part_of_the_draws_knows_its_places(register: Register) -> None:
    part = thinned_draws(register.fit)[slice(4, 7)]
    assert part.index.tolist() == [4, 5, 6]
    assert isinstance(part, Parameters)
    assert len(part) == 3


def test_units_are_groups_of_their_cells(register: Register) -> None:
    cells = register.cells
    groups = units_of(register.observed.population).toarray()
    unit = cells["unit_index"].to_numpy()
    np.testing.assert_array_equal(groups, unit == np.arange(cells.sizes["unit"])[:, None])


@pytest.mark.parametrize(
    ("cells", "units", "wanted"),
    [
        (20_000, 98, MAX_DRAWS),
        (MOST_CELLS, MOST_UNITS, MAX_DRAWS),
        (MOST_CELLS * 4 // 3, 98, MAX_DRAWS * 3 // 4),
        (1_000_000, 98, FEWER_DRAWS),
        (200_000, 10_000, FEWER_DRAWS),
        (10**9, 10**6, FEWER_DRAWS),
    ],
)
def test_many_cells_or_units_have_fewer_draws(cells: int, units: int, wanted: int) -> None:
    assert max_draws_of(cells, units) == pytest.approx(wanted, abs=1)


@pytest.mark.parametrize("draws", [FEWER_DRAWS, MAX_DRAWS])
def test_a_bound_errs_by_less_than_a_tenth_of_its_interval(draws: int) -> None:
    """The sd of the 2.5 % quantile of so many normal replicates, counted over many samples."""
    rng = np.random.default_rng(draws)
    bounds = np.quantile(rng.standard_normal((draws, 400)), [0.025, 0.975], axis=0)
    assert bounds.std(axis=1).max() < 0.1 * np.ptp(bounds.mean(axis=1)) / 4


def test_the_draws_of_a_fit_are_those_of_its_size(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(observed, "MOST_UNITS", 6)  # of twelve
    monkeypatch.setattr(observed, "FEWER_DRAWS", 10)
    monkeypatch.setattr(observed, "MAX_DRAWS", 40)
    fit = fit_of(register.posterior, register.cells, register.model)
    rows, draws = predictive_rows(fit), thinned_draws(fit)
    assert rows.size == len(draws) == 20
    np.testing.assert_array_equal(draws.intercept, fit.parameters.intercept[rows])


def test_small_units_have_their_own_cells(register: Register) -> None:
    every, draws = register.observed.population, register.draws[:3]
    sizes = np.diff(every.starts)
    most = int(np.median(sizes))
    small = SmallUnits.of(register.observed, most)
    np.testing.assert_array_equal(small.large, sizes > most)
    logits, trials, starts = small.cells(draws)
    whole = case_mix_predictor(draws, register.observed.design)
    for unit in range(every.units):
        own, cells = slice(*starts[unit : unit + 2]), slice(*every.starts[unit : unit + 2])
        kept = slice(0, 0) if sizes[unit] > most else cells
        np.testing.assert_array_equal(trials[own], every.trials[kept])
        np.testing.assert_array_equal(logits[:, own], whole[:, kept])


@pytest.mark.parametrize(("most", "kept"), [(0, 0), (10**6, 1)])
def test_all_units_small_or_none(register: Register, most: int, kept: int) -> None:
    small = SmallUnits.of(register.observed, most)
    assert small.trials.size == kept * register.observed.population.trials.size
    assert small.large.tolist() == [not kept] * register.observed.population.units
