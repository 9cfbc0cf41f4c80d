"""The verdict over every quantity that will be reported."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.covariates.effects import covariate_effects
from bayes_bench.estimands.flags import decision_variables
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.variation import variation_draws
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.posterior.diagnostics import NOTHING, diagnose, figures_table
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.posterior.verdict import Verdict, judge
from bayes_bench.progress import Progress, silent
from bayes_bench.ranking.draws import MOST_TABLED
from bayes_bench.ranking.probabilities import rank_table_mcse
from bayes_bench.ranking.ranks import Ranks

ESTIMANDS = ["predicted", "expected", "indicator", "persons", "observed_gap", "direct_rate"]


@dataclass(frozen=True)
class Estimates:
    """What is reported of a posterior, in every draw.

    Attributes
    ----------
    bench : Dataset
        Estimands by chain, draw and unit.
    variation : Dataset
        How much units differ, by chain and draw.
    effects : Dataset
        Effects of covariates by chain, draw and effect.
    ranks : Ranks
        By the indicator.
    """

    bench: xr.Dataset
    variation: xr.Dataset
    effects: xr.Dataset
    ranks: Ranks


@dataclass(frozen=True)
class Assessment:
    """What is reported of a posterior, and whether it may be.

    Attributes
    ----------
    estimates : Estimates
    diagnostics : DataFrame
        Of every reported quantity, with the sampler's own figures.
    verdict : Verdict
    """

    estimates: Estimates
    diagnostics: pd.DataFrame
    verdict: Verdict


def estimate(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, progress: Progress = silent
) -> Estimates:
    """Compute everything that is reported of a posterior.

    Parameters
    ----------
    posterior : DataTree
        With ``/benchmark`` where that is known already.
    cells : Dataset
    model : Model
    progress : callable, optional

    Returns
    -------
    Estimates
    """
    if "benchmark" in posterior.children:
        bench = posterior["benchmark"].to_dataset()
    else:
        bench = benchmark(posterior, cells, model, progress=progress)
    variation = variation_draws(posterior, cells, model)
    ranks = Ranks(bench["indicator"], model.data.better)
    return Estimates(bench, variation, covariate_effects(posterior, cells, model), ranks)


def assess(posterior: xr.DataTree, found: Estimates, model: Model) -> Assessment:
    """Diagnose every reported quantity and judge the whole.

    Parameters
    ----------
    posterior : DataTree
    found : Estimates
    model : Model

    Returns
    -------
    Assessment
    """
    indicator, figures = found.bench["indicator"], sampler_figures(posterior)
    groups = [
        posterior["posterior"].to_dataset(),
        found.bench[ESTIMANDS],
        found.variation.drop_vars("unit_sd"),
        _named_effects(found.effects),
        _named_shares(found.effects),
        decision_variables(indicator, model.data.better, model.benchmark.margin),
        found.ranks.variables(top_k(model, found.ranks.units)),
    ]
    diagnosed = [diagnose(group) for group in groups]
    diagnosed.append(_rank_table_diagnostics(found.ranks))
    table = pd.concat([*diagnosed, figures_table(figures)], ignore_index=True)
    return Assessment(found, table, judge(posterior.attrs["sampler"], table, figures))


def _named_effects(effects: xr.Dataset) -> xr.Dataset:
    """Effects by a name of their own; log odds go without, being the coefficients."""
    pairs = zip(effects["term"].to_numpy(), effects["level"].to_numpy(), strict=True)
    names = np.array([f"{term}={level}" for term, level in pairs], dtype=str)
    return effects[["odds_ratio", "effect_pp"]].assign_coords(effect=names)


def _named_shares(effects: xr.Dataset) -> xr.Dataset:
    """Adjusted shares by a name of their own."""
    levels = effects["category_term"].to_numpy(), effects["category_level"].to_numpy()
    names = np.array([f"{term}={level}" for term, level in zip(*levels, strict=True)], dtype=str)
    return effects[["adjusted_share"]].assign_coords(category=names)


def _rank_table_diagnostics(ranks: Ranks) -> pd.DataFrame:
    """The largest Monte Carlo error in each unit's row of the rank table.

    The table has as many cells as units squared; its rows are judged by their worst cell. A table
    too large to be written is not judged.
    """
    if ranks.units > MOST_TABLED:
        return NOTHING
    error = rank_table_mcse(ranks.spans)
    worst = error.fillna(0.0).max("rank")
    names = [f"probability_of_rank[{unit}]" for unit in worst["unit"].to_numpy()]
    return pd.DataFrame({"quantity": names, "mcse": worst.where(worst > 0.0, np.nan).to_numpy()})
