"""Everybody's mean probability if some covariates were set to something for all of them.

Where a covariate is in an interaction, its own columns and those of the interaction have to change
together, by another amount for each person: the design is written anew for each setting, and
everybody's probability averaged. All else, the unit's effect included, stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.lookups import Lookups, take_apart
from bayes_bench.design.matrix import matrix_at
from bayes_bench.design.patterns import fewer_patterns
from bayes_bench.fitted import Fit, thinned_fit
from bayes_bench.numerics.logistic import logistic
from bayes_bench.parameters import Parameters, map_blocks, predictor_of
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Setting:
    """What is changed for everybody.

    Attributes
    ----------
    given : mapping of str to float
        What a covariate is set to: the place of a level, or a measurement.
    raised : mapping of str to float
        By how much a measurement is raised from wherever each person is.
    """

    given: Mapping[str, float] = field(default_factory=dict)
    raised: Mapping[str, float] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Of what is changed, in whatever order."""
        return hash((frozenset(self.given.items()), frozenset(self.raised.items())))


@dataclass(frozen=True)
class _People:
    """People under a setting: their design, their part of all people, and their units (cell,)."""

    lookups: Lookups
    fractions: Floats
    unit: Integers

    def mean_probability(self, block: Parameters) -> Floats:
        """Of all of them, in some draws (draw,)."""
        logits = predictor_of(block, self.lookups)
        logits += block.unit_effect[:, self.unit]
        # einsum and not a BLAS product, whose last digit may depend on the number of threads
        mean: Floats = np.einsum("sc,c->s", logistic(logits), self.fractions)
        return mean


def mean_probabilities(fit: Fit, settings: Sequence[Setting]) -> Floats:
    """Everybody's mean probability under each setting, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit
    settings : sequence of Setting

    Returns
    -------
    ndarray (draw, setting)
        0-1.
    """
    few = thinned_fit(fit)
    means = [_means(few, setting) for setting in settings]
    return np.stack(means, axis=1) if means else np.empty((len(few.parameters), 0))


def _means(fit: Fit, setting: Setting) -> Floats:
    people = _people(fit.analysis, setting)
    parts = map_blocks(people.mean_probability, fit.parameters, people.unit.size, None)
    return np.concatenate(parts)


def _people(analysis: Analysis, setting: Setting) -> _People:
    """Cells with what is set in place of what they have; those that are then alike are one."""
    model, design = analysis.model, analysis.design
    others = [c.name for c in model.characteristics if c.name not in setting.given]
    patterns = ["unit_index", *(f"covariate_{name}" for name in others)]
    cells = with_values(fewer_patterns(analysis.cells, patterns), setting)
    matrix = matrix_at(design, cells, model)
    lookups = take_apart(matrix, design.center, [term.covariate for term in design.terms])
    trials = cells["trials"].to_numpy()
    return _People(lookups, trials / trials.sum(), cells["unit_index"].to_numpy())


def with_values(cells: xr.Dataset, setting: Setting) -> xr.Dataset:
    """The cells under a setting."""
    changed = {}
    for name in {**setting.given, **setting.raised}:
        own = cells[f"covariate_{name}"]
        raised = own.to_numpy() + setting.raised.get(name, 0)
        value = setting.given.get(name)
        is_level = "levels" in own.attrs
        values = (
            raised if value is None else np.full(raised.size, int(value) if is_level else value)
        )
        changed[f"covariate_{name}"] = ("cell", values, own.attrs)
    return cells.assign_coords(changed)
