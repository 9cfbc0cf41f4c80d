r"""Leave-one-unit-out cross-validation: each unit predicted from the others.

With the unit effect integrated out, the posterior without unit j is the posterior with importance
weights 1 / p(y_j | beta, sigma), which are Pareto smoothed. Their Pareto k-hat says whether they
are reliable; where it is above .5 the model is fitted again without the unit's people, as often as
the budget for that allows, the least reliable first.

References
----------
Marshall & Spiegelhalter (2007), 10.1214/07-BA218; Ohlssen, Sharples & Spiegelhalter (2007),
10.1111/j.1467-985X.2007.00487.x; Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed
importance sampling", JMLR 25(72); Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0.
"""

from dataclasses import asdict, dataclass, fields, replace
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import logsumexp

from bayes_bench.analysis import Analysis
from bayes_bench.checks.by_unit import about_units
from bayes_bench.checks.check import Check
from bayes_bench.errors import DataError, RefusedError
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.numerics.pareto_smoothing import pareto_smoothed
from bayes_bench.numerics.side_by_side import SideBySide
from bayes_bench.parameters import parameters_of
from bayes_bench.posterior.sampling import sample_few, with_few_draws
from bayes_bench.predictive.observed import (
    MAX_DRAWS,
    Observed,
    thinned,
    units_of,
)
from bayes_bench.predictive.replicates import (
    Replicates,
    rate_bounds,
    replicate,
    replicates_of,
)
from bayes_bench.typing import Floats, Integers

MAX_PARETO_K = 0.5
"""Pareto k-hat above which a unit's importance weights are not used. Above .7 they are unreliable;
and the k-hat of so few draws is itself so imprecise that Bristol's, which is near 1, has been
estimated at .68."""


USABLE_PARETO_K = 0.7
"""Pareto k-hat up to which the weights are used where the budget allows no fit."""
REFIT_BUDGET = 2e9
"""What fits without a unit may cost together, in draws times cells: some ten seconds."""
CELLS_PER_UNIT = 200
"""Cells that a unit is as dear as, in a fit."""
CELLS_PER_PRODUCT = 0.5
"""Cells that one of the products of two coefficients is as dear as: 500 levels have 125,000."""
_UNITS = 32
"""Units whose weights are smoothed together."""


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


FIGURES = ("p", "mcse", "lower", "upper", "mean", "mcse_mean", "log_density")
"""What is missing of a unit that cannot be left out."""


@once
def leave_units_out(fit: Fit) -> pd.DataFrame:
    """Predict each unit from the others.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        The fields of `LeftOut`, a row per unit. All but `pareto_k` is missing of a unit without
        which no sampler's diagnostics hold, and of one with a `pareto_k` above `USABLE_PARETO_K`
        for which the budget allows no fit. The sum of `log_density` is the expected log predictive
        density (elpd), which compares models of the same people.
    """
    analysis, replicates = fit.analysis, replicates_of(fit)
    found = _by_weights(replicates, analysis)
    pareto_k = found["pareto_k"].to_numpy()
    doubtful = _doubtful(pareto_k, _most_refits(analysis))
    refits = [partial(_refitted, analysis, unit, float(pareto_k[unit])) for unit in doubtful]
    for unit, again in zip(doubtful, SideBySide(refits).results(fit.progress), strict=True):
        found.loc[unit, list(asdict(again))] = list(asdict(again).values())
    unknown = ~found["refitted"] & ~(found["pareto_k"] <= max(USABLE_PARETO_K, MAX_PARETO_K))
    found.loc[unknown, [*FIGURES]] = np.nan
    return found


def _doubtful(pareto_k: Floats, most: int) -> list[int]:
    """Units whose weights are not to be relied on, at most so many, the worst first."""
    badness = np.where(np.isnan(pareto_k), np.inf, pareto_k)
    order = np.argsort(-badness, kind="stable")
    return [int(unit) for unit in order[badness[order] > MAX_PARETO_K][:most]]


def _most_refits(analysis: Analysis) -> int:
    """How many fits without a unit the budget allows; one is always allowed."""
    model, population = with_few_draws(analysis.model, MAX_DRAWS), analysis.population
    products = CELLS_PER_PRODUCT * len(analysis.design.terms) ** 2
    size = population.trials.size + CELLS_PER_UNIT * population.units + products
    draws = model.sampling.draws * model.sampling.chains
    return max(1, int(REFIT_BUDGET / (draws * size)))


