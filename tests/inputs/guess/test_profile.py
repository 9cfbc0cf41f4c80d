"""What a column holds, seen from outside."""

from dataclasses import replace

import numpy as np
import pandas as pd

from bayes_bench.inputs.guess.profile import Profile, is_constant_within, sort_alike
from tests.builders.guesses import EACH, HOSPITALS, patients, profiles


def of(*values: object) -> Profile:
    return profiles(pd.DataFrame({"x": list(values)}))[0]


def test_levels_and_rows_and_what_is_missing() -> None:
    column = of("b", "a", None, "b")
    assert column.levels == ("a", "b")
    assert column.counts.tolist() == [1, 2]
    assert (column.rows, column.missing) == (4, 1)
    assert column.numbers is None


def test_numbers_are_numbers_also_as_text() -> None:
    assert of("1.5", "2").numbers is not None
    assert not of("1.5", "2").is_whole
    assert of("1", "2.0", None).is_whole
    assert of("1", "x").numbers is None
    assert not of("1", "x").is_whole
    assert of(None, None).numbers is None


def test_dates_are_dates_in_whatever_order() -> None:
    assert of("2024-01-31", "2024-02-01").is_date
    assert of("31.1.2024", "1/2/24", None).is_date
    assert not of("31.1.2024", "never").is_date
    assert not of(None).is_date


def test_what_is_different_in_nearly_every_row_identifies() -> None:
    by_name = {one.name: one for one in profiles(patients())}
    assert [name for name, one in by_name.items() if one.identifies] == ["patient_id"]
    assert not of(*np.linspace(0.1, 0.9, 50)).identifies  # a measurement does so too


def test_constant_within_groups() -> None:
    by_name = {one.name: one for one in profiles(patients())}
    unit = by_name["hospital"]
    assert unit.counts.tolist() == [EACH] * HOSPITALS
    within = [name for name, one in by_name.items() if is_constant_within(one, unit)]
    assert within == ["hospital", "hospital_title", "teaching"]


def test_columns_that_sort_people_alike() -> None:
    by_name = {one.name: one for one in profiles(patients())}
    assert sort_alike(by_name["sex"], by_name["sex_code"])
    assert sort_alike(by_name["hospital"], by_name["hospital_title"])
    assert not sort_alike(by_name["sex"], by_name["died30"])
    assert not sort_alike(by_name["sex"], by_name["hospital"])


def test_one_that_holds_for_a_part_of_the_other_is_not_the_same() -> None:
    """Intensive care among those admitted: three pairs of two levels each."""
    assert not sort_alike(of("y", "y", "n", "n"), of("y", "n", "n", "n"))
    assert sort_alike(of("y", None, "n", "n"), of(1, 1, 0, None))
    assert not sort_alike(of("y", None, "n"), of(None, 1, None))


def test_a_label_of_a_code_for_missing_makes_no_category() -> None:
    column = of(*range(10))
    assert not replace(column, labels={"9": "not stated"}).is_labelled
    assert replace(column, labels={str(code): f"group {code}" for code in range(9)}).is_labelled
    assert not column.is_labelled
