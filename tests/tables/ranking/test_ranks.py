"""The rank summary has the promised columns and holds what plain NumPy counts in the draws."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.errors import InputError, ModelFileError
from bayes_bench.tables.ranking.ranks import TABLE, rank_list, rank_summary
from tests.builders.dictionary import documented
from tests.builders.estimands import by_indicator
from tests.builders.fits import model_of_sections
from tests.builders.hospitals import counted_ranks, hospitals

RANK_COLUMNS = [
    *("unit", "name", "expected_rank", "mcse_rank", "median_rank", "rank_lower", "rank_upper"),
    *("probability_best_k", "mcse_best_k", "probability_worst_k", "mcse_worst_k"),
]


def a_model(**benchmark):
    return model_of_sections(
        title="Test",
        data={"unit": "hospital", "outcome": "died", "better": "lower"},
        benchmark=benchmark,
    )


@pytest.fixture
def bench():
    return hospitals()


def test_the_summary_is_what_counting_gives(bench):
    table, counted = (
        rank_summary(by_indicator(bench), a_model(top=2, interval=0.9)),
        counted_ranks(bench),
    )
    assert list(table.columns) == RANK_COLUMNS
    assert table["unit"].tolist() == list("ABCDEF")
    assert table["name"].tolist()[:2] == ["=A", "Bø"]
    np.testing.assert_allclose(table["expected_rank"], counted.mean(0))
    np.testing.assert_allclose(table["probability_best_k"], (counted <= 2).mean(0))
    np.testing.assert_allclose(table["probability_worst_k"], (counted >= 5).mean(0))
    for column, level in [("rank_lower", 0.05), ("median_rank", 0.5), ("rank_upper", 0.95)]:
        expected = np.quantile(counted, level, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(table[column], expected)
        assert table[column].dtype == np.int64


def test_independent_draws_have_the_textbook_errors(bench):
    # ArviZ's estimate of the effective size of 1,000 independent draws scatters by some 10 %.
    table, counted = rank_summary(by_indicator(bench), a_model(top=2)), counted_ranks(bench)
    for column, series in [
        ("mcse_rank", counted),
        ("mcse_best_k", counted <= 2),
        ("mcse_worst_k", counted >= 5),
    ]:
        np.testing.assert_allclose(table[column], series.std(0) / np.sqrt(1000), rtol=0.25)


def test_a_certain_place_has_no_error(bench):
    certain = bench.assign(indicator=bench["indicator"] + np.array([9, 0, 0, 0, 0, 0, 0]) * 100)
    first = rank_summary(by_indicator(certain), a_model(top=2)).iloc[0]
    assert first["expected_rank"] == 6
    assert first[["mcse_rank", "mcse_best_k", "mcse_worst_k"]].isna().all()


def test_without_a_top_it_is_half_of_the_ranked_units(bench):
    table = rank_summary(by_indicator(bench), a_model())
    np.testing.assert_allclose(table["probability_best_k"], (counted_ranks(bench) <= 3).mean(0))


def test_a_top_of_all_ranked_units_is_refused(bench):
    with pytest.raises(ModelFileError, match="6 units are ranked"):
        rank_summary(by_indicator(bench), a_model(top=6))


def test_a_list_by_any_estimand_is_the_summary_of_its_ranks(bench):
    """The settings by hand instead of by a model: k of two, and the interval."""
    summary = rank_summary(by_indicator(bench), a_model(top=2, interval=0.9))
    listed = rank_list(bench["indicator"], "lower", 2, 0.9)
    assert listed["expected_rank"].is_monotonic_increasing
    assert listed["unit"].tolist() != summary["unit"].tolist()
    units = list(summary["unit"])
    assert listed.index.tolist() == list(range(6))
    by_unit = listed.set_index("unit").loc[units].reset_index()
    pd.testing.assert_frame_equal(by_unit, summary)
    turned = rank_list(bench["indicator"], "higher", 2, 0.9)
    turned = turned.set_index("unit").loc[units].reset_index()
    np.testing.assert_allclose(turned["expected_rank"], 7 - summary["expected_rank"])
    np.testing.assert_allclose(turned["probability_best_k"], summary["probability_worst_k"])


@pytest.mark.parametrize("k", [0, 6, -1])
def test_a_list_leaves_units_on_both_sides_of_the_line(bench, k):
    with pytest.raises(InputError, match="k is a whole number from 1 to 5 for 6 units"):
        rank_list(bench["indicator"], "lower", k, 0.9)


def test_the_columns_are_those_of_the_data_dictionary():
    assert TABLE.names == list(documented("ranks.csv")) == RANK_COLUMNS
