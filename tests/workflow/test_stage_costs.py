"""What the stages of a run are expected to take."""

from dataclasses import replace

import pytest

from bayes_bench.workflow.stage_costs import COSTS, Cost, Size, expected_seconds


def test_a_cost_by_hand() -> None:
    cost = Cost(fixed=2.0, by_cells=3.0, by_draws=0.5, by_units=7.0)
    # a quarter of a million cells, 1,000 draws, 4,000 units
    assert cost.seconds(Size(250_000, 1_000, 4_000)) == 2.0 + 0.75 + 125.0 + 28.0


@pytest.mark.parametrize("what", ["cells", "draws", "units"])
def test_more_of_anything_takes_no_less(what: str) -> None:
    small = Size()
    large = replace(small, **{what: 10 * getattr(small, what)})
    before, after = expected_seconds(small), expected_seconds(large)
    assert list(before) == list(after) == list(COSTS)
    assert all(after[name] >= before[name] > 0 for name in before)
    assert sum(after.values()) > sum(before.values())


def test_a_stage_that_is_left_out_of_large_runs_takes_next_to_nothing() -> None:
    few, many = (expected_seconds(Size(cells)) for cells in (250_000, 250_001))
    assert few["further_draws"] > 1.0
    assert 0.0 < many["further_draws"] < 0.01
    assert many["checks"] >= few["checks"]
