"""Means over everybody where a covariate is in an interaction: both change together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.estimands.covariates.conditional import (
    change_settings,
    conditionals_of,
    contrast_settings,
)
from bayes_bench.estimands.covariates.contrasts import contrasts_of, factors_of, grids_of
from bayes_bench.estimands.covariates.set_for_all import Setting, mean_probabilities
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class Crossed:
    """What `Averages` hold of the covariates in interactions.

    Attributes
    ----------
    covariates : set of str
    changes : mapping of (str, str) to ndarray (draw,)
        By covariate and level, percentage points.
    rates : mapping of str to ndarray (draw, level)
        0-1.
    curves : mapping of str to ndarray (draw, value + 1)
        0-1.
    conditional : ndarray (draw, effect)
        Of `conditionals_of`, percentage points.
    """

    covariates: frozenset[str]
    changes: Mapping[tuple[str, str], Floats]
    rates: Mapping[str, Floats]
    curves: Mapping[str, Floats]
    conditional: Floats


def in_interactions(model: Model) -> frozenset[str]:
    """The covariates that are in an interaction, whose effect differs between people."""
    return frozenset(name for pair in model.interactions.values() for name in pair)


def crossed_averages(fit: Fit) -> Crossed:
    """Means over everybody, of covariates in interactions, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit
    """
    analysis, names = fit.analysis, in_interactions(fit.model)
    contrasts = [one for one in contrasts_of(analysis.design) if one.covariate in names]
    factors = [one for one in factors_of(analysis) if one.name in names]
    grids = {name: grid for name, grid in grids_of(fit).items() if name in names}
    changes = [contrast_settings(one, analysis) for one in contrasts]
    conditional = [change_settings(one, analysis) for one in conditionals_of(analysis)]
    rates = {f.name: [Setting({f.name: float(n)}) for n in range(len(f.levels))] for f in factors}
    curves = {
        name: [Setting({name: float(value)}) for value in (*grid.values, grid.median)]
        for name, grid in grids.items()
    }
    pairs = [one for pair in (*changes, *conditional) for one in pair]
    means = _of_each(
        fit, [*pairs, *(one for some in (*rates.values(), *curves.values()) for one in some)]
    )
    return Crossed(
        names,
        {
            (c.covariate, c.level): _change(means, pair)[:, 0]
            for c, pair in zip(contrasts, changes, strict=True)
        },
        {name: means(settings) for name, settings in rates.items()},
        {name: means(settings) for name, settings in curves.items()},
        np.hstack([means([]), *(_change(means, pair) for pair in conditional)]),
    )


def _change(means: Callable[[Sequence[Setting]], Floats], pair: tuple[Setting, Setting]) -> Floats:
    """Percentage points (draw, 1)."""
    before, after = means(pair).T
    change: Floats = 100 * (after - before)[:, None]
    return change


def _of_each(fit: Fit, settings: Sequence[Setting]) -> Callable[[Sequence[Setting]], Floats]:
    """Means under settings, of which each is asked for once however often it is needed."""
    places = {setting: place for place, setting in enumerate(dict.fromkeys(settings))}
    found = mean_probabilities(fit, [*places])

    def means(some: Sequence[Setting]) -> Floats:
        chosen: Floats = found[:, [places[setting] for setting in some]]
        return chosen

    return means
