"""The tables of a run, by the file each one goes to."""

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from bayes_bench.estimands.classical.pooled_gaps import classical_beside
from bayes_bench.estimands.classical.winners_curse import extremes_table
from bayes_bench.estimands.covariates.curves import spline_curves
from bayes_bench.estimands.covariates.effects import summarise_effects
from bayes_bench.estimands.variation import summarise_variation
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.draws import MOST_TABLED
from bayes_bench.run.assessment import Estimates
from bayes_bench.tables.indicators import indicator_table
from bayes_bench.tables.ranks import rank_probability_table, rank_summary


def tables_of(
    posterior: xr.DataTree, found: Estimates, cells: xr.Dataset, model: Model
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each table with its file name.

    Parameters
    ----------
    posterior : DataTree
    found : Estimates
        What is reported of it, in every draw.
    cells : Dataset
    model : Model

    Yields
    ------
    tuple of str and DataFrame
    """
    yield "indicators.csv", indicator_table(found.bench, model)
    yield "ranks.csv", rank_summary(found.ranks, model)
    if int(found.bench["ranked"].sum()) <= MOST_TABLED:
        yield "rank_probabilities.csv", rank_probability_table(found.ranks)
    yield "effects.csv", summarise_effects(found.effects, model)
    yield "variation.csv", summarise_variation(found.variation, cells, model)
    yield "classical.csv", classical_beside(found.ranks, cells, model)
    yield "extremes.csv", extremes_table(found.ranks, found.bench, cells, model)
    if any(covariate.kind == "spline" for covariate in model.covariates):
        yield "spline_curves.csv", spline_curves(posterior, cells, model)
