"""What each covariate adds to a unit's expected rate, and what of it may be shown."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.tables.case_mix.expectation import TABLE, shown_expectation
from tests.builders.dictionary import is_documented
from tests.builders.wards import SHOWN, rates_by_hand, wards

FIGURES = ["contribution", "contribution_lower", "contribution_upper"]


def difference(fit: Fit) -> pd.Series:
    """Expected rate of each unit minus the country's, posterior means, percentage points."""
    expected, people = rates_by_hand(fit).expected, fit.analysis.population.people
    gap = 100 * (expected - np.average(expected, axis=1, weights=people)[:, None])
    return pd.Series(gap.mean(axis=0), fit.analysis.cells["unit"].values)


def test_a_row_per_unit_and_covariate() -> None:
    table = shown_expectation(wards())
    assert is_documented(table, "expectation.csv")
    assert table["unit"].tolist() == [unit for unit in SHOWN for _ in range(3)]
    assert table["covariate"].tolist() == ["job", "weight", "age"] * len(SHOWN)


def test_of_public_data_contributions_add_up_to_the_units_difference() -> None:
    fit = wards(public=True)
    table = shown_expectation(fit)
    sums = table.groupby("unit")["contribution"].sum()
    total = table.groupby("unit")["difference"].first()
    np.testing.assert_allclose(sums, total, atol=1e-7)
    # a thousand of 3,900 draws: the spread of the difference over draws is some .5
    np.testing.assert_allclose(total, difference(fit)[total.index], atol=0.06)
    assert table["step"].isna().all()


def test_elsewhere_everything_is_in_steps_of_a_tenth_or_more() -> None:
    table = shown_expectation(wards())
    assert (table["step"] >= 0.1).all()
    for name in FIGURES:
        steps = (table[name] / table["step"]).to_numpy()
        np.testing.assert_allclose(steps, steps.round(), atol=1e-4)
    np.testing.assert_array_equal(table["difference"], table["difference"].round(1))
    exact = difference(wards())[table["unit"]].to_numpy()
    np.testing.assert_allclose(table["difference"], exact, atol=0.05 + 0.06)


def test_a_rare_level_of_a_small_unit_makes_its_step_wider() -> None:
    """The few pilots of "other" may not be counted; weights, which are many, are no levels."""
    table = shown_expectation(wards())
    steps = table.pivot_table(index="unit", columns="covariate", values="step")
    assert (steps["weight"] == 0.1).all()
    assert steps["job"]["other"] > 0.1
    assert steps["job"]["a"] == pytest.approx(0.1)


def test_without_covariates_there_is_nothing_to_add() -> None:
    table = TABLE.build(wards(bare=True))
    assert table.empty
    assert is_documented(table, "expectation.csv")
