"""How an outcome is coded: the event, codes for missing, and remarks that are no outcome."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.guess.coding import (
    event_of,
    is_outcome_like,
    stand_ins_of,
    without_codes,
)
from bayes_bench.inputs.guess.profile import Profile
from tests.builders.guesses import profiles


def profile(*values: object) -> Profile:
    """What a column of these values holds."""
    return profiles(pd.DataFrame({"x": values}))[0]


@pytest.mark.parametrize(
    ("values", "event"),
    [
        ([0, 1, 0], None),
        (["Y", "N", "N"], "Y"),
        (["ja", "nej", "ja"], "ja"),
        (["alive", "gone", "alive"] * 5, "gone"),
        ([1, 2, 1, 1], "2"),
        ([2, 1, 2, 2], "1"),
        (["alive", "dead", "moved"], "dead"),
        (["home", "ward", "moved"] * 5, None),
        (["Anna phoned", "Anna wrote"], None),
        ([*["home"] * 9, *["ward"] * 4], None),
    ],
)
def test_the_event_is_named_only_where_it_is_no_secret(
    values: list[object], event: str | None
) -> None:
    assert event_of(profile(*values))[0] == event


def test_what_the_file_calls_codes_tells_the_event() -> None:
    column = profile(1, 2, 2, 2)
    labelled = replace(column, labels={"1": "Not passed", "2": "Passed"})
    assert event_of(labelled) == ("2", "the other one says that it is not")
    assert event_of(column)[0] == "1"


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([0, 1, 9, 8], ("8", "9")),
        ([1, 2, -99], ("-99",)),
        (["y", "N", "9"], ("9",)),
        ([0, 1], ()),
        ([0, 1, 2], ()),
        ([1, 8, 9], ()),
        (["left", "right", "9"], ()),
    ],
)
def test_codes_for_missing_stand_beside_two_values(
    values: list[object], codes: tuple[str, ...]
) -> None:
    assert stand_ins_of(profile(*values)) == codes


def test_codes_for_missing_are_taken_out() -> None:
    column = without_codes(profile(0, 9, 1, 0), ["9"])
    assert column.levels == ("0", "1")
    assert column.places.tolist() == [0, -1, 1, 0]
    assert (column.missing, column.counts.tolist()) == (1, [2, 1])
    np.testing.assert_array_equal(column.numbers, [0, np.nan, 1, 0])


def test_an_outcome_is_a_known_coding_or_many_peoples() -> None:
    assert is_outcome_like(profile("Yes", *["no"] * 30, *[None] * 90))
    assert is_outcome_like(profile(*["home", "ward"] * 5))
    assert not is_outcome_like(profile(*["home"] * 20, *["ward"] * 4))
    assert not is_outcome_like(profile(*["home", "ward"] * 5, *[None] * 10))
    assert not is_outcome_like(profile(0, 1, 2))


@pytest.mark.parametrize("pair", [("F", "M"), ("K", "M"), ("kvinde", "mand"), ("Male", "Female")])
def test_a_persons_sex_is_no_outcome_and_f_is_not_false(pair: tuple[str, str]) -> None:
    (column,) = profiles(pd.DataFrame({"x": [pair[0]] * 7 + [pair[1]] * 9}))
    assert not is_outcome_like(column)
    assert event_of(column) == (pair[0], "the rarer of the two, which may be wrong")
