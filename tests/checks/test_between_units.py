"""Spread and extremes of the units' shares, person by person."""

import numpy as np
import pytest

from bayes_bench.checks.between_units import between_unit_checks, statistics_of, weighted_sd
from bayes_bench.predictive.replicates import replicates_of
from tests.builders.registers import Register


def test_spread_is_of_people() -> None:
    people, events = np.array([10, 30]), np.array([5, 3])
    by_person = np.repeat(events / people, people)
    assert statistics_of(events, people)["spread"] == pytest.approx(by_person.std())


def test_every_draw_by_itself() -> None:
    people = np.array([4, 8, 16])
    events = np.array([[1, 2, 4], [4, 0, 8]])
    found = statistics_of(events, people)
    assert found["spread"][0] == 0.0  # a quarter everywhere
    assert found["minimum"].tolist() == [0.25, 0.0]
    assert found["maximum"].tolist() == [0.25, 1.0]
    assert weighted_sd(np.array([0.0, 1.0]), np.array([3, 1])) == pytest.approx(np.sqrt(3) / 4)


def test_p_is_counted_over_the_replicates(register: Register) -> None:
    table = between_unit_checks(register.fit).set_index("check")
    shares = register.cells["events"].groupby(register.cells["unit_index"]).sum().values / 60
    largest = (replicates_of(register.fit).mixed_events / 60).max(axis=1)
    beyond = [(one > shares.max()) + 0.5 * (one == shares.max()) for one in largest]
    assert table["p"]["maximum"] == pytest.approx(np.mean(beyond))
    assert table["observed"]["maximum"] == shares.max()
    assert table["lower"]["maximum"] <= np.median(largest) <= table["upper"]["maximum"]
