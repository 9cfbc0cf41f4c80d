"""Ranks as the tables that are published: `ranks.csv`, `rank_probabilities.csv`, `pairs.csv`."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import (
    SAMPLE_DIMS,
    mcse_of_mean,
    rank_probabilities,
    rank_quantile,
    rank_variables,
    ranks,
)
from bayes_bench.ranking.pairs import (
    expected_order,
    pairwise_mcse,
    pairwise_probabilities,
)

type Columns = dict[str, np.ndarray]


def rank_summary(bench: xr.Dataset, model: Model) -> pd.DataFrame:
    """Where each ranked unit stands, and how sure that is: the columns of ``ranks.csv``.

    Parameters
    ----------
    bench : Dataset
        From `benchmark`: ``indicator`` (chain, draw, unit) with coords ``name`` and ``ranked``.
    model : Model
        Gives the direction, the probability of the interval, and k.

    Returns
    -------
    DataFrame
        `rank_list` of the indicator.

    Raises
    ------
    ModelFileError
        ``benchmark.top`` is not below the number of ranked units.
    """
    k = top_k(model, int(bench["ranked"].sum()))
    return rank_list(bench["indicator"], model.data.better, k, model.benchmark.interval)


def rank_list(values: xr.DataArray, better: str, k: int, interval: float) -> pd.DataFrame:
    """Where each ranked unit stands by an estimand, and how sure that is.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        With coords ``name`` and ``ranked``.
    better : {"lower", "higher"}
        Which values are good.
    k : int
        How many units count as best, and as worst.
    interval : float
        Probability of the rank interval, between 0 and 1.

    Returns
    -------
    DataFrame
        ``unit, name, expected_rank, mcse_rank, median_rank, rank_lower, rank_upper,
        probability_best_k, mcse_best_k, probability_worst_k, mcse_worst_k``; a row per ranked unit
        in the order of ``values``. Median and bounds are whole ranks; the Monte Carlo error of a
        figure that is the same in every draw is missing.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher".
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    table, draws = rank_probabilities(values, better), rank_variables(values, better, k)
    tail = (1.0 - interval) / 2.0
    columns = _identity(table) | _mean_and_error(draws["rank"], "expected_rank", "mcse_rank")
    for name, level in {"median_rank": 0.5, "rank_lower": tail, "rank_upper": 1.0 - tail}.items():
        columns[name] = rank_quantile(table, level).to_numpy()
    for end in ("best_k", "worst_k"):
        columns |= _mean_and_error(draws[f"probability_{end}"], f"probability_{end}", f"mcse_{end}")
    return pd.DataFrame(columns)


def rank_probability_table(bench: xr.Dataset, model: Model) -> pd.DataFrame:
    """P(rank = r) of the indicator: the columns of ``rank_probabilities.csv``.

    Parameters are those of `rank_summary`.

    Returns
    -------
    DataFrame
        ``unit, name, rank_1 ... rank_R``, a row per ranked unit in the order of ``bench``; rows
        and columns of the probabilities sum to 1.
    """
    table = rank_probabilities(bench["indicator"], model.data.better)
    names = [f"rank_{rank}" for rank in table["rank"].values]
    probabilities = pd.DataFrame(table.to_numpy(), columns=names)
    return pd.concat([pd.DataFrame(_identity(table)), probabilities], axis="columns")


def pair_table(values: xr.DataArray, better: str) -> pd.DataFrame:
    """P(better than the other) of every pair of units, in the order of expected rank.

    Parameters and exceptions are those of `rank_list`.

    Returns
    -------
    DataFrame
        ``unit, name, other, other_name, probability, mcse``: a row per pair, of which the unit has
        the better expected rank; a tie counts half for each. The error is missing where all draws
        agree.
    """
    square = pairwise_probabilities(values, better), pairwise_mcse(values, better)
    order = expected_order(ranks(values, better))
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


def _mean_and_error(draws: xr.DataArray, mean: str, error: str) -> Columns:
    figures = {mean: draws.mean(SAMPLE_DIMS), error: mcse_of_mean(draws)}
    return {name: values.to_numpy() for name, values in figures.items()}
