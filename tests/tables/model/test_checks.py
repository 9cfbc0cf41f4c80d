"""The table of checks: what was observed by pandas, intervals by the binomial distribution."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from bayes_bench.checks.registry import every_check
from bayes_bench.fitted import Fit
from bayes_bench.tables.model.checks import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import SHOWN, people, rates_by_hand, wards


def observed(fit: Fit) -> dict[tuple[str, str], float]:
    """Rates and numbers by check and unit."""
    table = TABLE.build(fit)
    keys = zip(table["check"], table["unit"], strict=True)
    return dict(zip(keys, table["observed"], strict=True))


def test_observed_rates_of_units_levels_and_all_people() -> None:
    found, everybody = observed(wards()), people()
    by_ward = everybody.groupby("ward")["ill"].mean()
    for check in ("posterior", "mixed", "cross_validatory"):
        assert [unit for name, unit in found if name == check] == SHOWN
        for unit in "abcdef":
            assert found[check, unit] == pytest.approx(by_ward[unit])
    assert found["events", ""] == everybody["ill"].sum()
    by_job = everybody.groupby("job")["ill"].mean()
    for level in ("desk", "field"):
        assert found[f"level[job={level}]", ""] == pytest.approx(by_job[level])


def test_tenths_of_risk_add_up_to_all_people() -> None:
    """Ten rates of a tenth of the people each, the riskiest last."""
    found = observed(wards())
    tenths = [rate for (name, _), rate in found.items() if name.startswith("calibration[")]
    assert len(tenths) == 10
    assert np.mean(tenths) == pytest.approx(people()["ill"].mean(), abs=0.01)
    assert np.mean(tenths[5:]) > np.mean(tenths[:5])


def test_predictive_intervals_are_quantiles_of_the_mixed_binomial() -> None:
    fit = wards(bare=True)
    table: Any = TABLE.build(fit).set_index(["check", "unit"])
    for place, unit in enumerate(SHOWN):
        n, rates = int(fit.analysis.population.people[place]), rates_by_hand(fit).predicted
        cumulative = np.array([binom.cdf(y, n, rates[:, place]).mean() for y in range(n + 1)])
        for bound, level in {"lower": 0.05, "upper": 0.95}.items():
            exact = int((cumulative < level).sum())
            # of 2,000 replicates a quantile may be one event off
            assert table.loc[("posterior", unit), bound] * n == pytest.approx(exact, abs=1.01)


def test_the_dictionary_names_every_check_there_is() -> None:
    said = TABLE.column("check").meaning
    for check in every_check():
        for name in check.names:
            assert name in said
    printed = TABLE.build(wards())["check"].str.partition("[")[0].unique()
    assert all(name in said for name in printed)


def test_figures_are_within_the_bounds_and_the_columns_documented() -> None:
    table = TABLE.build(wards())
    assert is_documented(table, "checks.csv")
    low, high = TABLE.column("observed").bounds
    assert (table["observed"] >= low).all()
    assert (table["observed"] <= high).all()
    assert table["p"].dropna().between(0, 1).all()
    assert (table["lower"].dropna() <= table["upper"].dropna()).all()
