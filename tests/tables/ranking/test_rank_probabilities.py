"""The table of rank probabilities: rows and columns sum to one, and cells are counted."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.files import write_csv
from bayes_bench.tables.ranking.rank_probabilities import TABLE, rank_probability_table
from bayes_bench.tables.ranking.ranks import listed_ranks
from tests.builders.dictionary import is_documented
from tests.builders.estimands import by_indicator
from tests.builders.hospitals import counted_ranks, hospitals
from tests.builders.wards import indicator_ranks_by_hand, wards


@pytest.fixture
def bench():
    return hospitals()


def test_the_probability_table_sums_to_one_as_written(bench, tmp_path):
    table, counted = rank_probability_table(by_indicator(bench)), counted_ranks(bench)
    assert list(table.columns) == ["unit", "name", *(f"rank_{r}" for r in range(1, 7))]
    write_csv(table, tmp_path / "rank_probabilities.csv")
    read = pd.read_csv(tmp_path / "rank_probabilities.csv")
    assert read["name"][0] == "'=A"
    cells = read.drop(columns=["unit", "name"]).to_numpy()
    for rank in range(1, 7):
        np.testing.assert_allclose(cells[:, rank - 1], (counted == rank).mean(0), atol=1e-15)
    np.testing.assert_allclose(cells.sum(0), 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(cells.sum(1), 1, rtol=0, atol=1e-9)


def test_summary_and_table_agree(bench):
    summary, table = (
        listed_ranks(by_indicator(bench), 2, 0.95),
        rank_probability_table(by_indicator(bench)),
    )
    np.testing.assert_allclose(summary["probability_best_k"], table["rank_1"] + table["rank_2"])


def test_the_table_of_a_run_by_counting():
    table = TABLE.build(wards())
    ranks = indicator_ranks_by_hand(wards())
    assert table["unit"].tolist() == list("abcdef"), "other has no rank"
    for rank in range(1, 7):
        np.testing.assert_allclose(table[f"rank_{rank}"], (ranks == rank).mean(axis=0), atol=1e-12)
    assert is_documented(table, "rank_probabilities.csv")
    assert not is_documented(table.drop(columns="name"), "rank_probabilities.csv")
