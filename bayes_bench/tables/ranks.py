"""Ranks as the tables that are published: `ranks.csv`, `rank_probabilities.csv`, `pairs.csv`."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean
from bayes_bench.ranking.pairs import pairwise_mcse
from bayes_bench.ranking.probabilities import rank_quantile
from bayes_bench.ranking.ranks import Ranks

type Columns = dict[str, np.ndarray]


def rank_summary(ranks: Ranks, model: Model) -> pd.DataFrame:
    """Where each ranked unit stands, and how sure that is: the columns of ``ranks.csv``.

    Parameters
    ----------
    ranks : Ranks
        By the indicator, of units with the coord ``name``.
    model : Model
        Gives the probability of the interval, and k.

    Returns
    -------
    DataFrame
        `listed_ranks` by the indicator.

    Raises
    ------
    ModelFileError
        ``benchmark.top`` is not below the number of ranked units.
    """
    return listed_ranks(ranks, top_k(model, ranks.units), model.benchmark.interval)


def rank_list(values: xr.DataArray, better: str, k: int, interval: float) -> pd.DataFrame:
    """`listed_ranks` by an estimand, with coords ``name`` and ``ranked``.

    Parameters and exceptions are those of `Ranks` and of `listed_ranks`.

    Returns
    -------
    DataFrame
    """
    return listed_ranks(Ranks(values, better), k, interval)


def listed_ranks(ranks: Ranks, k: int, interval: float) -> pd.DataFrame:
    """Where each ranked unit stands by an estimand, and how sure that is.

    Parameters
    ----------
    ranks : Ranks
        Of units with the coord ``name``.
    k : int
        How many units count as best, and as worst.
    interval : float
        Probability of the rank interval, between 0 and 1.

    Returns
    -------
    DataFrame
        ``unit, name, expected_rank, mcse_rank, median_rank, rank_lower, rank_upper,
        probability_best_k, mcse_best_k, probability_worst_k, mcse_worst_k``; a row per ranked unit
        in the order they came in. Median and bounds are whole ranks; the Monte Carlo error of a
        figure that is the same in every draw is missing.

    Raises
    ------
    InputError
        What `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    table, tail = ranks.probabilities, (1.0 - interval) / 2.0
    columns = _identity(table)
    columns |= {"expected_rank": ranks.expected.values, "mcse_rank": ranks.mcse_expected.values}
    for name, level in {"median_rank": 0.5, "rank_lower": tail, "rank_upper": 1.0 - tail}.items():
        columns[name] = rank_quantile(table, level).to_numpy()
    for end, among in {"best_k": ranks.among_best(k), "worst_k": ranks.among_worst(k)}.items():
        columns[f"probability_{end}"] = among.mean(SAMPLE_DIMS).values
        columns[f"mcse_{end}"] = mcse_of_mean(among).values
    return pd.DataFrame(columns)


def rank_probability_table(ranks: Ranks) -> pd.DataFrame:
    """P(rank = r) of every unit: the columns of ``rank_probabilities.csv``.

    Parameters are those of `listed_ranks`.

    Returns
    -------
    DataFrame
        ``unit, name, rank_1 ... rank_R``, a row per ranked unit in the order they came in; rows
        and columns of the probabilities sum to 1.
    """
    table = ranks.probabilities
    names = [f"rank_{rank}" for rank in table["rank"].values]
    probabilities = pd.DataFrame(table.to_numpy(), columns=names)
    return pd.concat([pd.DataFrame(_identity(table)), probabilities], axis="columns")


def pair_table(ranks: Ranks) -> pd.DataFrame:
    """P(better than the other) of every pair of units, in the order of expected rank.

    Parameters and exceptions are those of `listed_ranks`.

    Returns
    -------
    DataFrame
        ``unit, name, other, other_name, probability, mcse``: a row per pair, of which the unit has
        the better expected rank; a tie counts half for each. The error is missing where all draws
        agree.
    """
    square, order = (ranks.pairwise, pairwise_mcse(ranks)), ranks.order
    listed = [figures.values[np.ix_(order, order)] for figures in square]
    above, below = np.triu_indices(len(order), k=1)
    labels = {name: square[0][name].values[order] for name in ("unit", "name")}
    return pd.DataFrame(
        {
            "unit": labels["unit"][above],
            "name": labels["name"][above],
            "other": labels["unit"][below],
            "other_name": labels["name"][below],
            "probability": listed[0][above, below],
            "mcse": listed[1][above, below],
        }
    )


def _identity(table: xr.DataArray) -> Columns:
    return {name: table[name].to_numpy() for name in ("unit", "name")}
