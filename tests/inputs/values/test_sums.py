"""Totals and subtotals are found by arithmetic, whatever they are called."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.values.sums import sum_notes, sum_problems, sums_of_others
from tests.builders.inputs import a_model, counts_model, units_of

RNG = np.random.default_rng(3)
TRIALS = RNG.integers(50, 200, 24)
COUNTS = np.column_stack([TRIALS, RNG.binomial(TRIALS, 0.3)])


def with_totals(blocks: int, *, below: bool) -> np.ndarray:
    """The counts with the sum of each block before it, or below it."""
    parts = np.split(COUNTS, blocks)
    sums = [part.sum(axis=0, keepdims=True) for part in parts]
    pairs = zip(parts, sums, strict=True)
    return np.vstack([np.vstack([p, s] if below else [s, p]) for p, s in pairs])


def test_no_sum_is_found_where_there_is_none() -> None:
    assert not sums_of_others(COUNTS).any()
    assert not sums_of_others(np.array([[10, 1], [20, 2], [30, 3]])).any()  # too few to wonder


@pytest.mark.parametrize("place", [0, 7, 24])
def test_one_that_is_the_sum_of_all_others(place: int) -> None:
    counts = np.insert(COUNTS, place, COUNTS.sum(axis=0), axis=0)
    assert np.flatnonzero(sums_of_others(counts)).tolist() == [place]
    counts[place, 1] -= 1
    assert not sums_of_others(counts).any()


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("blocks", [2, 3, 8])
def test_subtotals_that_leave_nobody_out(blocks: int, below: bool) -> None:
    counts = with_totals(blocks, below=below)
    size = 24 // blocks + 1
    expected = [n * size + (size - 1 if below else 0) for n in range(blocks)]
    assert np.flatnonzero(sums_of_others(counts)).tolist() == expected


@pytest.mark.parametrize("at_end", [False, True])
def test_subtotals_and_the_total_of_them(at_end: bool) -> None:
    counts = np.insert(with_totals(3, below=False), 27 if at_end else 0, COUNTS.sum(axis=0), axis=0)
    expected = [0, 9, 18, 27] if at_end else [0, 1, 10, 19]
    assert np.flatnonzero(sums_of_others(counts)).tolist() == expected


def test_rows_are_named_and_units_are_not() -> None:
    counts = {"A": (1, 10), "B": (2, 20), "C": (4, 40), "D": (3, 35), "HEMMELIG": (10, 105)}
    (told,) = sum_problems(units_of(counts).astype({"u": "category"}), counts_model())
    assert "in row 5" in told
    assert "HEMMELIG" not in told


def test_a_level_that_is_the_sum_of_the_others() -> None:
    rows = [
        (unit, sex, events, trials)
        for unit, ((e, n), (f, m)) in zip(
            "ABCDE", zip(COUNTS, COUNTS[5:], strict=False), strict=False
        )
        for sex, events, trials in [("m", n, e), ("f", m, f), ("T", n + m, e + f)]
    ]
    people = pd.DataFrame(rows, columns=["u", "sex", "e", "n"]).astype(
        {"u": "category", "sex": "category"}
    )
    model = counts_model(covariates=({"name": "sex"},))
    (told,) = sum_problems(people, model)
    assert 'the covariate "sex" has a level that is the sum of its other levels' in told
    assert "in 5 rows (3, 6, 9, 12, 15)" in told
    assert sum_problems(people[people["sex"] != "T"], model) == []


def test_a_row_per_person_is_never_a_sum() -> None:
    people = pd.DataFrame({"u": pd.Categorical(list("AABBCCDD")), "y": [1, 0] * 4})
    assert sum_problems(people, a_model()) == []


def test_a_level_for_each_row_needs_no_table_of_all_pairs() -> None:
    """Which would be one of 671 gibibytes here."""
    rows = np.arange(300_000)
    people = pd.DataFrame(
        {"u": pd.Categorical(rows), "id": pd.Categorical(rows), "e": rows % 2, "n": rows % 3 + 1}
    )
    assert sum_problems(people, counts_model(covariates=({"name": "id"},))) == []


def judged(*counts: tuple[str, int, int]) -> tuple[bool, bool]:
    """Whether a table of units (name, events, trials) is refused, and whether noted."""
    people = units_of({name: (events, trials) for name, events, trials in counts})
    people = people.astype({"u": "category"})
    noted = sum_notes(people, counts_model())
    assert not any(name in note.split(",")[-1] for note in noted for name, *_ in counts)
    return bool(sum_problems(people, counts_model())), bool(noted)


def test_one_of_a_few_units_may_be_as_large_as_the_others() -> None:
    few = [("W", 24, 120), ("X", 12, 60), ("Y", 8, 40), ("Z", 4, 20)]
    assert judged(*few) == (False, True)
    assert judged(*few[::-1]) == (False, True)
    assert judged(("I alt", 24, 120), *few[1:]) == (True, True)
    five = [("X", 3, 30), ("Y", 8, 40), ("Z", 4, 20), ("Q", 2, 10)]
    assert judged(("W", 17, 100), *five) == (False, True)
    assert judged(*five, ("W", 17, 100))[0]
    many = [(f"U{place}", events, trials) for place, (trials, events) in enumerate(COUNTS[:6])]
    whole = COUNTS[:6].sum(axis=0)
    assert judged(("W", whole[1], whole[0]), *many)[0]
    assert judged(*many) == (False, False)
