"""The rank tables have the promised columns and hold what plain NumPy counts in the draws."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError, ModelFileError
from bayes_bench.files import write_csv
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.ranking.pairs import pair_table
from bayes_bench.tables.ranking.rank_probabilities import rank_probability_table
from bayes_bench.tables.ranking.ranks import rank_summary
from tests.builders.agreement import MOST
from tests.builders.estimands import by_indicator
from tests.builders.fits import model_of_sections
from tests.builders.luce import Luce, brute, values_of

RANK_COLUMNS = [
    *("unit", "name", "expected_rank", "mcse_rank", "median_rank", "rank_lower", "rank_upper"),
    *("probability_best_k", "mcse_best_k", "probability_worst_k", "mcse_worst_k"),
]


def a_model(**benchmark):
    return model_of_sections(
        title="Test",
        data={"unit": "hospital", "outcome": "died", "better": "lower"},
        benchmark=benchmark,
    )


@pytest.fixture
def bench():
    """Seven hospitals, the last of them "other" and so not ranked, though it would be the best."""
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(4, 250, 7)) + np.array([1.0, 0.8, 0.5, 0, -0.5, -1, -100])
    coords = {
        "unit": [*"ABCDEF", "other"],
        "name": ("unit", ["=A", "Bø", "C", "D", "E", "F", "other"]),
        "ranked": ("unit", [True] * 6 + [False]),
    }
    return xr.Dataset({"indicator": (("chain", "draw", "unit"), draws)}, coords=coords)


def places(bench):
    """Rank of each ranked unit in each draw, (draw, unit), by counting who is better."""
    draws = bench["indicator"].values.reshape(-1, 7)[:, :6]
    return 1 + (draws[:, None, :] < draws[:, :, None]).sum(axis=2)


def test_the_summary_is_what_counting_gives(bench):
    table, counted = rank_summary(by_indicator(bench), a_model(top=2, interval=0.9)), places(bench)
    assert list(table.columns) == RANK_COLUMNS
    assert table["unit"].tolist() == list("ABCDEF")
    assert table["name"].tolist()[:2] == ["=A", "Bø"]
    np.testing.assert_allclose(table["expected_rank"], counted.mean(0))
    np.testing.assert_allclose(table["probability_best_k"], (counted <= 2).mean(0))
    np.testing.assert_allclose(table["probability_worst_k"], (counted >= 5).mean(0))
    for column, level in [("rank_lower", 0.05), ("median_rank", 0.5), ("rank_upper", 0.95)]:
        expected = np.quantile(counted, level, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(table[column], expected)
        assert table[column].dtype == np.int64


def test_independent_draws_have_the_textbook_errors(bench):
    # ArviZ's estimate of the effective size of 1,000 independent draws scatters by some 10 %.
    table, counted = rank_summary(by_indicator(bench), a_model(top=2)), places(bench)
    for column, series in [
        ("mcse_rank", counted),
        ("mcse_best_k", counted <= 2),
        ("mcse_worst_k", counted >= 5),
    ]:
        np.testing.assert_allclose(table[column], series.std(0) / np.sqrt(1000), rtol=0.25)


def test_a_certain_place_has_no_error(bench):
    certain = bench.assign(indicator=bench["indicator"] + np.array([9, 0, 0, 0, 0, 0, 0]) * 100)
    first = rank_summary(by_indicator(certain), a_model(top=2)).iloc[0]
    assert first["expected_rank"] == 6
    assert first[["mcse_rank", "mcse_best_k", "mcse_worst_k"]].isna().all()


def test_without_a_top_it_is_half_of_the_ranked_units(bench):
    table = rank_summary(by_indicator(bench), a_model())
    np.testing.assert_allclose(table["probability_best_k"], (places(bench) <= 3).mean(0))


def test_a_top_of_all_ranked_units_is_refused(bench):
    with pytest.raises(ModelFileError, match="6 units are ranked"):
        rank_summary(by_indicator(bench), a_model(top=6))


def test_the_probability_table_sums_to_one_as_written(bench, tmp_path):
    table, counted = rank_probability_table(by_indicator(bench)), places(bench)
    assert list(table.columns) == ["unit", "name", *(f"rank_{r}" for r in range(1, 7))]
    write_csv(table, tmp_path / "rank_probabilities.csv")
    read = pd.read_csv(tmp_path / "rank_probabilities.csv")
    assert read["name"][0] == "'=A"
    cells = read.drop(columns=["unit", "name"]).to_numpy()
    for rank in range(1, 7):
        np.testing.assert_allclose(cells[:, rank - 1], (counted == rank).mean(0), atol=1e-15)
    np.testing.assert_allclose(cells.sum(0), 1, rtol=0, atol=1e-9)
    np.testing.assert_allclose(cells.sum(1), 1, rtol=0, atol=1e-9)


def test_summary_and_table_agree(bench):
    summary, table = (
        rank_summary(by_indicator(bench), a_model(top=2)),
        rank_probability_table(by_indicator(bench)),
    )
    np.testing.assert_allclose(summary["probability_best_k"], table["rank_1"] + table["rank_2"])


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


def test_a_certain_pair_has_no_error(bench):
    gaps = np.array([0, 0, 0, 0, 100, 0, 0])
    table = pair_table(Ranks(bench["indicator"] + gaps, "lower"))
    sure = (table["unit"] == "E") | (table["other"] == "E")
    assert sure.sum() == 5
    assert (table.loc[sure, "probability"] == 1).all()
    assert table.loc[sure, "mcse"].isna().all()
    assert table.loc[~sure, "mcse"].notna().all()
    assert (table["other"] == "E")[sure].all()


def test_pairs_as_written_read_back(bench, tmp_path):
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
