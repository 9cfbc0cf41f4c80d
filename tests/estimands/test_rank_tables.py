"""The rank tables have the promised columns and hold what plain NumPy counts in the draws."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import ModelFileError
from bayes_bench.estimands.rank_tables import rank_probability_table, rank_summary
from bayes_bench.inputs.model_file import Model
from bayes_bench.publish.files import write_csv

RANK_COLUMNS = [
    *("unit", "name", "expected_rank", "mcse_rank", "median_rank", "rank_lower", "rank_upper"),
    *("probability_best_k", "mcse_best_k", "probability_worst_k", "mcse_worst_k"),
]


def a_model(**benchmark):
    return Model(
        title="Test",
        data={"unit": "hospital", "outcome": "died", "better": "lower"},
        benchmark=benchmark,
    )


@pytest.fixture
def bench():
    """Seven hospitals, the last of them "other" and so not ranked, though it would be the best."""
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(4, 250, 7)) + np.array([1.0, 0.8, 0.5, 0, -0.5, -1, -100])
    coords = {
        "unit": [*"ABCDEF", "other"],
        "name": ("unit", ["=A", "Bø", "C", "D", "E", "F", "other"]),
        "ranked": ("unit", [True] * 6 + [False]),
    }
    return xr.Dataset({"indicator": (("chain", "draw", "unit"), draws)}, coords=coords)


def places(bench):
    """Rank of each ranked unit in each draw, (draw, unit), by counting who is better."""
    draws = bench["indicator"].values.reshape(-1, 7)[:, :6]
    return 1 + (draws[:, None, :] < draws[:, :, None]).sum(axis=2)


def test_the_summary_is_what_counting_gives(bench):
    table, counted = rank_summary(bench, a_model(top=2, interval=0.9)), places(bench)
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
    table, counted = rank_summary(bench, a_model(top=2)), places(bench)
    for column, series in [
        ("mcse_rank", counted),
        ("mcse_best_k", counted <= 2),
        ("mcse_worst_k", counted >= 5),
    ]:
        np.testing.assert_allclose(table[column], series.std(0) / np.sqrt(1000), rtol=0.25)


def test_a_certain_place_has_no_error(bench):
    certain = bench.assign(indicator=bench["indicator"] + np.array([9, 0, 0, 0, 0, 0, 0]) * 100)
    first = rank_summary(certain, a_model(top=2)).iloc[0]
    assert first["expected_rank"] == 6
    assert first[["mcse_rank", "mcse_best_k", "mcse_worst_k"]].isna().all()


def test_without_a_top_it_is_half_of_the_ranked_units(bench):
    table = rank_summary(bench, a_model())
    np.testing.assert_allclose(table["probability_best_k"], (places(bench) <= 3).mean(0))


def test_a_top_of_all_ranked_units_is_refused(bench):
    with pytest.raises(ModelFileError, match="6 units are ranked"):
        rank_summary(bench, a_model(top=6))


def test_the_probability_table_sums_to_one_as_written(bench, tmp_path):
    table, counted = rank_probability_table(bench, a_model()), places(bench)
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
    summary, table = rank_summary(bench, a_model(top=2)), rank_probability_table(bench, a_model())
    np.testing.assert_allclose(summary["probability_best_k"], table["rank_1"] + table["rank_2"])
