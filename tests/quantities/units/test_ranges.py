"""Predictive draws of each unit's rate, against binomial draws made here."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.quantities.units.ranges import FAMILY
from tests.builders.wards import SHOWN, flat, rates_by_hand, rows_of, wards

REFERENCES = ["national", "typical", "population", "average_unit"]


def test_a_row_per_range_reference_and_unit_the_models_own_not_named() -> None:
    expected = [
        f"{name}[{unit}]" if reference == "national" else f"{name}[{unit}, {reference}]"
        for name in ("own_range", "chance_range")
        for reference in REFERENCES
        for unit in SHOWN
    ]
    rows = rows_of(FAMILY, wards(bare=True))
    assert rows.index.tolist() == [*expected, *(f"next_period[{unit}]" for unit in SHOWN)]
    assert not FAMILY.judged


def draws_of(name: str, unit: str) -> np.ndarray:
    """Draws under the model's reference."""
    kept = [one for one in FAMILY.of(wards(bare=True)) if one.name == name]  # own first
    assert kept[0].draws is not None
    return kept[0].draws(wards(bare=True)).sel(label=unit).to_numpy()


def test_own_range_and_chance_range_are_those_of_new_people() -> None:
    """Without covariates a unit's people are alike: its events are binomial."""
    fit, rng = wards(bare=True), np.random.default_rng(7)
    expected = rates_by_hand(fit).expected[:, 0]
    people = fit.analysis.population.people
    effect = rng.normal(0.0, flat(fit, "unit_sd"))
    chance = expit(flat(fit, "intercept") + effect)
    for place in (0, 1, 6):
        n = int(people[place])
        gaps = {
            "own_range": 100 * (rng.binomial(n, chance) / n - expected),
            "chance_range": 100 * (rng.binomial(n, expected) / n - expected),
        }
        for name, simulated in gaps.items():
            found = draws_of(name, SHOWN[place])
            # means and sd's of 2,000 draws and of 3,900
            apart = simulated.std() * np.sqrt(1 / 2000 + 1 / 3900)
            assert found.mean() == pytest.approx(simulated.mean(), abs=4 * apart)
            assert found.std() == pytest.approx(simulated.std(), rel=0.1)


def test_references_differ_by_what_they_expect_of_the_same_replicates() -> None:
    """Draw by draw: what is observed is the same, and a typical unit's rate is another."""
    fit = wards(bare=True)
    national, typical = (
        one.draws(fit).to_numpy() for one in FAMILY.of(fit)[:2] if one.draws is not None
    )
    draws = flat(fit, "intercept").size
    kept = np.unique(np.linspace(0, draws - 1, 2000).round().astype(int))
    expected = rates_by_hand(fit).expected[kept] - expit(flat(fit, "intercept")[kept])[:, None]
    np.testing.assert_allclose(typical - national, 100 * expected, atol=1e-6)
    assert np.abs(expected).mean() > 0.01


def test_chance_is_less_than_what_units_differ_by() -> None:
    """The negative control: the two ranges are not each other's."""
    assert draws_of("own_range", "a").std() > 1.5 * draws_of("chance_range", "a").std()


def test_the_next_period_is_that_of_the_same_unit() -> None:
    fit, rows = wards(bare=True), rows_of(FAMILY, wards(bare=True))
    predicted = rates_by_hand(fit).predicted
    for place, unit in enumerate(SHOWN):
        row = rows.loc[f"next_period[{unit}]"]
        assert row["value"] == pytest.approx(predicted[:, place].mean(), abs=4 * row["mcse"])
        n, p = fit.analysis.population.people[place], predicted[:, place]
        spread = np.sqrt((p * (1 - p) / n).mean() + p.var())
        assert draws_of("next_period", unit).std() == pytest.approx(spread, rel=0.08)
