r"""Leave-one-unit-out cross-validation: each unit predicted from the others.

With the unit effect integrated out, the posterior without unit j is the posterior with importance
weights 1 / p(y_j | beta, sigma), which are Pareto smoothed. Their Pareto k-hat says whether they
are reliable; where it is above .5 the model is fitted again without the unit's people.

References
----------
Marshall & Spiegelhalter (2007), 10.1214/07-BA218; Ohlssen, Sharples & Spiegelhalter (2007),
10.1111/j.1467-985X.2007.00487.x; Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed
importance sampling", JMLR 25(72); Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import logsumexp

from bayes_bench.analysis import Analysis
from bayes_bench.checks.by_unit import about_units
from bayes_bench.checks.check import Check
from bayes_bench.errors import DataError, RefusedError
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.parameters import parameters_of
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.sampling import sample
from bayes_bench.predictive.marginal import unit_log_density
from bayes_bench.predictive.observed import (
    Observed,
    observed_of,
    thinned,
    thinned_draws,
    units_of,
)
from bayes_bench.predictive.replicates import (
    Replicates,
    rate_bounds,
    replicate,
    replicates_of,
)
from bayes_bench.typing import Floats

MAX_PARETO_K = 0.5
"""Pareto k-hat above which a unit's importance weights are not used. Above .7 they are unreliable;
and the k-hat of so few draws is itself so imprecise that Bristol's, which is near 1, has been
estimated at .68."""


@dataclass(frozen=True)
class LeftOut:
    """Leave-one-out prediction of a unit.

    Attributes
    ----------
    p, mcse : float
        Cross-validatory mid-p-value, P(y_rep > y) + P(y_rep = y) / 2, and its Monte Carlo error.
    lower, upper : float
        Predictive interval of the observed rate.
    mean, mcse_mean : float
        Mean of the replicated rates, and its Monte Carlo error.
    log_density : float
        Log predictive density of the unit's people (no binomial coefficients).
    pareto_k : float
        Of the importance weights, also where they were then not used.
    refitted : bool
        Whether the model was fitted again without the unit.
    """

    p: float
    mcse: float
    lower: float
    upper: float
    mean: float
    mcse_mean: float
    log_density: float
    pareto_k: float
    refitted: bool


@once
def leave_units_out(fit: Fit) -> pd.DataFrame:
    """Predict each unit from the others.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        The fields of `LeftOut`, a row per unit. Of a unit without which no sampler's diagnostics
        hold, all but `pareto_k` is missing. The sum of `log_density` is the expected log
        predictive density (elpd), which compares models of the same people.
    """
    analysis, observed, replicates = fit.analysis, observed_of(fit.analysis), replicates_of(fit)
    log_density = unit_log_density(observed, thinned_draws(fit))
    rows = []
    for unit in range(analysis.population.units):
        one = _one(replicates, unit), observed.one(unit)
        found = _weighted(log_density[:, unit], *one, analysis.model)
        if not found.pareto_k <= MAX_PARETO_K:
            found = _refitted(analysis, unit, found.pareto_k)
        rows.append(found)
    return pd.DataFrame(rows)


def _one(replicates: Replicates, unit: int) -> Replicates:
    return Replicates(
        replicates.mid_p_value[:, [unit]],
        replicates.events[:, [unit]],
        replicates.mixed_mid_p_value[:, [unit]],
        replicates.mixed_events[:, [unit]],
    )


def _weighted(log_density: Floats, found: Replicates, observed: Observed, model: Model) -> LeftOut:
    """By importance weights on draws of the posterior given all units (PSIS)."""
    # psislw takes the negative of the log weights, which are minus the log density
    log_weight, pareto_k = array_statistics().psislw(log_density)
    density = float(logsumexp(log_weight + log_density) - logsumexp(log_weight))
    weight = np.exp(log_weight - logsumexp(log_weight))
    return _summary(weight, found, observed, model, (density, float(pareto_k), False))


def _refitted(analysis: Analysis, unit: int, pareto_k: float) -> LeftOut:
    """From draws of the posterior given the other units only."""
    others = Analysis(analysis.model, without_people_of(analysis.cells, unit))
    try:
        # coded and centred over the others' people, as in a run without the unit
        _refuse_constant(others)
        posterior = sample(others)
    except (DataError, RefusedError):
        return LeftOut(*(np.nan,) * 7, pareto_k, refitted=True)
    draws = thinned(parameters_of(posterior, others))
    draws = replace(draws, unit_effect=draws.unit_effect[:, [unit]])
    observed = Observed(others.design, analysis.population).one(unit)
    log_density = unit_log_density(observed, draws)[:, 0]
    seed = analysis.model.sampling.random_seed
    found = replicate(observed, draws, units_of(observed.population), seed)
    density = float(logsumexp(log_density) - np.log(len(draws)))
    weight = np.full(len(draws), 1.0 / len(draws))
    return _summary(weight, found, observed, analysis.model, (density, pareto_k, True))


def without_people_of(cells: xr.Dataset, unit: int) -> xr.Dataset:
    """The cells with nobody in one unit, which keeps its place and its patterns."""
    elsewhere = cells["unit_index"] != unit
    return cells.assign({name: cells[name] * elsewhere for name in ("events", "trials")})


def _refuse_constant(others: Analysis) -> None:
    """Refuse a covariate that is constant over the people who are left."""
    left = others.cells["trials"].to_numpy() > 0
    for covariate in others.model.covariates:
        if np.unique(others.cells[f"covariate_{covariate.name}"].to_numpy()[left]).size == 1:
            raise DataError(f'the covariate "{covariate.name}" varies in one unit only')


def cross_validatory_checks(fit: Fit) -> pd.DataFrame:
    """Cross-validatory check of each unit: rows of ``checks.csv`` (see `leave_units_out`)."""
    left_out = leave_units_out(fit)
    bounds = left_out[["lower", "upper"]].to_numpy().T
    return about_units("cross_validatory", fit, bounds, left_out["p"].to_numpy())


def _summary(
    weight: Floats,
    found: Replicates,
    observed: Observed,
    model: Model,
    about: tuple[float, float, bool],
) -> LeftOut:
    people = observed.population.people
    bounds = rate_bounds(found.mixed_events, people, model.benchmark.interval, weight)
    p = _mean_and_error(weight, found.mixed_mid_p_value[:, 0])
    replicated = _mean_and_error(weight, found.mixed_events[:, 0] / people[0])
    density, pareto_k, refitted = about
    figures = (*p, float(bounds[0, 0]), float(bounds[1, 0]), *replicated, density, pareto_k)
    return LeftOut(*figures, refitted=refitted)


def _mean_and_error(weight: Floats, draws: Floats) -> tuple[float, float]:
    """Weighted mean and its Monte Carlo error."""
    mean = float(weight @ draws)
    return mean, float(np.sqrt(weight**2 @ (draws - mean) ** 2))


CHECK = Check(
    names=("cross_validatory",),
    about="the rate of each unit, as the other units predict it",
    rows=cross_validatory_checks,
    place=2,
)
