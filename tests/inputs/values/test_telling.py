"""One rule of what tells the outcome, for what is guessed and for what is refused."""

import numpy as np
import pytest

from bayes_bench.inputs.values.telling import levels_tell, limit_tells


@pytest.mark.parametrize(
    ("table", "exactly", "nearly"),
    [
        ([[200, 0], [0, 100]], True, True),
        ([[200, 0], [0, 60], [0, 40]], True, True),
        ([[200, 1], [0, 99]], False, True),
        ([[199, 1], [1, 99]], False, False),  # two of the hundred rarer
        ([[200, 0], [0, 9]], False, False),  # nine prove nothing
        ([[200, 0, 2], [0, 100, 0]], False, False),  # of the third two in 102
        ([[200, 0, 0], [0, 100, 0], [0, 0, 3]], True, True),
    ],
)
def test_levels_tell_exactly_or_nearly(
    table: list[list[int]], *, exactly: bool, nearly: bool
) -> None:
    counts = np.array(table)
    assert levels_tell(counts) is exactly
    assert levels_tell(counts, 0.01) is nearly


def test_levels_of_few_people_are_pure_by_accident() -> None:
    table = np.array([[4, 0], [0, 4]] * 10)
    assert not levels_tell(table)
    assert levels_tell(table * 2)


def test_a_limit_parts_events_from_others_on_either_side() -> None:
    values = np.arange(40.0)
    low = (values < 15).astype(int)
    assert limit_tells(values, low, 1 - low)
    assert limit_tells(values, 1 - low, low)
    assert limit_tells(np.append(values, np.nan), np.append(low, 1), np.append(1 - low, 0))
    low[30] = 1
    assert not limit_tells(values, low, 1 - low)
    few = (values < 9).astype(int)
    assert not limit_tells(values, few, 1 - few)
