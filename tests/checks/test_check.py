"""What every check promises: mid-p-values, and draws that belong to its rows."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from bayes_bench.checks.check import COLUMNS, Check, mid_p
from bayes_bench.checks.registry import every_check
from tests.builders.registers import Register

WITH_DRAWS = [check for check in every_check() if check.replicated is not None]


def test_a_replicate_counts_whole_half_or_not_at_all() -> None:
    assert mid_p(np.array([3.0, 2.0, 1.0]), 2.0).tolist() == [1.0, 0.5, 0.0]
    by_label = mid_p(np.array([[1.0, 5.0], [2.0, 5.0]]), np.array([1.0, 6.0]))
    assert by_label.tolist() == [[0.5, 0.0], [1.0, 0.0]]


@pytest.mark.parametrize("observed", range(5))
def test_the_mean_over_all_outcomes_is_the_mid_p_value(observed: int) -> None:
    """Of four tosses of a fair coin, all sixteen outcomes."""
    replicates = np.array([sum(tosses) for tosses in product((0, 1), repeat=4)], dtype=float)
    wanted = binom.sf(observed, 4, 0.5) + 0.5 * binom.pmf(observed, 4, 0.5)
    assert mid_p(replicates, observed).mean() == pytest.approx(wanted, rel=1e-12)


def test_figures_are_rates_unless_a_check_says_otherwise() -> None:
    def rows(_: object) -> pd.DataFrame:
        return pd.DataFrame(columns=COLUMNS)

    check = Check(("deaths", "skewness", "tail"), "", rows, 1, measure=(("skewness", "1"),))
    assert [check.measure_of(name) for name in check.names] == ["share", "1", "share"]
    assert check.bounds == (0.0, float("inf"))


@pytest.mark.parametrize("check", WITH_DRAWS, ids=lambda check: check.names[0])
def test_the_draws_belong_to_the_rows(register: Register, check: Check) -> None:
    assert check.replicated is not None
    rows, found = check.rows(register.fit), check.replicated(register.fit)
    assert set(rows.columns) == set(COLUMNS)
    labels = rows["check"] + ", " + rows["unit"]
    assert found.labels == labels.str.removesuffix(", ").tolist()
    assert set(rows["check"].str.partition("[")[0]) == set(check.names)
    np.testing.assert_allclose(found.mid_p_value.mean(axis=0), rows["p"], rtol=1e-12)
    assert found.values.shape == found.mid_p_value.shape
    low, high = check.bounds
    assert ((found.values >= low) & (found.values <= high)).all()


@pytest.mark.parametrize("check", WITH_DRAWS, ids=lambda check: check.names[0])
def test_mid_p_values_are_those_of_the_replicates(register: Register, check: Check) -> None:
    """Whether given the parameters or counted: apart by Monte Carlo error, in no label by more."""
    assert check.replicated is not None
    observed = check.rows(register.fit)["observed"].to_numpy()
    found = check.replicated(register.fit)
    counted = mid_p(found.values, observed)
    error = counted.std(axis=0) / np.sqrt(len(counted)) + 1 / len(counted)
    apart = np.abs(counted.mean(axis=0) - found.mid_p_value.mean(axis=0)) / error
    assert apart.max() < 4.5
    # the negative control: the other tail
    wrong = np.abs(1 - counted.mean(axis=0) - found.mid_p_value.mean(axis=0)) / error
    assert wrong.max() > 10
