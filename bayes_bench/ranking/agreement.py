"""How far the estimands agree on who is where: Kendall's tau, and who changes at either end.

Indicator, ratio, direct rate and odds ratio answer different questions of the same posterior
(Mohammed, Manktelow & Hofer 2016, 10.1177/0962280212465165), and a list of the ten best is a list
by one of them.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from bayes_bench.errors import InputError
from bayes_bench.ranking.orders import likeliest, top_k_means
from bayes_bench.ranking.ranks import Ranks

COLUMNS = [
    *("estimand", "reference", "other", "other_reference"),
    *("kendall_tau", "best_flips", "worst_flips"),
]

type Named = tuple[str, str]
"""An estimand and its reference."""


def agreement_table(estimands: Iterable[tuple[Named, Ranks]], k: int) -> pd.DataFrame:
    """Every pair of estimands, and how far their orders agree: the columns of ``agreement.csv``.

    Parameters
    ----------
    estimands : iterable of ((name, reference), Ranks)
        Of the same units, by names as in `every_estimand`. Ranks made only when they are asked for
        are gone when the next are made.
    k : int
        How many units are the best, and the worst; from 1 to one below the number of ranked units.

    Returns
    -------
    DataFrame
        ``estimand, reference, other, other_reference``; ``kendall_tau``: Kendall's tau-b between
        the expected ranks, 1 for the same order; ``best_flips`` (``worst_flips``): how many of the
        k units with the largest probability of being among the k best (worst) by the first are not
        among those by the other.

    Raises
    ------
    InputError
        ``k`` is out of range, the ranked units are not the same in all, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    return agreement_of({names: order_by(ranks, k) for names, ranks in estimands})


def agreement_of(orders: Mapping[Named, pd.DataFrame]) -> pd.DataFrame:
    """`agreement_table` of orders from `order_by`."""
    pairs = combinations(orders.items(), 2)
    rows = [(*one, *other, *_agreement(a, b)) for (one, a), (other, b) in pairs]
    return pd.DataFrame(rows, columns=COLUMNS)


def order_by(ranks: Ranks, k: int) -> pd.DataFrame:
    """What is kept of the ranks by one estimand.

    Parameters
    ----------
    ranks : Ranks
    k : int
        How many units are the best, and the worst.

    Returns
    -------
    DataFrame
        A row per ranked unit: ``expected_rank`` with its Monte Carlo error ``mcse_rank``, missing
        where all draws agree; ``best`` and ``worst``, whether it is one of the k likeliest there.

    Raises
    ------
    InputError
        ``k`` is out of range.
    """
    mean = top_k_means(ranks, k)
    rank = mean["rank"].values
    columns = {
        "expected_rank": rank,
        "mcse_rank": ranks.mcse_expected.values,
        "best": likeliest(k, mean["probability_best_k"].values, rank),
        "worst": likeliest(k, mean["probability_worst_k"].values, -rank),
    }
    return pd.DataFrame(columns, index=mean["unit"].values)


def _agreement(one: pd.DataFrame, other: pd.DataFrame) -> tuple[float, int, int]:
    if not one.index.equals(other.index):
        other = _in_order_of(one, other)
    tau = kendalltau(one["expected_rank"], other["expected_rank"]).statistic
    best, worst = (
        int(np.count_nonzero(one[end].to_numpy() & ~other[end].to_numpy()))
        for end in ("best", "worst")
    )
    return float(tau), best, worst


def _in_order_of(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The rows of the other, in the order of those of the one."""
    different = set(one.index) ^ set(other.index)
    if different:
        raise InputError(f"{len(different)} units are ranked in only one of the two estimands.")
    return other.loc[one.index]
