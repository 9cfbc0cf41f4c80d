"""The seven figures of small tables counted by hand, and the tens of the shipped people."""

import numpy as np
import pandas as pd
import pytest

from demo.figures import MIN_PEOPLE, PUBLISHED, figures_of, misses, shares_of, tens
from demo.simulate import RANDOM_SEED, Simulated


def test_figures_of_a_table_counted_by_hand() -> None:
    codes = [f"{place:02d}" for place in range(22)]
    shares = pd.DataFrame({"n": 40, "actual": np.arange(22) / 100}, index=codes)
    shares.loc["00", "n"] = 29  # too few: neither the lowest nor among the ten
    figures = figures_of(shares, pd.Series(np.arange(22.0) - 10, index=codes))
    assert figures["lowest"] == pytest.approx(1)
    assert figures["highest"] == pytest.approx(21)
    assert figures["lowest_ten"] == pytest.approx(5.5)
    assert figures["highest_ten"] == pytest.approx(16.5)
    assert figures["best_ten"] == pytest.approx(-5.5)
    assert figures["worst_ten"] == pytest.approx(6.5)
    assert figures["country"] == pytest.approx(100 * 40 * 2.31 / 869)
    assert set(misses(figures)) == set(PUBLISHED)


def test_the_two_tens_differ(made: Simulated, municipalities: pd.DataFrame) -> None:
    shares = shares_of(made.people)
    actual = tens(shares.loc[shares["n"] >= 30, "actual"])
    truth = made.truth.set_index("code")["indicator"]
    assert all(ten != other for ten, other in zip(actual, tens(truth), strict=True))
    assert all(len(ten) == 10 for ten in actual)
    assert RANDOM_SEED == 20160101
    assert len(municipalities) == 98


def test_shares_are_by_municipality_in_the_order_of_the_codes() -> None:
    people = pd.DataFrame(
        {"municipality": ["02", "01", "02", "02", "01"], "on_benefit": [1, 0, 0, 0, 1]}
    )
    found = shares_of(people)
    assert found.index.tolist() == ["01", "02"]
    assert found["n"].tolist() == [2, 3]
    assert found["actual"].to_numpy() == pytest.approx([1 / 2, 1 / 3])


def test_a_figure_is_missed_beyond_its_tolerance_only() -> None:
    printed = {name: figure.value for name, figure in PUBLISHED.items()}
    assert misses(printed) == []
    for name, figure in PUBLISHED.items():
        for sign in (-1, 1):
            near, far = (sign * factor * figure.tolerance for factor in (0.99, 1.01))
            assert misses(printed | {name: figure.value + near}) == []
            assert misses(printed | {name: figure.value + far}) == [name]


def test_tens_are_the_ends_and_ties_go_by_their_order() -> None:
    values = pd.Series([5.0] * 25, index=[f"{n:02d}" for n in range(25)])
    values["24"], values["00"] = 1.0, 9.0
    lowest, highest = tens(values)
    assert lowest == {"24", *(f"{n:02d}" for n in range(1, 10))}
    assert highest == {"00", *(f"{n:02d}" for n in range(15, 24))}


def test_few_people_do_not_make_an_extreme(made: Simulated) -> None:
    shares = shares_of(made.people)
    indicator = pd.Series(0.0, index=shares.index)
    few = shares["n"] < MIN_PEOPLE
    assert few.any()
    moved = shares.assign(actual=shares["actual"].where(~few, 1.0))
    one, other = figures_of(shares, indicator), figures_of(moved, indicator)
    assert [name for name in one if one[name] != other[name]] == ["country"]
