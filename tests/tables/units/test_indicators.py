import numpy as np
import pytest

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.tables.units.indicators import indicator_table

HEADER = (  # copied from the description of indicators.csv
    "unit, name, n, events, observed, predicted, predicted_lower, predicted_upper, expected, "
    "indicator, indicator_lower, indicator_upper, persons, persons_lower, persons_upper, "
    "observed_gap, direct_rate, direct_rate_lower, direct_rate_upper, probability_better, "
    "probability_beyond_margin, flag, note"
)


@pytest.fixture
def made(make_problem):
    problem = make_problem(chains=(2, 50), interval=0.8)
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    return bench, indicator_table(problem.fit)


def test_the_columns_are_those_of_the_file(made) -> None:
    assert ", ".join(made[1].columns) == HEADER


def test_a_row_per_unit_with_other_last(made) -> None:
    table = made[1]
    assert table["unit"].tolist() == ["101", "102", "103", "104", "other"]
    assert table["note"].tolist() == ["dropped: 2 people", "", "", "", "merged: 2 units"]


def test_points_are_means_and_bounds_leave_equal_tails(made) -> None:
    bench, table = made
    for name in ("predicted", "indicator", "persons", "direct_rate"):
        draws = bench[name].values.reshape(-1, 5)
        assert table[name].to_numpy() == pytest.approx(draws.mean(axis=0), rel=1e-12, abs=1e-12)
        for bound, below in (("lower", 10), ("upper", 90)):
            # linear quantiles of 100 draws lie between the 10th and 11th, the 90th and 91st
            assert (draws < table[f"{name}_{bound}"].to_numpy()).sum(axis=0).tolist() == [below] * 5


def test_the_gap_is_what_was_observed_less_what_was_expected(made) -> None:
    table = made[1]
    gap = 100 * (table["observed"] - table["expected"])
    assert table["observed_gap"].to_numpy() == pytest.approx(gap.to_numpy())


def test_nothing_is_rounded_or_missing(made) -> None:
    numbers = made[1].select_dtypes("number")
    assert np.isfinite(numbers.to_numpy()).all()
    assert (numbers["indicator"] != numbers["indicator"].round(6)).all()
