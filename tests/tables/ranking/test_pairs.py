"""Pairs of units, by brute force over ties and in a known distribution of orders."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.files import write_csv
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.ranking.pairs import TABLE, pair_table
from tests.builders.agreement import MOST
from tests.builders.dictionary import documented
from tests.builders.hospitals import hospitals
from tests.builders.luce import Luce, brute, values_of
from tests.builders.wards import arviz_mcse, rates_by_hand, wards

PAIR_COLUMNS = ["unit", "name", "other", "other_name", "probability", "mcse"]
# Of two independent exponential times the first is the shorter with probability w1 / (w1 + w2),
# and lower is better; not listed in the order of their rates.
LUCE = Luce((1.0, 5.0, 0.3, 4.0, 2.5))
SMALL_DRAWS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(2, 5)), elements=st.integers(0, 2)
)


def named(values, ranked=None):
    """With the coords of an estimand, names unlike units."""
    units = values["unit"].values
    kept = np.ones(units.size, dtype=bool) if ranked is None else ranked
    return values.assign_coords(
        name=("unit", [f"Ward {unit}" for unit in units]), ranked=("unit", kept)
    )


def exact_pairs(table):
    """What the pairs of the table should come to in `LUCE`."""
    rate = dict(zip("abcde", LUCE.rates, strict=True))
    unit, other = (table[column].map(rate).to_numpy() for column in ("unit", "other"))
    return unit / (unit + other)


def near_textbook(errors, p, draws):
    """Errors of means of independent zeros and ones; ArviZ's estimate scatters by some 3 %."""
    return np.abs(errors / np.sqrt(p * (1 - p) / draws) - 1) < 0.15


@settings(max_examples=60)
@given(SMALL_DRAWS, st.sampled_from(["lower", "higher"]))
def test_pairs_by_brute_force_over_ties(draws, better):
    units = [f"u{j}" for j in range(draws.shape[1])]
    table = pair_table(Ranks(named(values_of(draws, unit=units)), better))
    bad = (draws if better == "lower" else -draws).tolist()
    assert {frozenset(pair) for pair in zip(table["unit"], table["other"], strict=True)} == {
        frozenset(pair) for pair in combinations(units, 2)
    }
    for row in table.itertuples():
        i, j = units.index(str(row.unit)), units.index(str(row.other))
        first = brute(bad, lambda place, i=i, j=j: place[i] < place[j])
        second = brute(bad, lambda place, i=i, j=j: place[j] < place[i])
        assert first + second == 1
        assert row.probability == pytest.approx(float(first), abs=1e-15)
        assert 1 - row.probability == pytest.approx(float(second), abs=1e-15)


@settings(max_examples=60)
@given(SMALL_DRAWS, st.sampled_from(["lower", "higher"]))
def test_pairs_are_in_the_order_of_expected_rank(draws, better):
    bad = (draws if better == "lower" else -draws).tolist()
    expected = [brute(bad, lambda place, j=j: Fraction(place[j])) for j in range(draws.shape[1])]
    # of equal ones the first that came: sorted() keeps their order
    order = sorted(range(draws.shape[1]), key=lambda j: expected[j])
    table = pair_table(Ranks(named(values_of(draws, unit=np.arange(draws.shape[1]))), better))
    assert list(zip(table["unit"], table["other"], strict=True)) == list(combinations(order, 2))


def test_pairs_of_a_known_distribution_of_orders():
    table = pair_table(Ranks(named(LUCE.values(3)), "lower"))
    assert list(table.columns) == PAIR_COLUMNS
    assert table["unit"].tolist() == [*"bbbb", *"ddd", *"ee", "a"]
    assert table["other"].tolist() == [*"deac", *"eac", *"ac", "c"]
    exact = exact_pairs(table)
    error = np.sqrt(exact * (1 - exact) / 20_000)
    assert (np.abs(table["probability"] - exact) < MOST * error).all()
    assert near_textbook(table["mcse"], exact, 20_000).all()


