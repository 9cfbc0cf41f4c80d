"""What pictures show of a unit beside its files."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.tables.page.unit_figures import PAGE_TABLE, unit_figures
from tests.builders.fits import fit_of
from tests.builders.wards import (
    SHOWN,
    flat,
    person_logits,
    rates_by_hand,
    ward_model,
    wards,
)


def test_the_inner_interval_holds_half_of_the_draws() -> None:
    table, gaps = unit_figures(wards()), rates_by_hand(wards()).indicator
    inside = (gaps >= table["inner_lower"].to_numpy()) & (gaps <= table["inner_upper"].to_numpy())
    np.testing.assert_allclose(inside.mean(axis=0), 0.5, atol=1e-3)
    below = (gaps < table["inner_lower"].to_numpy()).mean(axis=0)
    np.testing.assert_allclose(below, 0.25, atol=1e-3)


def test_reliability_person_by_person() -> None:
    fit = wards()
    logits, unit = person_logits(fit)
    p = expit(logits + flat(fit, "unit_effect")[:, unit])
    variance = flat(fit, "unit_sd") ** 2
    found = unit_figures(fit)["reliability"]
    for ward in range(7):
        information = (p * (1 - p))[:, unit == ward].sum(axis=1)
        fractions = variance / (variance + 1 / information)
        # a thousand of the draws are used
        assert found[ward] == pytest.approx(fractions.mean(), abs=4 * fractions.std() / 1000**0.5)
    assert found[0] > found[6], "ninety people tell more than twenty"


def test_who_is_in_a_list_of_observed_minus_expected_has_thirty_people() -> None:
    """Unless too few units have: with k = 4, six of six large ones are fewer than twice that."""
    public = unit_figures(wards(public=True)).set_index("unit")["is_counted"]
    assert public.to_dict() == dict.fromkeys("abcdef", True) | dict.fromkeys("yzx", False)
    fit = wards(public=True)
    four = fit_of(fit.posterior, fit.analysis.cells, ward_model(public=True, benchmark={"top": 4}))
    assert unit_figures(four)["is_counted"].all()


def test_a_row_per_unit_other_included() -> None:
    table = PAGE_TABLE.build(wards())
    assert table["unit"].tolist() == SHOWN
    assert not table["is_counted"].iloc[-1]
    assert [column.name for column in PAGE_TABLE.columns] == list(table.columns)
