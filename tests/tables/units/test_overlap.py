"""How much of the country's case mix a unit has seen, person by person."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.tables.units.overlap import TABLE, overlap_table
from tests.builders.dictionary import is_documented
from tests.builders.wards import SHOWN, people, person_logits, wards


def seen_by(ward: str) -> float:
    """Fraction of all people whose job the ward has, and whose figures lie in its ranges."""
    everybody = people()
    own = everybody[everybody["ward"] == ward]
    within = everybody["job"].isin(own["job"])
    for name in ("weight", "age"):
        within &= everybody[name].between(own[name].min(), own[name].max())
    return float(within.mean())


def test_levels_seen_by_looking_everybody_up() -> None:
    table = overlap_table(wards(public=True)).set_index("unit")
    for ward in table.index:
        assert table.loc[ward, "levels_seen"] == pytest.approx(seen_by(ward), abs=1e-12)
    assert table["levels_seen"].nunique() > 3


def test_risk_seen_is_within_the_units_range_of_the_mean_predictor() -> None:
    fit = wards(public=True)
    logits, unit = person_logits(fit)
    risk = logits.mean(axis=0)
    table = overlap_table(fit)
    for place in range(unit.max() + 1):
        own = risk[unit == place]
        inside = (risk >= own.min() - 1e-9) & (risk <= own.max() + 1e-9)
        assert table["risk_seen"][place] == pytest.approx(inside.mean(), abs=1e-9)


def test_a_warning_is_below_nine_in_ten_of_either() -> None:
    table = overlap_table(wards(public=True))
    low = table[["levels_seen", "risk_seen"]].min(axis=1) < 0.9
    assert table["warning"].tolist() == low.tolist()
    assert 0 < low.sum() < len(table)


def test_elsewhere_fractions_are_whole_per_cent_and_the_verdict_is_not_rounded() -> None:
    table = overlap_table(wards())
    figures = table[["levels_seen", "risk_seen"]]
    pd.testing.assert_frame_equal(figures, figures.round(2))
    exact = overlap_table(wards(public=True))[["levels_seen", "risk_seen"]]
    assert not np.allclose(exact, exact.round(2)), "the negative control"
    assert table["unit"].tolist() == SHOWN


def test_without_covariates_everybody_has_been_seen() -> None:
    table = overlap_table(wards(bare=True))
    assert table[["levels_seen", "risk_seen"]].eq(1).all(axis=None)
    assert not table["warning"].any()
    assert is_documented(TABLE.build(wards(bare=True)), "overlap.csv")
