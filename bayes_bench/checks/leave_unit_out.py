r"""Each unit against what the others say of it: cross-validatory predictive checks.

With the unit effect integrated out, the posterior without unit j is the posterior with weights
1 / p(y_j | beta, sigma). The weights' Pareto k-hat says whether they can carry that; where it is
above .5 the model is fitted again without the unit's people.

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

from bayes_bench.design.matrix import Design, design_matrix
from bayes_bench.errors import DataError, RefusedError
from bayes_bench.estimands.parameters import parameters_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.sampling import fit
from bayes_bench.predictive.marginal import unit_log_density
from bayes_bench.predictive.observed import Observed, Placed, observed_of, thinned, units_of
from bayes_bench.predictive.replicates import Replicates, replicate, share_bounds
from bayes_bench.typing import Floats

GREATEST_K = 0.5
"""Pareto k-hat above which a unit's weights are not used. Above .7 they could not be; and the k-hat
of so few draws is itself so rough that Bristol's, which is near 1, has been seen at .68."""


@dataclass(frozen=True)
class LeftOut:
    """A unit as the others predict it.

    Attributes
    ----------
    p, mcse : float
        P(y_rep > y) + P(y_rep = y) / 2, and its Monte Carlo error.
    lower, upper : float
        Predictive interval of the observed share.
    log_density : float
        Log predictive density of the unit's people (no binomial coefficients).
    pareto_k : float
        Of the weights, also where they were then not used.
    refitted : bool
        Whether the model was fitted again without the unit.
    """

    p: float
    mcse: float
    lower: float
    upper: float
    log_density: float
    pareto_k: float
    refitted: bool


def leave_units_out(
    cells: xr.Dataset, model: Model, observed: Observed, draws: Placed, replicates: Replicates
) -> pd.DataFrame:
    """Predict each unit from the others.

    Parameters
    ----------
    cells : Dataset
    model : Model
        Gives the probability of the interval and the random seed.
    observed : Observed
        Of these cells.
    draws : Placed
    replicates : Replicates
        In the same draws.

    Returns
    -------
    DataFrame
        The fields of `LeftOut`, a row per unit. Of a unit without which no sampler's diagnostics
        hold, all but `pareto_k` is missing. The sum of `log_density` compares models of the same
        people.
    """
    log_density = unit_log_density(observed, draws)
    rows = []
    for unit in range(observed.units):
        found = _weighted(log_density[:, unit], _one(replicates, unit), observed.one(unit), model)
        if not found.pareto_k <= GREATEST_K:
            found = _refitted(cells, model, unit, found.pareto_k)
        rows.append(found)
    return pd.DataFrame(rows)


def _one(replicates: Replicates, unit: int) -> Replicates:
    return Replicates(
        replicates.exceedance[:, [unit]],
        replicates.events[:, [unit]],
        replicates.mixed_exceedance[:, [unit]],
        replicates.mixed_events[:, [unit]],
    )


def _weighted(log_density: Floats, found: Replicates, observed: Observed, model: Model) -> LeftOut:
    """From draws of the posterior that has seen the unit."""
    # psislw takes the negative of the log weights, which are minus the log density
    log_weight, pareto_k = array_statistics().psislw(log_density)
    density = float(logsumexp(log_weight + log_density) - logsumexp(log_weight))
    weight = np.exp(log_weight - logsumexp(log_weight))
    return _summary(weight, found, observed, model, (density, float(pareto_k), False))


def _refitted(cells: xr.Dataset, model: Model, unit: int, pareto_k: float) -> LeftOut:
    """From draws of the posterior that has not seen the unit."""
    others = without_people_of(cells, unit)
    try:
        # coded and centred over the others' people, as in a run without the unit
        design = design_of(others, model)
        posterior = fit(others, model)
    except (DataError, RefusedError):
        return LeftOut(np.nan, np.nan, np.nan, np.nan, np.nan, pareto_k, refitted=True)
    draws = thinned(parameters_of(posterior, cells, design))
    draws = replace(draws, unit_effect=draws.unit_effect[:, [unit]])
    observed = observed_of(cells, design).one(unit)
    log_density = unit_log_density(observed, draws)[:, 0]
    found = replicate(observed, draws, units_of(observed), model.sampling.random_seed)
    density = float(logsumexp(log_density) - np.log(len(draws)))
    weight = np.full(len(draws), 1.0 / len(draws))
    return _summary(weight, found, observed, model, (density, pareto_k, True))


def without_people_of(cells: xr.Dataset, unit: int) -> xr.Dataset:
    """The cells with nobody in one unit, which keeps its place and its patterns."""
    elsewhere = cells["unit_index"] != unit
    return cells.assign({name: cells[name] * elsewhere for name in ("events", "trials")})


def design_of(others: xr.Dataset, model: Model) -> Design:
    """The design of cells of which some have nobody.

    Raises
    ------
    DataError
        A covariate is the same for all that are left.
    """
    left = others["trials"].to_numpy() > 0
    for covariate in model.covariates:
        if np.unique(others[f"covariate_{covariate.name}"].to_numpy()[left]).size == 1:
            raise DataError(f'the covariate "{covariate.name}" varies in one unit only')
    return design_matrix(others, model)


def _summary(
    weight: Floats,
    found: Replicates,
    observed: Observed,
    model: Model,
    about: tuple[float, float, bool],
) -> LeftOut:
    exceedance = found.mixed_exceedance[:, 0]
    p = float(weight @ exceedance)
    mcse = float(np.sqrt(weight**2 @ (exceedance - p) ** 2))
    people = observed.population.people
    bounds = share_bounds(found.mixed_events, people, model.benchmark.interval, weight)
    return LeftOut(p, mcse, float(bounds[0, 0]), float(bounds[1, 0]), *about)
