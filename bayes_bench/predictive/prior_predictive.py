"""What the priors allow before anything is observed: units' rates, and effects of covariates.

Made of the draws of ``/prior``, with the people as they are and without what happened to them.

References
----------
Gabry, Simpson, Vehtari, Betancourt & Gelman (2019), Visualization in Bayesian workflow,
10.1111/rssa.12378.
"""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench import streams
from bayes_bench.design.matrix import Design
from bayes_bench.estimands.covariates.contrasts import Contrast, contrasts_of
from bayes_bench.estimands.covariates.crossed import in_interactions
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.interactions import PER_SD, PER_UNIT
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.parameters import Parameters, map_blocks
from bayes_bench.predictive.group_codes import coded
from bayes_bench.predictive.observed import (
    IndexedParameters,
    observed_of,
    thinned,
    units_of,
)
from bayes_bench.predictive.replicates import drawn_events
from bayes_bench.typing import Floats, Integers

MAX_DRAWS, MIN_DRAWS = 500, 100
"""Draws of the prior that are used. They are independent: with 500 a mean errs by a 22nd of the
sd, and a bound of a 95 % interval by a tenth of it."""
MAX_WORK = 5e7
"""Draws times cells beyond which there are fewer."""
MAX_PEOPLE = 300
"""People that the effects are means over, evenly spaced in the order of units and case mix: among
draws of the prior effects differ far more than among people."""
_BLOCK = 32  # draws done together


@dataclass(frozen=True)
class PriorPredictive:
    """Units under draws of the prior.

    Attributes
    ----------
    events : ndarray (draw, unit)
        One replicate of each unit's events.
    rate : ndarray (draw, unit)
        The unit's underlying rate, 0-1: the mean over its people of their probability.
    """

    events: Integers
    rate: Floats

    @property
    def spread(self) -> Floats:
        """Sd of the units' underlying rates, all units alike; percentage points (draw,)."""
        return np.asarray(100.0 * self.rate.std(axis=1))


def has_prior(fit: Fit) -> bool:
    """Whether its tree holds draws of the prior."""
    return "prior" in fit.posterior.children


@once
def prior_fit(fit: Fit) -> Fit:
    """The analysis with the draws of the prior in place of those of the posterior."""
    prior = fit.posterior["prior"].to_dataset()
    return Fit(fit.analysis, xr.DataTree.from_dict({"/posterior": prior}))


@once
def prior_draws(fit: Fit) -> IndexedParameters:
    """The draws of the prior that are used, evenly spaced."""
    wanted = np.clip(MAX_WORK / fit.analysis.cells.sizes["cell"], MIN_DRAWS, MAX_DRAWS)
    return thinned(prior_fit(fit).parameters, int(wanted))


@once
def prior_predictive(fit: Fit) -> PriorPredictive:
    """Events and underlying rates of every unit's people under the prior.

    Parameters
    ----------
    fit : Fit
        With draws of the prior (`has_prior`).

    Returns
    -------
    PriorPredictive
        In the draws of `prior_draws`.
    """
    observed, draws = observed_of(fit.analysis), prior_draws(fit)
    codes, seed = coded(units_of(observed.population)), fit.model.sampling.random_seed

    def work(block: IndexedParameters) -> tuple[Floats, Integers]:
        rng = streams.prior_events(seed, int(block.index[0]))
        moments, events, _ = drawn_events(observed, block, codes, rng)
        return moments[0] / observed.population.people, events

    blocks = [draws[first : first + _BLOCK] for first in range(0, len(draws), _BLOCK)]
    rates, events = zip(*on_all_cores(work, blocks), strict=True)
    return PriorPredictive(np.concatenate(events), np.concatenate(rates))


