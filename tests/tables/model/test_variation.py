"""How much units differ: intervals of functions of the unit sd, and two facts."""

import numpy as np
import pytest
from scipy.stats import norm

from bayes_bench.tables.model.variation import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import flat, people, wards

QUANTITIES = [
    *("unit_sd", "median_odds_ratio", "variance_share", "rankability"),
    *("observed_share_persons", "observed_share_units"),
]


def figures(name: str) -> list[float]:
    table = TABLE.build(wards()).set_index("quantity")
    return [float(table[column][name]) for column in ("value", "lower", "upper")]


def test_rows_and_columns() -> None:
    table = TABLE.build(wards())
    assert table["quantity"].tolist() == QUANTITIES
    assert is_documented(table, "variation.csv")
    assert TABLE.column("value").quantity == "{quantity}"


def test_the_sd_and_its_interval_are_those_of_the_draws() -> None:
    sd = flat(wards(), "unit_sd")
    expected = [sd.mean(), *np.quantile(sd, [0.05, 0.95])]
    assert figures("unit_sd") == pytest.approx(expected, rel=1e-9)


def test_bounds_of_increasing_functions_are_functions_of_the_bounds() -> None:
    """But the mean is not the function of the mean."""
    mean, *bounds = figures("unit_sd")
    expected = {
        "median_odds_ratio": lambda sd: np.exp(2**0.5 * sd * norm.ppf(0.75)),
        "variance_share": lambda sd: sd**2 / (sd**2 + np.pi**2 / 3),
    }
    for name, of in expected.items():
        found, *found_bounds = figures(name)
        # between two draws the function is not quite a line
        assert found_bounds == pytest.approx([of(bound) for bound in bounds], rel=1e-4)
        assert found == pytest.approx(of(flat(wards(), "unit_sd")).mean(), rel=1e-9)
        assert found != pytest.approx(of(mean), rel=1e-4)


def test_facts_have_no_interval() -> None:
    everybody = people()
    units = everybody[~everybody["ward"].isin([*"xyz"])].groupby("ward")["ill"].mean()
    expected = {
        "observed_share_persons": everybody["ill"].mean(),
        "observed_share_units": units.mean(),
    }
    for name, rate in expected.items():
        value, *bounds = figures(name)
        assert value == pytest.approx(rate)
        assert np.isnan(bounds).all()


def test_rankability_is_a_fraction_within_its_interval() -> None:
    value, lower, upper = figures("rankability")
    assert 0 < lower < value < upper < 1
