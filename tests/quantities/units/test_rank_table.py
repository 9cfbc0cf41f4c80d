"""Errors of rank probabilities: the worst cell of each unit's row."""

import numpy as np
import pytest

from bayes_bench.quantities.units import rank_table
from bayes_bench.quantities.units.rank_table import FAMILY
from bayes_bench.tables.ranking.rank_probabilities import TABLE
from tests.builders.wards import arviz_mcse, indicator_ranks_by_hand, rows_of, wards


def test_the_worst_cell_of_each_row_by_arviz() -> None:
    fit = wards()
    ranks, rows = indicator_ranks_by_hand(fit), rows_of(FAMILY, wards())
    for place, unit in enumerate("abcdef"):
        cells = [(ranks[:, place] == rank).astype(float) for rank in range(1, 7)]
        errors = [arviz_mcse(fit, cell) for cell in cells if 0 < cell.mean() < 1]
        row = rows.loc[f"probability_of_rank[{unit}]"]
        assert row["mcse"] == pytest.approx(max(errors), rel=1e-9)
        assert np.isnan(row["value"]), "the row stands for as many cells as units"


def test_a_row_for_every_row_that_is_printed() -> None:
    printed = TABLE.build(wards())["unit"]
    assert rows_of(FAMILY, wards()).index.tolist() == [
        f"probability_of_rank[{unit}]" for unit in printed
    ]


@pytest.mark.parametrize(("most", "count"), [(5, 0), (6, 1)])
def test_a_table_too_large_to_be_written_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, most: int, count: int
) -> None:
    monkeypatch.setattr(rank_table, "MAX_TABLED", most)
    assert len(FAMILY.of(wards())) == count
    assert FAMILY.judged