def _by_weights(replicates: Replicates, analysis: Analysis) -> pd.DataFrame:
    """By importance weights on draws of the posterior given all units (PSIS), block by block."""
    people, interval = analysis.population.people, analysis.model.benchmark.interval
    log_density = replicates.log_density

    def work(first: int) -> pd.DataFrame:
        units = slice(first, first + _UNITS)
        log_weight, pareto_k = pareto_smoothed(-log_density[:, units].T)
        density = logsumexp(log_weight + log_density[:, units].T, axis=1)
        mixed = replicates.mixed_mid_p_value[:, units], replicates.mixed_events[:, units]
        figures = _summary(np.exp(log_weight.T), mixed, people[units], interval)
        return figures.assign(log_density=density, pareto_k=pareto_k, refitted=False)

    blocks = on_all_cores(work, range(0, people.size, _UNITS))
    return pd.concat(blocks, ignore_index=True)[[field.name for field in fields(LeftOut)]]


def _refitted(analysis: Analysis, unit: int, pareto_k: float) -> LeftOut:
    """From draws of the posterior given the other units only."""
    model = with_few_draws(analysis.model, MAX_DRAWS)
    others = Analysis(model, without_people_of(analysis.cells, unit))
    try:
        # coded and centred over the others' people, as in a run without the unit
        _refuse_constant(others)
        posterior = sample_few(others)
    except (DataError, RefusedError):
        return LeftOut(*(np.nan,) * 7, pareto_k, refitted=True)
    draws = thinned(parameters_of(posterior, others), MAX_DRAWS)
    draws = replace(draws, unit_effect=draws.unit_effect[:, [unit]])
    observed = Observed(others.design, analysis.population).one(unit)
    seed = analysis.model.sampling.random_seed
    found = replicate(observed, draws, units_of(observed.population), seed)
    weight = np.full((len(draws), 1), 1.0 / len(draws))
    mixed = found.mixed_mid_p_value, found.mixed_events
    interval = analysis.model.benchmark.interval
    figures = _summary(weight, mixed, observed.population.people, interval).iloc[0]
    density = float(logsumexp(found.log_density) - np.log(len(draws)))
    p, mcse, lower, upper, mean, mcse_mean = (float(figure) for figure in figures)
    return LeftOut(p, mcse, lower, upper, mean, mcse_mean, density, pareto_k, refitted=True)


def without_people_of(cells: xr.Dataset, unit: int) -> xr.Dataset:
    """The cells with nobody in one unit, which keeps its place and its patterns."""
    elsewhere = cells["unit_index"] != unit
    return cells.assign({name: cells[name] * elsewhere for name in ("events", "trials")})


def _refuse_constant(others: Analysis) -> None:
    """Refuse a covariate that is constant over the people who are left."""
    left, one = others.cells["trials"].to_numpy() > 0, others.model.labels.one
    for covariate in others.model.main_effects:  # a member of a grouping has a prior of its own
        if np.unique(others.cells[f"covariate_{covariate.name}"].to_numpy()[left]).size == 1:
            raise DataError(f'the covariate "{covariate.name}" varies in one {one} only')


def cross_validatory_checks(fit: Fit) -> pd.DataFrame:
    """Cross-validatory check of each unit: rows of ``checks.csv`` (see `leave_units_out`)."""
    left_out = leave_units_out(fit)
    bounds = left_out[["lower", "upper"]].to_numpy().T
    return about_units("cross_validatory", fit, bounds, left_out["p"].to_numpy())


def _summary(
    weight: Floats, mixed: tuple[Floats, Integers], people: Integers, interval: float
) -> pd.DataFrame:
    """The first fields of `LeftOut`, from weights and mixed replicates (draw, unit)."""
    lower, upper = rate_bounds(mixed[1], people, interval, weight)
    p, mcse = _mean_and_error(weight, mixed[0])
    mean, mcse_mean = _mean_and_error(weight, mixed[1] / people)
    figures = (p, mcse, lower, upper, mean, mcse_mean)
    return pd.DataFrame(dict(zip(FIGURES, figures, strict=False)))


def _mean_and_error(weight: Floats, draws: Floats) -> tuple[Floats, Floats]:
    """Weighted means and their Monte Carlo errors; (draw, unit) both."""
    mean = (weight * draws).sum(axis=0)
    return mean, np.sqrt((weight**2 * (draws - mean) ** 2).sum(axis=0))


CHECK = Check(
    names=("cross_validatory",),
    about="the rate of each unit, as the other units predict it",
    rows=cross_validatory_checks,
    place=2,
)
