"""Figures side by side: differences by hand, and units whatever their order."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.errors import BayesBenchError
from benchmarks.peer_figures import agreement


def figures(indicator: list[float], mcse: float | None, units: str = "abcd") -> pd.DataFrame:
    table = pd.DataFrame({"indicator": indicator}, index=list(units))
    table["rank"] = table["indicator"].rank()
    return table if mcse is None else table.assign(mcse=mcse)


def test_a_difference_is_counted_in_joint_errors() -> None:
    ours = figures([1.0, -2.0, 3.0, 0.0], 0.03)
    found = agreement(figures([1.0, -2.2, 3.1, 0.0], 0.04), ours)
    assert found["largest_gap"] == pytest.approx(0.2)
    assert found["largest_z"] == pytest.approx(0.2 / 0.05)
    assert found["rank_correlation"] == pytest.approx(1.0)
    expected = np.corrcoef([1.0, -2.2, 3.1, 0.0], ours["indicator"])[0, 1]
    assert found["correlation"] == pytest.approx(expected)


def test_units_are_found_by_name() -> None:
    ours = figures([1.0, 2.0, 3.0, 4.0], 0.1)
    found = agreement(figures([4.0, 3.0, 2.0, 1.0], 0.1, "dcba"), ours)
    assert found["largest_gap"] == found["largest_z"] == 0.0
    assert found["rank_correlation"] == pytest.approx(1.0)
    reverse = agreement(figures([4.0, 3.0, 2.0, 1.0], 0.1), ours)
    assert reverse["rank_correlation"] == pytest.approx(-1.0)


def test_what_has_no_draws_has_no_errors() -> None:
    found = agreement(figures([1.0, 2.0, 3.0, 4.5], None), figures([1.0, 2.0, 3.0, 4.0], 0.1))
    assert set(found) == {"largest_gap", "correlation", "rank_correlation"}


def test_ours_are_not_compared_with_themselves() -> None:
    ours = figures([1.0, 2.0, 3.0, 4.0], 0.1)
    assert agreement(ours, ours) == {}


def test_other_units_are_refused() -> None:
    one, other = (figures([1.0, 2.0, 3.0, 4.0], 0.1, units) for units in ("abcd", "abce"))
    with pytest.raises(BayesBenchError, match="units"):
        agreement(one, other)
