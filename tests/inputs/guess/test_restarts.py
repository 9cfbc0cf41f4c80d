"""Codes that begin anew in every school, and columns that are only crossed."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.guess.restarts import are_counted, begin_anew
from tests.builders.guesses import profiles

EACH = 6


def asked(unit: list[object], other: list[object], *, is_called_so: bool = False) -> bool:
    """Whether codes seem to begin anew, every pair of values having six people."""
    table = pd.DataFrame({"unit": unit, "other": other})
    first, second = profiles(table.loc[table.index.repeat(EACH)].reset_index(drop=True))
    return begin_anew(first, second, is_called_so=is_called_so)


def classes(sizes: list[int]) -> tuple[list[object], list[object]]:
    """Class codes 1 to n in each of several schools."""
    pairs = [(1 + one, school) for school, size in enumerate(sizes) for one in range(size)]
    return [one for one, _ in pairs], [school for _, school in pairs]


def test_schools_with_fewer_classes_lack_the_last_ones() -> None:
    unit, school = classes([3, 2, 4, 2, 3, 1, 2, 4, 3, 2, 2, 3])
    assert asked(unit, school)
    assert asked(["abcd"[one - 1] for one in unit], school)
    assert asked([f"class {one}" for one in unit], school)
    assert not asked([f"{'xy'[place % 2]}{one}" for place, one in enumerate(unit)], school)


def test_crossed_columns_lack_any_of_the_codes() -> None:
    rng = np.random.default_rng(3)
    there = rng.random((40, 6)) < 0.8
    month, ward = np.nonzero(there)
    assert not asked([*(1 + ward)], [*month])
    assert not asked([*(1 + ward)], [*month], is_called_so=True)


def test_of_equal_sizes_the_name_has_to_say_that_it_is_a_unit() -> None:
    """Eight classes in each of twelve schools, or eight wards in each of twelve months."""
    unit, other = classes([8] * 12)
    assert not asked(unit, other)
    assert asked(unit, other, is_called_so=True)


def test_units_within_regions_do_not_begin_anew() -> None:
    unit = [*range(1, 25)]
    assert not asked(unit, [one % 4 for one in unit], is_called_so=True)
    assert not asked(unit, [1 + (one - 1) // 6 for one in unit], is_called_so=True)


def test_two_sexes_are_no_schools() -> None:
    unit, sex = classes([8, 8])
    assert not asked(unit, sex, is_called_so=True)


def test_codes_that_count() -> None:
    assert are_counted(["1", "2", "4"])
    assert are_counted(["0", "1"])
    assert are_counted(["B", "a"])
    assert not are_counted(["101", "102"])
    assert not are_counted(["A1", "B2"])
    assert not are_counted(["Aarhus", "Odense"])
    assert not are_counted([])
