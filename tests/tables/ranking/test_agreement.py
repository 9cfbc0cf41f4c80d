"""Agreement of the orders by different estimands, each order made again here."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import kendalltau, rankdata

from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.tables.ranking.agreement import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import indicator_ranks_by_hand, rates_by_hand, wards


def of(table, one: tuple[str, str], other: tuple[str, str]):
    """The row of a pair."""
    names = ["estimand", "reference", "other", "other_reference"]
    return table.set_index(names).loc[(*one, *other)]


def likeliest(ranks: np.ndarray, end: str) -> set[int]:
    """Who is among the two best (worst) in the most draws."""
    among = (ranks <= 2) if end == "best" else (ranks >= 5)
    return set(np.argsort(among.mean(axis=0))[-2:].tolist())


def test_a_row_for_every_pair_of_estimands_under_their_references() -> None:
    table = TABLE.build(wards(bare=True))
    every = [(name, of) for name, one in CATALOGUE.items() for of in one.named_references]
    pairs = list(table[["estimand", "reference", "other", "other_reference"]].itertuples(False))
    assert [tuple(pair) for pair in pairs] == [(*one, *two) for one, two in combinations(every, 2)]
    assert is_documented(table, "agreement.csv")


def test_tau_and_flips_of_two_orders_made_here() -> None:
    fit = wards(bare=True)
    rates, people = rates_by_hand(fit), fit.analysis.population.people[:6]
    by_indicator = indicator_ranks_by_hand(fit)
    by_persons = rankdata(people * (rates.predicted - rates.expected)[:, :6], axis=1)
    row = of(TABLE.build(fit), ("indicator", "national"), ("persons", "national"))
    orders = by_indicator.mean(axis=0), by_persons.mean(axis=0)
    assert row["kendall_tau"] == pytest.approx(kendalltau(*orders).statistic)
    for end in ("best", "worst"):
        one, other = (likeliest(ranks, end) for ranks in (by_indicator, by_persons))
        assert row[f"{end}_flips"] == len(one - other)
    assert row["kendall_tau"] < 1, "the two orders differ, or nothing would be tested"


def test_an_order_agrees_with_itself_under_another_name() -> None:
    """Without covariates a risk difference, a ratio and an odds ratio are in one order."""
    table = TABLE.build(wards(bare=True))
    for other in (("ratio_pe", "national"), ("odds_ratio", "")):
        row = of(table, ("indicator", "national"), other)
        assert row["kendall_tau"] == pytest.approx(1)
        assert row[["best_flips", "worst_flips"]].tolist() == [0, 0]
