"""Verdicts on results that are good, and on each kind that is not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bayes_bench.trust.sbc.calibration import DRAWS, SetResult
from bayes_bench.trust.sbc.verdict import (
    LEVEL,
    coverage_table,
    judge_sets,
    rank_table,
    ranks_by_quantity,
)
from tests.builders.calibration import result


def test_good_results_pass() -> None:
    found = judge_sets([result(number) for number in range(60)])
    assert found.failures == ()
    assert found.samplers == {"laplace": 60}


def test_ranks_in_the_middle_intervals_that_are_short_and_refusals_fail() -> None:
    middle = [
        SetResult(r.number, "laplace", "", 1.0, {"x": 60 + r.number % 80}, r.units)
        for r in (result(number) for number in range(180))
    ]
    assert judge_sets(middle).failures == ("ranks of x",)
    assert "coverage, all: all" in judge_sets([result(n, 10) for n in range(60)]).failures
    refused = [SetResult(n, "", "pareto_k", 1.0) for n in range(60, 63)]
    found = judge_sets([*(result(n) for n in range(60)), *refused])
    assert found.failures == ("4.8% of the data sets refused",)
    assert found.refused == {"pareto_k": 3}


def test_the_standard_error_knows_that_a_sets_units_are_alike() -> None:
    all_or_none = [result(n, alike=True) for n in range(60)]
    row = judge_sets(all_or_none).coverage.iloc[0]
    assert row["coverage"] == pytest.approx(0.95)
    assert row["standard_error"] == pytest.approx(np.sqrt(0.95 * 0.05 / 60), rel=1e-6)


def test_the_deviation_is_kolmogorovs_distance() -> None:
    ranks = np.random.default_rng(2).integers(DRAWS + 1, size=90)
    table = rank_table({"x": ranks, "y": np.zeros(90, dtype=np.int64)}).set_index("quantity")
    # of discrete uniform ranks, one step from each to the next
    below = [np.mean(ranks <= rank) - (rank + 1) / (DRAWS + 1) for rank in range(DRAWS)]
    assert table["deviation"]["x"] == pytest.approx(np.abs(below).max())
    assert table["deviation"]["y"] == pytest.approx(1 - 1 / (DRAWS + 1))
    assert table["passed"].tolist() == [True, False]
    continuous = stats.kstest((ranks + 0.5) / (DRAWS + 1), "uniform").statistic
    assert table["deviation"]["x"] == pytest.approx(continuous, abs=1 / (DRAWS + 1))


def test_a_rank_that_is_seldom_under_one_quantity_is_not_under_many() -> None:
    """Bonferroni: p of a hundredth to a tenth of it fails alone and passes among ten."""
    rng = np.random.default_rng(1)
    tried = (np.floor(np.sqrt(rng.random(40)) * 200).astype(np.int64) for _ in range(400))
    some = next(r for r in tried if LEVEL / 10 < rank_table({"x": r})["p"][0] < LEVEL)
    good = {str(n): rng.integers(200, size=40) for n in range(9)}
    assert not rank_table({"x": some})["passed"][0]
    assert rank_table({"x": some, **good})["passed"][0]


def test_quantities_that_a_data_set_has_not_are_left_out_of_it() -> None:
    empty = pd.DataFrame()
    results = [
        SetResult(0, "laplace", "", 1.0, {"x": 3, "slope": 5}, empty),
        SetResult(1, "", "pareto_k", 1.0),
        SetResult(2, "nuts", "", 1.0, {"x": 8}, empty),
    ]
    found = ranks_by_quantity(results)
    assert {name: ranks.tolist() for name, ranks in found.items()} == {"x": [3, 8], "slope": [5]}


def test_coverage_by_class_counted_by_hand() -> None:
    people = [1, 4, 5, 19, 20, 99, 100, 499, 500, 5000]
    covered = [True] * 7 + [False, True, False]
    units = pd.DataFrame({"people": people, "width": np.arange(10) / 10, "covered": covered})
    table = coverage_table([units[:5], units[5:]]).set_index(["intervals", "class"])["coverage"]
    assert table["all", "all"] == pytest.approx(0.8)
    by_size = {
        "1 to 4": 1.0,
        "5 to 19": 1.0,
        "20 to 99": 1.0,
        "100 to 499": 0.5,
        "500 and more": 0.5,
    }
    assert table["people"].to_dict() == by_size
    assert table["width"].tolist() == [1.0, 1.0, 1.0, 0.5, 0.5]


def test_samplers_and_refusals_are_counted() -> None:
    results = [result(number) for number in range(60)]
    late = SetResult(60, "nuts", "", 1.0, results[0].ranks, results[0].units)
    found = judge_sets([*results, late, SetResult(61, "", "k", 1.0), SetResult(62, "", "k", 1.0)])
    assert (found.sets, found.samplers, found.refused) == (63, {"laplace": 60, "nuts": 1}, {"k": 2})
