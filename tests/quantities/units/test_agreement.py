"""Errors of expected ranks by every estimand, against ranks made by scipy."""

import numpy as np
import pytest
from scipy.stats import rankdata

from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.quantities.units import agreement
from bayes_bench.quantities.units.agreement import FAMILY
from tests.builders.wards import arviz_mcse, flat, indicator_ranks_by_hand, rows_of, wards


def worst(ranks: np.ndarray) -> float:
    return max(arviz_mcse(wards(bare=True), column) for column in ranks.T)


def test_a_row_for_each_estimand_and_reference_the_models_own_not_named() -> None:
    expected = {
        f"rank_by[{name}]" if reference in ("", "national") else f"rank_by[{name}, {reference}]"
        for name, one in CATALOGUE.items()
        for reference in one.named_references
    }
    rows = rows_of(FAMILY, wards(bare=True))
    assert set(rows.index) == expected
    assert len(rows) == sum(len(one.named_references) for one in CATALOGUE.values())


def test_the_error_is_the_largest_of_a_units_expected_rank() -> None:
    fit = wards(bare=True)
    rows = rows_of(FAMILY, fit)
    by_indicator = worst(indicator_ranks_by_hand(fit))
    assert rows.loc["rank_by[indicator]", "mcse"] == pytest.approx(by_indicator, rel=1e-9)
    by_odds = rankdata(flat(fit, "unit_effect")[:, :6], axis=1)
    assert rows.loc["rank_by[odds_ratio]", "mcse"] == pytest.approx(worst(by_odds), rel=1e-9)
    assert rows["value"].isna().all(), "a row stands for several units"


def test_by_what_was_observed_the_order_is_certain() -> None:
    """Without covariates the expected rate is one number, and observed minus it has no error."""
    rows = rows_of(FAMILY, wards(bare=True))
    assert np.isnan(rows.loc["rank_by[observed_gap]", "mcse"])
    assert not np.isnan(rows.loc["rank_by[persons]", "mcse"])


@pytest.mark.parametrize(("most", "count"), [(5, 0), (6, 1)])
def test_there_is_a_limit_of_units(monkeypatch: pytest.MonkeyPatch, most: int, count: int) -> None:
    monkeypatch.setattr(agreement, "MAX_TABLED", most)
    assert len(FAMILY.of(wards(bare=True))) == count
    assert not FAMILY.judged
