"""What a run hands over answers for itself."""

import numpy as np
import pytest

from bayes_bench.report.outcome import Outcome


def test_what_is_ranked_and_what_is_merged(small: Outcome) -> None:
    assert small.is_ranked.tolist() == [True] * 12 + [False]
    assert (small.ranked_count, small.merged_count, small.top) == (12, 5, 4)
    assert set(small.facts.merged_levels) == {"joint"}


def test_rows_by_name(small: Outcome) -> None:
    table = small.tables["variation.csv"].set_index("quantity")
    assert small.quantity("unit_sd")["value"] == table.loc["unit_sd", "value"]
    assert np.isnan(small.decision("nothing of that name")["value"])
    with pytest.raises(KeyError):
        small.total("nothing of that name")
    assert small.total("chains") == 2
