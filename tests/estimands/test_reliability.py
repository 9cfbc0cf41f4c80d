"""Reliability against its formula, draw by draw."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.estimands.reliability import people_at_half, reliability
from bayes_bench.estimands.variation import same_person
from bayes_bench.fitted import Fit


def test_reliability_is_that_of_the_formula(hostile_fit: Fit) -> None:
    """By hand, from dense arrays."""
    found, analysis = reliability(hostile_fit), hostile_fit.analysis
    draws, people = hostile_fit.parameters, analysis.population
    columns = analysis.design.matrix.toarray() - analysis.design.center
    fixed = draws.intercept[:, None] + draws.coefficient @ columns.T
    risk = expit(fixed + draws.unit_effect[:, people.unit_index])
    spread = risk * (1 - risk) * people.trials
    information = np.stack([spread[:, people.unit_index == j].sum(axis=1) for j in range(18)], 1)
    variance = draws.unit_sd[:, None] ** 2
    kept = slice(0, None, -(-len(draws) // 1000))
    expected = (variance / (variance + 1 / information))[kept].mean(axis=0)
    assert found == pytest.approx(expected, rel=1e-4)


def test_at_half_an_average_unit_is_as_much_chance_as_signal(hostile_fit: Fit) -> None:
    half, fraction = people_at_half(hostile_fit), reliability(hostile_fit)
    assert 0 < fraction.min() < fraction.max() < 1
    # every unit has 40 people here
    assert 40 / (40 + half) == pytest.approx(np.median(fraction), abs=0.01)


def test_the_same_person_from_the_lowest_unit_to_the_highest(hostile_fit: Fit) -> None:
    table = same_person(hostile_fit).set_index("quantile")
    people = hostile_fit.analysis.population
    rate = people.events.sum() / people.trials.sum()
    assert table.loc[0.5].to_numpy() == pytest.approx([rate] * 3)
    assert table["value"].is_monotonic_increasing
    sd = hostile_fit.parameters.unit_sd
    odds = rate / (1 - rate) * np.exp(1.645 * sd)
    assert table.loc[0.95, "value"] == pytest.approx((odds / (1 + odds)).mean())
