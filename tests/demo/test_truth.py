"""What is true of simulated people, one person at a time."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from demo.covariates import CATEGORIES, age_effect
from demo.truth import true_effects, truth_of


def chance(logit: float) -> float:
    return float(1 / (1 + np.exp(-logit)))


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    unit = np.repeat([0, 1, 2], [5, 9, 6])
    predictor, effect = rng.normal(-1.0, 0.8, unit.size), np.array([0.4, -0.3, 0.1])
    names = pd.DataFrame({"code": ["a", "b", "c"], "name": ["A", "B", "C"], "region": "north"})
    return truth_of(names, unit, predictor, effect), unit, predictor, effect


def test_shares_are_means_over_people(
    made: tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    table, unit, predictor, effect = made
    assert list(table["n"]) == [5, 9, 6]
    for place in range(3):
        here = [chance(p + effect[place]) for p in predictor[unit == place]]
        everybody = [chance(p + effect[place]) for p in predictor]
        assert table["predicted"][place] == pytest.approx(np.mean(here))
        assert table["direct_rate"][place] == pytest.approx(np.mean(everybody))


def test_expected_events_are_the_countrys_by_one_shift(
    made: tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray],
) -> None:
    table, unit, predictor, effect = made
    events = sum(chance(p + effect[u]) for p, u in zip(predictor, unit, strict=True))
    shift = brentq(lambda c: sum(chance(p + c) for p in predictor) - events, -3, 3, xtol=1e-14)
    for place in range(3):
        here = [chance(p + shift) for p in predictor[unit == place]]
        assert table["expected"][place] == pytest.approx(np.mean(here))
    gap = table["indicator"] * table["n"]
    assert gap.sum() == pytest.approx(0.0, abs=1e-10)
    assert gap.abs().max() > 1.0  # and not because all is 0


def test_every_level_and_every_age_has_its_effect() -> None:
    table = true_effects().set_index(["covariate", "level"])["log_odds"]
    assert len(table) == len(set(table.index))
    for category in CATEGORIES:
        effects = [table[category.name, level.code] for level in category.levels]
        assert 0.0 in effects  # the reference
    assert table["age", "50"] == pytest.approx(float(age_effect(50)), abs=1e-6)
