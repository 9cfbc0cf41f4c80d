"""Errors of contributions: ArviZ's where the data are public, and what may be shown elsewhere."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.quantities.people.expectation import FAMILY
from bayes_bench.tables.case_mix.expectation import TABLE
from tests.builders.fits import fit_of
from tests.builders.wards import (
    arviz_mcse,
    flat,
    person_logits,
    rates_by_hand,
    rows_of,
    unit_means,
    ward_model,
    wards,
)


def differences(*, public: bool) -> np.ndarray:
    """Expected rate of each unit minus the country's, percentage points (draw, unit)."""
    fit = wards(public=public)
    expected, people = rates_by_hand(fit).expected, fit.analysis.population.people
    return 100 * (expected - np.average(expected, axis=1, weights=people)[:, None])


@pytest.mark.parametrize("public", [True, False])
def test_a_row_for_every_row_that_is_printed(*, public: bool) -> None:
    table, rows = TABLE.build(wards(public=public)), rows_of(FAMILY, wards(public=public))
    pairs = zip(table["unit"], table["covariate"], strict=True)
    expected = [f"contribution[{unit}, {covariate}]" for unit, covariate in pairs]
    units = dict.fromkeys(table["unit"])
    assert rows.index.tolist() == [*expected, *(f"difference[{unit}]" for unit in units)]


def test_of_public_data_a_difference_has_its_value_and_an_error_as_of_arviz() -> None:
    fit, rows = wards(public=True), rows_of(FAMILY, wards(public=True))
    found = differences(public=True)
    for place, unit in enumerate(fit.analysis.cells["unit"].values):
        row = rows.loc[f"difference[{unit}]"]
        # a thousand of the 3,900 draws are used
        of_all = arviz_mcse(fit, found[:, place])
        assert row["value"] == pytest.approx(found[:, place].mean(), abs=4 * row["mcse"])
        assert row["mcse"] == pytest.approx(of_all * np.sqrt(len(found) / 1000), rel=0.25)


def test_of_public_data_contributions_add_up_to_the_difference() -> None:
    rows = rows_of(FAMILY, wards(public=True))["value"]
    for unit in wards(public=True).analysis.cells["unit"].values:
        parts = [rows[f"contribution[{unit}, {name}]"] for name in ("job", "weight", "age")]
        assert sum(parts) == pytest.approx(rows[f"difference[{unit}]"], abs=1e-7)


def test_elsewhere_no_value_and_one_error_for_each_covariate() -> None:
    """With all its digits a contribution, or its error, would count a unit's people."""
    rows = rows_of(FAMILY, wards())
    assert rows["value"].isna().all()
    parts = rows[rows.index.str.startswith("contribution")]
    by_covariate = parts["mcse"].groupby(parts.index.str.split(", ").str[1]).nunique()
    assert by_covariate.to_dict() == {"age]": 1, "job]": 1, "weight]": 1}
    exact = rows_of(FAMILY, wards(public=True))["mcse"]
    assert exact.nunique() > 20, "the negative control: exact errors tell the units apart"


def test_an_error_is_rounded_up_to_one_digit_that_covers_every_unit() -> None:
    fit = wards()
    told = fit_of(fit.posterior, fit.analysis.cells, ward_model(public=True))
    shown, exact = rows_of(FAMILY, fit)["mcse"], rows_of(FAMILY, told)["mcse"]
    assert shown.index.equals(exact.index)
    assert (shown >= exact).all(), "also where a digit is nearer below"
    digit = 10.0 ** np.floor(np.log10(shown))
    np.testing.assert_allclose(shown / digit, (shown / digit).round())
    for name in ("job", "weight", "age"):
        own = [row for row in exact.index if row.endswith(f", {name}]")]
        assert shown[own[0]] - digit[own[0]] <= exact[own].max(), "and no further than needed"


def test_without_covariates_nothing_is_expected_of_anybody_in_particular() -> None:
    assert FAMILY.of(wards(bare=True)) == ()
    logits, unit = person_logits(wards(bare=True))
    assert np.ptp(unit_means(expit(logits), unit), axis=1).max() < 1e-12
    assert flat(wards(bare=True), "unit_sd").size == len(logits)
    assert not FAMILY.judged