def test_pairs_turned_round_are_the_same_pairs():
    down, up = (pair_table(Ranks(named(LUCE.values(3)), better)) for better in ("lower", "higher"))
    turned = up.rename(columns={"unit": "other", "other": "unit"}).set_index(["unit", "other"])
    figures = ["probability", "mcse"]
    back = turned.loc[list(zip(down["unit"], down["other"], strict=True)), figures]
    np.testing.assert_allclose(back["probability"], down["probability"], rtol=0, atol=1e-15)
    np.testing.assert_allclose(back["mcse"], down["mcse"], rtol=1e-12)


def test_draws_that_repeat_have_more_error_than_the_textbooks():
    """The negative control: each draw four times is a quarter of the information."""
    values = LUCE.values(3, draws=1250).isel(draw=np.repeat(np.arange(1250), 4))
    table = pair_table(Ranks(named(values), "lower"))
    exact = exact_pairs(table)
    assert not near_textbook(table["mcse"], exact, 20_000).any()
    assert near_textbook(table["mcse"], exact, 5_000).all()


def test_pairs_of_the_other_direction_are_wrong():
    """The negative control of the order and of the probabilities."""
    table = pair_table(Ranks(named(LUCE.values(3)), "higher"))
    exact = exact_pairs(table)
    assert (np.abs(table["probability"] - exact) > 20 * np.sqrt(0.25 / 20_000)).all()


def test_pairs_leave_out_who_is_not_ranked_wherever_they_stand():
    ranked = np.array([True, False, True, True, True])
    values = named(LUCE.values(3, draws=500), ranked)
    table = pair_table(Ranks(values, "lower"))
    assert not {"b"} & {*table["unit"], *table["other"]}
    assert (table["name"] == "Ward " + table["unit"]).all()
    assert (table["other_name"] == "Ward " + table["other"]).all()
    kept = values.isel(unit=np.flatnonzero(ranked))
    pd.testing.assert_frame_equal(table, pair_table(Ranks(kept, "lower")))


def test_a_certain_pair_has_no_error():
    bench = hospitals()
    gaps = np.array([0, 0, 0, 0, 100, 0, 0])
    table = pair_table(Ranks(bench["indicator"] + gaps, "lower"))
    sure = (table["unit"] == "E") | (table["other"] == "E")
    assert sure.sum() == 5
    assert (table.loc[sure, "probability"] == 1).all()
    assert table.loc[sure, "mcse"].isna().all()
    assert table.loc[~sure, "mcse"].notna().all()
    assert (table["other"] == "E")[sure].all()


def test_pairs_as_written_read_back(tmp_path):
    bench = hospitals()
    table = pair_table(Ranks(bench["indicator"], "lower"))
    write_csv(table, tmp_path / "pairs.csv")
    read = pd.read_csv(tmp_path / "pairs.csv")
    assert read["other_name"].tolist()[-1] == "'=A"  # the worst, whose name is no formula
    np.testing.assert_array_equal(read["probability"], table["probability"])


def test_pairs_that_cannot_be_made_are_refused():
    values = named(LUCE.values(1, draws=20))
    with pytest.raises(InputError, match="two ranked units"):
        pair_table(Ranks(values.isel(unit=[0]), "lower"))
    with pytest.raises(InputError, match="higher"):
        pair_table(Ranks(values, "up"))
    with pytest.raises(BayesBenchError, match="1 units"):
        pair_table(Ranks(values.where(values["unit"] != "c"), "lower"))


def test_the_pairs_of_a_run_by_the_indicator():
    fit, table = wards(), TABLE.build(wards())
    gaps = rates_by_hand(fit).indicator
    assert len(table) == 6 * 5 / 2
    for row in table.itertuples():
        one, other = ("abcdef".index(str(unit)) for unit in (row.unit, row.other))
        wins = (gaps[:, one] < gaps[:, other]).astype(float)
        assert row.probability == pytest.approx(wins.mean(), abs=1e-12)
        error = arviz_mcse(fit, wins) or np.nan  # missing where all draws agree
        assert row.mcse == pytest.approx(error, rel=1e-9, nan_ok=True)
    assert TABLE.names == list(documented("pairs.csv")) == PAIR_COLUMNS