@once
def prior_effects(fit: Fit) -> xr.DataArray:
    """Average effects of the covariates under the prior.

    Parameters
    ----------
    fit : Fit
        With draws of the prior, and covariates.

    Returns
    -------
    DataArray (draw, effect)
        Percentage points: the change of the mean probability of some people (`MAX_PEOPLE`) if all
        had the level rather than the reference, or were one step higher. Coords ``term`` and
        ``level`` (effect), as of `standardised_effects`. Covariates in interactions are not there:
        what two of their priors together allow is no effect of one.
    """
    contrasts, some = _plain_contrasts(fit), _some_people(fit)

    def work(block: Parameters) -> Floats:
        everyone = block.fixed @ some.rows.T + block.unit_effect[:, some.unit]
        changes = [_change(contrast, everyone, block, some) for contrast in contrasts]
        return np.stack(changes, axis=1)

    found = np.concatenate(map_blocks(work, prior_draws(fit), MAX_PEOPLE, None))
    coords = {
        "term": ("effect", np.array([contrast.covariate for contrast in contrasts], dtype=str)),
        "level": ("effect", np.array([contrast.level for contrast in contrasts], dtype=str)),
    }
    return xr.DataArray(found, coords, ("draw", "effect"))


def _plain_contrasts(fit: Fit) -> list[Contrast]:
    crossed = in_interactions(fit.model)
    return [one for one in contrasts_of(fit.analysis.design) if one.covariate not in crossed]


@dataclass(frozen=True)
class _People:
    """Some people: rows of the centred design, the same as they are, and their units."""

    rows: Floats
    columns: Floats
    unit: Integers
    design: Design

    def part(self, covariate: str, draws: Parameters) -> Floats:
        """What a category adds to each one's logit; 0 for the reference (draw, person)."""
        own = [term.covariate == covariate for term in self.design.terms]
        return np.asarray(draws.coefficient[:, own] @ self.columns[:, own].T)


def _some_people(fit: Fit) -> _People:
    """As many people as the effects are means over, or all."""
    design, population = fit.analysis.design, fit.analysis.population
    last = np.cumsum(population.trials)
    count = min(MAX_PEOPLE, int(last[-1]))
    places = ((np.arange(count) + 0.5) * (last[-1] / count)).astype(np.int64)
    cells = np.searchsorted(last, places, side="right")
    columns = design.matrix[cells].toarray()
    rows = np.concatenate([np.ones((count, 1)), columns - design.center], axis=1)
    return _People(rows, columns, population.unit_index[cells], design)


def _change(contrast: Contrast, everyone: Floats, draws: Parameters, some: _People) -> Floats:
    """Mean change of probability, percentage points (draw,)."""
    # of a linear covariate everybody rises from where they are, of a category from the reference
    is_step = contrast.level in (PER_UNIT, PER_SD)
    low = everyone if is_step else everyone - some.part(contrast.covariate, draws)
    change = logistic(low + contrast.shift(draws)[:, None]) - logistic(low)
    mean: Floats = 100.0 * change.mean(axis=1)
    return mean


RATE, SPREAD, ODDS = "unit_rate", "unit_spread", "median_odds_ratio"


@once
def prior_figures(fit: Fit) -> dict[str, Floats]:
    """What is told of the priors, by name.

    Parameters
    ----------
    fit : Fit
        With draws of the prior.

    Returns
    -------
    dict of str to ndarray (draw, x)
        ``unit_rate``: the underlying rate of any unit, 0-1, x the units. x of length 1:
        ``unit_spread``, the sd of these rates in percentage points; ``median_odds_ratio``; and
        ``effect_pp[term=level]`` of every effect, but of levels whose effects are hidden.
    """
    found, draws = prior_predictive(fit), prior_draws(fit)
    odds = np.exp(draws.effects.median_difference(draws.unit_sd))
    figures = {RATE: found.rate, SPREAD: found.spread[:, None], ODDS: odds[:, None]}
    if not _plain_contrasts(fit):
        return figures
    effects, hidden = prior_effects(fit), fit.analysis.hidden.levels
    pairs = zip(effects["term"].values, effects["level"].values, strict=True)
    return figures | {
        f"effect_pp[{term}={level}]": effects.to_numpy()[:, [at]]
        for at, (term, level) in enumerate(pairs)
        if (str(term), str(level)) not in hidden
    }
