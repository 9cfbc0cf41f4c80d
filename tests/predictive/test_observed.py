"""Some of the draws, and the counts that replicates are compared with."""

import numpy as np
import pytest

from bayes_bench.parameters import Parameters
from bayes_bench.predictive.observed import thinned, thinned_draws, thinned_rows, units_of
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
