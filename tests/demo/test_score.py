"""Scores of a small table, counted by hand."""

import pandas as pd
import pytest

from demo.score import score

UNITS = [f"{number:02d}" for number in range(1, 13)]


def tables() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Twelve units whose true indicator is their number; ours is one too high for the first."""
    true = [float(number) for number in range(1, 13)]
    ours = [2.0, *true[1:]]
    indicators = pd.DataFrame(
        {
            "unit": [*UNITS, "other"],
            "indicator": [*ours, 0.0],
            "indicator_lower": [value - 0.5 for value in [*ours, 0.0]],
            "indicator_upper": [value + 0.5 for value in [*ours, 0.0]],
            "observed_gap": [*reversed(true), 0.0],
        }
    )
    ranks = pd.DataFrame({"unit": UNITS, "expected_rank": true})
    ranks = ranks.assign(rank_lower=[1.0] * 12, rank_upper=[6.0] * 12)
    return indicators, ranks, pd.DataFrame({"code": UNITS, "indicator": true})


def test_scores_counted_by_hand() -> None:
    found = score(*tables())
    assert found["units"] == 12
    assert found["coverage"] == pytest.approx(11 / 12)
    assert found["rank_coverage"] == pytest.approx(6 / 12)
    assert found["error"] == pytest.approx((1 / 12) ** 0.5)
    # the reversed order errs by 11, 9, ..., 1 and again by as much
    assert found["raw_error"] == pytest.approx((sum(odd**2 for odd in range(1, 12, 2)) / 6) ** 0.5)
    assert (found["best_found"], found["best_found_raw"]) == (10, 8)
