"""Odds ratios of units, by hand and against a regression on the rates."""

import numpy as np
import pytest
from scipy.special import logit

from bayes_bench.estimands.of_units.odds_ratio import ESTIMAND, odds_ratio
from tests.builders.axiom_worlds import SLACK, World, any_world, figures


def test_by_hand_against_the_mean_unit() -> None:
    """Effects 9 and 1 have the mean 3: ten percent become 50 % in the one, 25 % in the mean."""
    world = World(((30, 10), (5, 15)), (1 / 9, 1.0), (9, 1))
    assert figures(world, ESTIMAND.name, "") == pytest.approx([3, 1 / 3], abs=SLACK)


def test_odds_ratios_compare_any_two_units_as_their_effects_do(make_problem) -> None:
    posterior = make_problem().posterior
    effect = posterior["posterior"]["unit_effect"]
    ratio = odds_ratio(posterior)
    between = np.log((ratio[..., 1] / ratio[..., 0]).values)
    assert between == pytest.approx((effect[..., 1] - effect[..., 0]).values)
    assert ratio.prod("unit").values == pytest.approx(1)


@pytest.mark.parametrize("seed", [4, 5])
def test_a_regression_on_units_and_kinds_finds_the_same(seed) -> None:
    """From the rates of kinds of people in units, which are known: no intercept, no centring."""
    world = any_world(seed)
    unit, kind = np.nonzero(np.array(world.people))
    odds = np.array(world.effects)[unit] * np.array(world.odds)[kind]
    columns = np.column_stack([np.eye(3)[unit], np.eye(3)[kind][:, 1:]])
    found, _, rank, _ = np.linalg.lstsq(columns, logit(odds / (1 + odds)))
    assert rank == 5  # every unit can be compared with every other
    by_unit = np.exp(found[:3])
    adjusted = by_unit / np.prod(by_unit) ** (1 / 3)
    assert figures(world, ESTIMAND.name, "") == pytest.approx(adjusted, rel=1e-6)


def test_neither_case_mix_nor_size_matters() -> None:
    world = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1))
    moved = world.with_people((1, 90), (500, 1))
    before, after = (figures(w, ESTIMAND.name, "") for w in (world, moved))
    assert after == pytest.approx(before, rel=1e-12)


def test_a_unit_alone_is_the_mean_unit() -> None:
    alone = World(((30, 10),), (1 / 9, 1.0), (3.0,))
    assert figures(alone, ESTIMAND.name, "").tolist() == [1.0]
