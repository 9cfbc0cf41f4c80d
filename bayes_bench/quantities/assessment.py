"""Every reported quantity diagnosed, and the verdict on the whole."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fit import Fit, once
from bayes_bench.posterior.diagnostics import NOTHING, array_statistics, diagnose, figures_table
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.posterior.verdict import Verdict, judge
from bayes_bench.quantities.quantity import Family
from bayes_bench.quantities.registry import families
from bayes_bench.ranking.draws import MOST_TABLED
from bayes_bench.ranking.probabilities import rank_table_mcse

JUDGED, CONSTANT, ERROR_ONLY, SAMPLER = "judged", "constant", "error only", "sampler"
"""Status of a row: held to the sampler's standard; the same in every draw, so that there is nothing
to judge; its Monte Carlo error is given, and no more asked; a figure of the sampler itself."""


@dataclass(frozen=True)
class Assessment:
    """A fit, and whether it may be reported.

    Attributes
    ----------
    fit : Fit
    judged : DataFrame
        Diagnostics of every quantity that the verdict rests on.
    verdict : Verdict
    """

    fit: Fit
    judged: pd.DataFrame
    verdict: Verdict


@once
def assess(fit: Fit) -> Assessment:
    """Diagnose every quantity that is judged, and judge the whole.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Assessment
    """
    diagnosed = [_diagnosed(family, fit) for family in families(judged=True)]
    # the rank table stands behind the ranks, before what the older releases did not judge
    table = pd.concat([*diagnosed, _rank_table(fit)], ignore_index=True)
    verdict = judge(fit.posterior.attrs["sampler"], table, sampler_figures(fit.posterior))
    return Assessment(fit, table, verdict)


@once
def diagnostics_table(fit: Fit) -> pd.DataFrame:
    """Diagnostics of every number of an accepted result: the columns of ``diagnostics.csv``.

    Returns
    -------
    DataFrame
        ``quantity, r_hat, ess_bulk, ess_tail, mcse, value, status``; see `JUDGED` for the status.
    """
    errors = [_errors(family, fit) for family in families(judged=False)]
    return with_status(assess(fit).judged, fit.posterior, errors)


def with_status(
    judged: pd.DataFrame, posterior: xr.DataTree, errors: list[pd.DataFrame]
) -> pd.DataFrame:
    """Diagnostics, Monte Carlo errors and the sampler's own figures as one table."""
    is_constant = judged["mcse"].isna()
    parts = [judged.assign(status=np.where(is_constant, CONSTANT, JUDGED))]
    for table in errors:
        same = table["mcse"].isna()
        parts.append(table.assign(status=np.where(same, CONSTANT, ERROR_ONLY)))
    parts.append(figures_table(sampler_figures(posterior)).assign(status=SAMPLER))
    return pd.concat(parts, ignore_index=True)


def _diagnosed(family: Family, fit: Fit) -> pd.DataFrame:
    quantities = family.of(fit)
    if not quantities:
        return NOTHING
    tables = [diagnose(xr.Dataset({quantity.name: quantity.draws(fit)})) for quantity in quantities]
    return pd.concat(tables, ignore_index=True)


def _errors(family: Family, fit: Fit) -> pd.DataFrame:
    """Means and their Monte Carlo errors alone."""
    tables = [_error(quantity.name, quantity.draws(fit)) for quantity in family.of(fit)]
    return pd.concat(tables, ignore_index=True) if tables else NOTHING


def _error(name: str, draws: xr.DataArray) -> pd.DataFrame:
    (label,) = (dim for dim in draws.dims if dim not in ("chain", "draw"))
    values = draws.transpose("chain", "draw", label).to_numpy().astype(np.float64)
    varies = np.ptp(values, axis=(0, 1)) > 0.0
    error = np.full(varies.size, np.nan)
    if varies.any():
        # thinned draws of all chains stand in a row: one chain
        error[varies] = array_statistics().mcse(
            values[:, :, varies], chain_axis=0, draw_axis=1, method="mean"
        )
    names = [f"{name}[{each}]" for each in draws[label].to_numpy()]
    columns = {"quantity": names, "mcse": error, "value": values.mean(axis=(0, 1))}
    return pd.DataFrame(columns).reindex(columns=NOTHING.columns)


def _rank_table(fit: Fit) -> pd.DataFrame:
    """The largest Monte Carlo error in each unit's row of the rank table.

    The table has as many cells as units squared; its rows are judged by their worst cell. A table
    too large to be written is not judged.
    """
    if fit.analysis.ranked_count > MOST_TABLED:
        return NOTHING
    error = rank_table_mcse(indicator_ranks(fit).spans)
    worst = error.fillna(0.0).max("rank")
    names = [f"probability_of_rank[{unit}]" for unit in worst["unit"].to_numpy()]
    return pd.DataFrame({"quantity": names, "mcse": worst.where(worst > 0.0, np.nan).to_numpy()})
