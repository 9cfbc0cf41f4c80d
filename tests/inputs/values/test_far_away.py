"""Stand-ins for missing lie far from what is measured, and what is measured does not."""

import numpy as np
import pytest

from bayes_bench.inputs.values.far_away import (
    century_off,
    far_away,
    labelled,
    measurement_notes,
)

RNG = np.random.default_rng(7)
AGES = RNG.integers(18, 90, 500).astype(float)


@pytest.mark.parametrize("code", [999.0, -999.0, 9999.0])
def test_a_stand_in_is_found(code: float) -> None:
    values = AGES.copy()
    values[:20] = code
    np.testing.assert_array_equal(far_away(values), values == code)


def test_several_stand_ins_at_both_ends() -> None:
    values = AGES.copy()
    values[:9] = np.repeat([998.0, 999.0, -999.0], 3)
    np.testing.assert_array_equal(far_away(values), np.abs(values) > 900)


@pytest.mark.parametrize(
    "values",
    [AGES, RNG.lognormal(10, 1, 5000), RNG.standard_normal(5000), np.array([0.0, 1.0, 99.0])],
    ids=["ages", "incomes", "normal", "few values"],
)
def test_what_is_measured_is_not(values: np.ndarray) -> None:
    assert not far_away(values).any()
    assert not far_away(np.append(values, np.nan)).any()


def test_ages_of_a_wrong_century() -> None:
    ages = np.repeat(np.arange(18.0, 90.0), 5)
    wrong = np.where(ages > 55, ages - 100, ages)
    np.testing.assert_array_equal(century_off(wrong), wrong < 0)
    assert not century_off(ages).any()
    assert not century_off(ages - 50).any()
    assert not century_off(RNG.standard_normal(500)).any()


def test_a_measurement_with_labels_of_its_own() -> None:
    values = np.append(AGES, [98.0, np.nan])
    assert labelled(values, {"98": "refused"}).sum() == 1
    assert not labelled(np.array([1.0, 2.0]), {"1": "few", "2": "many"}).any()


def test_notes_hold_no_value_and_no_small_number() -> None:
    values = np.append(AGES, [999.0, 999.0])
    (note,) = measurement_notes(values, {}, 5)
    assert "in fewer than 5 rows that are far away" in note
    assert "999" not in note
    assert "in 2 rows" in measurement_notes(values, {}, 1)[0]
    assert "labels of their own" in measurement_notes(values, {"999": "unknown"}, 5)[0]
    assert measurement_notes(AGES, {}, 5) == []
