"""What each level and measurement does, from the coefficients of posterior.nc."""

import numpy as np
import pytest

from bayes_bench.tables.case_mix.effects import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import flat, people, wards


def coefficients() -> dict[tuple[str, str], np.ndarray]:
    """Draws of every row's log odds ratio."""
    terms = wards().posterior["posterior"].to_dataset()["term"].values.tolist()
    draws = dict(zip(terms, flat(wards(), "coefficient").T, strict=True))
    return {
        ("job", "field"): draws["job[field]"],
        ("job", "other"): draws["job[other]"],
        ("weight", "per unit"): draws["weight"] / people()["weight"].std(ddof=0),
        ("weight", "per sd"): draws["weight"],
    }


def test_log_odds_and_odds_ratios_with_their_intervals() -> None:
    table = TABLE.build(wards()).set_index(["term", "level"])
    expected = coefficients()
    assert table.index.tolist() == list(expected)
    for row, draws in expected.items():
        for name, values in {"log_odds": draws, "odds_ratio": np.exp(draws)}.items():
            found = table.loc[row, [name, f"{name}_lower", f"{name}_upper"]].tolist()
            bounds = np.quantile(values, [0.05, 0.95])
            assert found == pytest.approx([values.mean(), *bounds], rel=1e-8)


def test_a_mean_of_ratios_is_more_than_the_ratio_of_the_mean() -> None:
    """Jensen's inequality: point values are means of each measure for itself."""
    table = TABLE.build(wards())
    assert (table["odds_ratio"] > np.exp(table["log_odds"])).all()
    # a quantile is between two draws, and there the exponential is not straight
    of_bounds = np.exp(table["log_odds_lower"])
    np.testing.assert_allclose(table["odds_ratio_lower"], of_bounds, rtol=1e-5)


def test_an_average_effect_has_the_sign_of_its_log_odds() -> None:
    table = TABLE.build(wards())
    for end in ("", "_lower", "_upper"):
        assert (np.sign(table[f"effect_pp{end}"]) == np.sign(table[f"log_odds{end}"])).all()


def test_levels_of_few_people_are_one_level_that_is_called_other() -> None:
    merged, public = (TABLE.build(wards(public=public)) for public in (False, True))
    assert merged.query("term == 'job'")["level"].tolist() == ["field", "other"]
    assert public.query("term == 'job'")["level"].tolist() == ["diver", "field", "pilot", "ship"]


def test_a_model_without_covariates_has_the_columns_and_no_row() -> None:
    table = TABLE.build(wards(bare=True))
    assert table.empty
    for fit in (wards(), wards(bare=True)):
        assert is_documented(TABLE.build(fit), "effects.csv")
