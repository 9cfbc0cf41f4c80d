"""What other choices change of each unit, from the draws of the base."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import rankdata

from bayes_bench.tables.model import sensitivity_units
from bayes_bench.tables.model.sensitivity_units import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import (
    arviz_mcse,
    person_logits,
    rates_by_hand,
    unit_means,
    varied,
    wards,
)


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Of a few variants, made once."""
    fit, found = varied()
    monkeypatch.setattr(sensitivity_units, "sensitivity_of", lambda _fit: found)
    return TABLE.build(fit)


def of(table: Any, variant: str, detail: str) -> Any:
    return table[(table["variant"] == variant) & (table["detail"] == detail)]


def typical_gaps() -> np.ndarray:
    """The indicator under ``typical``, where a unit's effect is 0 (draw, unit)."""
    logits, unit = person_logits(varied()[0])
    expected = unit_means(expit(logits), unit)
    return (100 * (rates_by_hand(varied()[0]).predicted - expected))[:, :6]


def test_a_row_per_ranked_unit_and_accepted_variant(table: Any) -> None:
    assert is_documented(table, "sensitivity_units.csv")
    accepted = varied()[1].summary.query("verdict == 'accepted'")
    assert len(table) == 6 * len(accepted)
    for name, units in table.groupby(["variant", "detail"]):
        assert units["unit"].tolist() == list("abcdef"), name


def test_the_base_changes_nothing(table: Any) -> None:
    base = of(table, "base", "")
    assert base["change"].eq(0).all()
    assert base["change_error"].eq(0).all()
    assert base["flag"].tolist() == base["base_flag"].tolist()
    gaps = rates_by_hand(varied()[0]).indicator[:, :6].mean(axis=0)
    np.testing.assert_allclose(base["indicator"], gaps, atol=1e-6)


def test_another_reference_is_another_reading_of_the_same_draws(table: Any) -> None:
    """So their errors go together: that of a change is the error of the draws' differences."""
    fit, rows = varied()[0], of(table, "reference", "typical")
    gaps, base = typical_gaps(), rates_by_hand(varied()[0]).indicator[:, :6]
    np.testing.assert_allclose(rows["indicator"], gaps.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(rows["change"], (gaps - base).mean(axis=0), atol=1e-6)
    errors = [arviz_mcse(fit, column) for column in (gaps - base).T]
    np.testing.assert_allclose(rows["change_error"], errors, rtol=1e-5)
    ranks = rankdata(gaps, axis=1)
    np.testing.assert_allclose(rows["expected_rank"], ranks.mean(axis=0))
    np.testing.assert_allclose(rows["probability_best_k"], (ranks <= 2).mean(axis=0), atol=1e-6)


def test_flags_are_by_the_variants_own_probability(table: Any) -> None:
    gaps, line = typical_gaps(), 0.8
    for row, draws in zip(of(table, "reference", "typical").itertuples(), gaps.T, strict=True):
        better, worse = (draws < -1).mean(), (draws > 1).mean()
        side, p = ("better", better) if better >= worse else ("worse", worse)
        if abs(p - line) > 0.04:  # several Monte Carlo errors from the line
            assert row.flag == (side if p > line else "none")
    assert (table["flag"] != table["base_flag"]).any()
    unmoved = table["flag"] == table["base_flag"]
    assert not table.loc[unmoved, "flag_beyond_error"].any()


def test_who_stays_leaves_or_enters_are_two_of_each_list(table: Any) -> None:
    for _, units in table.groupby(["variant", "detail"]):
        for end in ("best", "worst"):
            moves = units[f"{end}_k"]
            assert moves.isin(["stays", "enters"]).sum() == 2
            assert moves.isin(["stays", "leaves"]).sum() == 2
            assert set(moves) <= {"stays", "enters", "leaves", ""}


def test_only_a_model_that_asks_has_the_file() -> None:
    assert TABLE.is_there(varied()[0])
    assert not TABLE.is_there(wards())
