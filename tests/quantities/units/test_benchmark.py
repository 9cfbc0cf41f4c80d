"""What the benchmark holds of every unit, person by person."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.quantities.units.benchmark import FAMILY, NAMES
from tests.builders.wards import (
    SHOWN,
    arviz_mcse,
    flat,
    person_logits,
    rates_by_hand,
    rows_of,
    wards,
)


def by_hand() -> dict[str, np.ndarray]:
    """Every figure (draw, unit)."""
    fit, rates = wards(), rates_by_hand(wards())
    people, events = fit.analysis.population.people, fit.analysis.population.unit_events
    logits, _ = person_logits(fit)
    everyone = [expit(logits + effect[:, None]).mean(axis=1) for effect in _effects()]
    return {
        "predicted": rates.predicted,
        "expected": rates.expected,
        "indicator": rates.indicator,
        "persons": people * (rates.predicted - rates.expected),
        "observed_gap": 100 * (events / people - rates.expected),
        "direct_rate": np.column_stack(everyone),
    }


def _effects() -> np.ndarray:
    return flat(wards(), "unit_effect").T


def test_values_and_errors_are_those_of_the_persons_and_of_arviz() -> None:
    rows, expected = rows_of(FAMILY, wards()), by_hand()
    for name, figures in expected.items():
        for unit in ("a", "e", "other"):
            draws, row = figures[:, SHOWN.index(unit)], rows.loc[f"{name}[{unit}]"]
            assert row["value"] == pytest.approx(draws.mean(), abs=1e-6), name
            # an expectation that is interpolated to 1e-9 has an error that is as good
            assert row["mcse"] == pytest.approx(arviz_mcse(wards(), draws), rel=1e-4), name


def test_a_row_per_unit_other_included() -> None:
    rows = rows_of(FAMILY, wards())
    assert rows.index.tolist() == [f"{name}[{unit}]" for name in NAMES for unit in SHOWN]


def test_what_each_is_is_said_by_the_benchmark_itself() -> None:
    made = {one.name: one for one in FAMILY.of(wards())}
    assert tuple(made) == NAMES
    assert made["indicator"].unit == "percentage points"
    assert made["persons"].unit == "people"
    assert all(one.formula for one in made.values())
    assert FAMILY.judged
