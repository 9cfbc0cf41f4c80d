"""`ranks.csv`."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean
from bayes_bench.ranking.orders import refuse_k
from bayes_bench.ranking.probabilities import quantiles_of_spans
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.column import FROM_ONE, NAME, PROBABILITY, UNIT, Column, mcse
from bayes_bench.tables.table import Table

type Columns = dict[str, np.ndarray]

_QUANTILES = {
    "median_rank": "Posterior median of the rank, 1 = best.",
    "rank_lower": "Lower bound of the equal-tailed credible interval of the rank.",
    "rank_upper": "Upper bound of the equal-tailed credible interval of the rank.",
}


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
    """`listed_ranks` by an estimand, the best expected rank first.

    Parameters and exceptions are those of `Ranks` and of `listed_ranks`; the values have the coords
    ``name`` and ``ranked``.

    Returns
    -------
    DataFrame

    Raises
    ------
    InputError
        ``k`` is not from 1 to one below the number of ranked units.
    """
    ranks = Ranks(values, better)
    refuse_k(ranks, k)
    listed = listed_ranks(ranks, k, interval)
    return listed.sort_values("expected_rank", kind="stable", ignore_index=True)


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
    tail = (1.0 - interval) / 2.0
    columns = identity(ranks.ordered)
    columns |= {"expected_rank": ranks.expected.values, "mcse_rank": ranks.mcse_expected.values}
    columns |= zip(
        _QUANTILES, quantiles_of_spans(ranks.spans, (0.5, tail, 1.0 - tail)), strict=True
    )
    for end, among in {"best_k": ranks.among_best(k), "worst_k": ranks.among_worst(k)}.items():
        columns[f"probability_{end}"] = among.mean(SAMPLE_DIMS).values
        columns[f"mcse_{end}"] = mcse_of_mean(among).values
    return pd.DataFrame(columns)


def identity(table: xr.DataArray) -> Columns:
    """Codes and names of the units of a table."""
    return {name: table[name].to_numpy() for name in ("unit", "name")}


def _build(fit: Fit) -> pd.DataFrame:
    return rank_summary(indicator_ranks(fit), fit.model)


TABLE = Table(
    file="ranks.csv",
    about="a ranked unit",
    columns=(
        UNIT,
        NAME,
        Column(
            "expected_rank",
            "Posterior mean of the rank by the indicator, 1 = best.",
            "estimate",
            "rank",
            FROM_ONE,
            "rank[{unit}]",
            "mcse_rank",
        ),
        mcse("mcse_rank", "expected_rank", "rank"),
        *(
            Column(name, meaning, "estimate", "rank", FROM_ONE, "rank[{unit}]")
            for name, meaning in _QUANTILES.items()
        ),
        *(
            column
            for end in ("best_k", "worst_k")
            for column in (
                Column(
                    f"probability_{end}",
                    f"Posterior probability to be among the {end.replace('_', ' ')} units.",
                    "estimate",
                    "probability",
                    PROBABILITY,
                    f"probability_{end}[{{unit}}]",
                    f"mcse_{end}",
                ),
                mcse(f"mcse_{end}", f"probability_{end}", "probability"),
            )
        ),
    ),
    build=_build,
    place=20,
)
