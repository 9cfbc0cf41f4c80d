r"""The exact log posterior density.

The model, in the notation of the rest of this folder::

    events_c ~ Binomial(trials_c, logit^-1 eta_c)           cell c, in unit j(c)
    eta_c    = a_c' beta + u_j(c)                           a_c = (1, x_c - mean of x)
    beta     ~ Normal(prior_mean, 1 / prior_precision)      intercept first
    u_j      ~ Normal(0, sigma^2),   sigma = exp(phi) ~ its prior

or the u_j from another kind of group effects of standard deviation sigma. Where there are further
groupings (regions, diagnosis groups), the effects of their members are more coefficients, behind
those of the covariates: each member has a column of the design that is 1 for its people, and

    w_m      ~ Normal(0, tau_g^2),   tau_g = exp(phi_g) ~ its prior

in place of the prior of a coefficient. So nested and crossed groupings are one thing.

The likelihood is that of the people (no binomial coefficients), so cells of different sizes give
the same density, and the density of phi holds the Jacobian of sigma = exp(phi).

Cells are sorted by unit, so a sum over the cells of each unit is one ``np.add.reduceat``.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayes_bench.analysis import Analysis
from bayes_bench.design.lookups import Lookups
from bayes_bench.design.products import onto_columns, predictor_at
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.group_effects.choice import unit_effects_of
from bayes_bench.posterior.group_effects.normal import LOG_2PI, NormalEffects
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.priors.base import UnitSdPrior
from bayes_bench.typing import Floats, Integers

NORMAL = NormalEffects()
"""What the effects of a further grouping's members are distributed as."""


@dataclass(frozen=True)
class Grouping:
    """A further grouping, whose members' effects are among the coefficients.

    Attributes
    ----------
    name : str
        The column that names the members.
    members : ndarray (member,)
        Their codes.
    columns : slice
        Places of their effects in arrays (1 + term,).
    sd_prior : UnitSdPrior
        Of the standard deviation between members.
    """

    name: str
    members: NDArray[Any]
    columns: slice
    sd_prior: UnitSdPrior


@dataclass(frozen=True)
class Density:
    """Data and priors of one model, as plain arrays, and what their terms and units are called.

    Attributes
    ----------
    events, trials : ndarray (cell,)
        Counts, as floats.
    unit_index : ndarray (cell,)
        The unit of each cell, non-decreasing from 0 to units - 1, each at least once.
    lookups : Lookups
        The rows a_c of the design.
    prior_mean, prior_precision : ndarray (1 + term,)
        Of the intercept and the coefficients; 0 and 1 where a column is a grouping's, whose
        precision follows from its sd (`fixed_precision`).
    unit_sd_prior : UnitSdPrior
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    terms : tuple of str
        Labels of the coefficients that are no grouping's, which are the first.
    unit_names : ndarray (unit,)
    groupings : tuple of Grouping
        Further groupings, each with a standard deviation of its own.
    """

    events: Floats
    trials: Floats
    unit_index: Integers
    lookups: Lookups
    prior_mean: Floats
    prior_precision: Floats
    unit_sd_prior: UnitSdPrior
    effects: GroupEffects
    terms: tuple[str, ...]
    unit_names: NDArray[Any]
    groupings: tuple[Grouping, ...] = ()

    @cached_property
    def first_cells(self) -> Integers:
        """First cell of each unit (unit,)."""
        return np.flatnonzero(np.diff(self.unit_index, prepend=-1)).astype(np.int64)

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.unit_index[-1]) + 1

    @property
    def fixed(self) -> int:
        """Number of fixed effects: the intercept and the coefficients."""
        return self.prior_mean.size

    @property
    def own(self) -> slice:
        """Places of the intercept and the coefficients that are no grouping's."""
        return slice(0, 1 + len(self.terms))

    @property
    def sds(self) -> int:
        """Number of standard deviations: of the units, then of every further grouping."""
        return 1 + len(self.groupings)

    @property
    def sd_priors(self) -> tuple[UnitSdPrior, ...]:
        """Their priors, in that order."""
        return (self.unit_sd_prior, *(grouping.sd_prior for grouping in self.groupings))

    def fixed_precision(self, log_sd: Floats) -> Floats:
        """Prior precisions of the intercept, the coefficients and groupings' effects.

        Parameters
        ----------
        log_sd : ndarray (..., sd)

        Returns
        -------
        ndarray (..., 1 + term)
        """
        precision = np.broadcast_to(self.prior_precision, (*log_sd.shape[:-1], self.fixed))
        for place, grouping in enumerate(self.groupings, start=1):
            precision = precision.copy() if place == 1 else precision
            precision[..., grouping.columns] = np.exp(-2.0 * log_sd[..., place, None])
        return np.asarray(precision)

    @cached_property
    def fixed_score(self) -> Floats:
        """Sum over cells of events * a (1 + term,): the data's part of the linear score."""
        return self.onto_fixed(self.events)

    @cached_property
    def unit_events(self) -> Floats:
        """Events by unit (unit,)."""
        return self.by_unit(self.events)

    def onto_fixed(self, values: Floats) -> Floats:
        """Sum over cells of values * a (1 + term,)."""
        return onto_columns(self.lookups, values)

    def by_unit(self, values: Floats) -> Floats:
        """Sums over the cells of each unit, along the first axis."""
        return np.asarray(np.add.reduceat(values, self.first_cells, axis=0))

    def predictor(self, fixed: Floats, unit_effect: Floats) -> Floats:
        """The linear predictor at one point (cell,)."""
        return predictor_at(self.lookups, fixed, unit_effect, self.unit_index)


def sd_name(grouping: str) -> str:
    """What the standard deviation between a grouping's members is called in ``/posterior``."""
    return f"{grouping}_sd"


def effect_name(grouping: str) -> str:
    """What their effects are called there."""
    return f"{grouping}_effect"


def density_of(analysis: Analysis) -> Density:
    """Collect the arrays of the posterior density.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Density
    """
    cells, design, priors = analysis.cells, analysis.design, analysis.model.priors
    intercept, coefficient = priors.intercept, priors.coefficient
    mean, precision = (
        np.full(design.own, coefficient.mean),
        np.full(design.own, coefficient.sd**-2.0),
    )
    effects = design.center.size - design.own
    return Density(
        events=cells["events"].to_numpy().astype(np.float64),
        trials=cells["trials"].to_numpy().astype(np.float64),
        unit_index=cells["unit_index"].to_numpy().astype(np.int64),
        lookups=design.lookups,
        prior_mean=np.r_[intercept.mean, mean, np.zeros(effects)],
        prior_precision=np.r_[intercept.sd**-2.0, precision, np.ones(effects)],
        unit_sd_prior=priors.unit_sd,
        effects=unit_effects_of(analysis.model),
        terms=tuple(term.label for term in design.terms[: design.own]),
        unit_names=cells["unit"].to_numpy(),
        groupings=groupings_of(analysis),
    )


def groupings_of(analysis: Analysis) -> tuple[Grouping, ...]:
    """The further groupings of an analysis, in the order of the model file."""
    design, first = analysis.design, 1 + analysis.design.own
    found = []
    for name in (group.name for group in analysis.model.groups):
        members = design.members(name)
        columns = slice(first, first + len(members))
        prior = analysis.model.priors.group_sd.of(name)
        found.append(Grouping(name, np.array(members, dtype=str), columns, prior))
        first = columns.stop
    return tuple(found)


@dataclass(frozen=True)
class Points:
    """Points of the parameter space, one per row, or by chain and row.

    Attributes
    ----------
    fixed : ndarray (draw, 1 + term)
        Intercept and coefficients, effects of further groupings among them.
    unit_effect : ndarray (draw, unit)
    log_sd : ndarray (draw, sd)
        phi: of the units, then of every further grouping.
    """

    fixed: Floats
    unit_effect: Floats
    log_sd: Floats

    @property
    def log_unit_sd(self) -> Floats:
        """phi of the units (draw,)."""
        return np.asarray(self.log_sd[..., 0])

    def __getitem__(self, rows: Any) -> "Points":
        return Points(self.fixed[rows], self.unit_effect[rows], self.log_sd[rows])


def log_prior(density: Density, at: Points) -> Floats:
    """Log prior density in (beta, u, phi), Jacobians of sigma = exp(phi) included (draw,)."""
    unit = density.effects.log_density(at.unit_effect, at.log_unit_sd)
    fixed = log_fixed_prior(density, at.fixed, at.log_sd)
    return fixed + unit + log_sd_prior(density, at.log_sd)


def log_fixed_prior(density: Density, fixed: Floats, log_sd: Floats) -> Floats:
    """Log prior density of beta, groupings' effects among it, given phi (draw,)."""
    precision = density.prior_precision[density.own]
    away = fixed[:, density.own] - density.prior_mean[density.own]
    log = -0.5 * (away**2 @ precision) + 0.5 * np.sum(np.log(precision) - LOG_2PI)
    for place, grouping in enumerate(density.groupings, start=1):
        log = log + NORMAL.log_density(fixed[:, grouping.columns], log_sd[:, place])
    return np.asarray(log)


def log_sd_prior(density: Density, log_sd: Floats) -> Floats:
    """Log prior density of every phi = log sigma together (draw,)."""
    priors = zip(density.sd_priors, log_sd.T, strict=True)
    return np.asarray(sum(prior.log_density(np.exp(phi)) + phi for prior, phi in priors))


def log_likelihood(density: Density, at: Points) -> Floats:
    """Log likelihood of the people (draw,): events * eta - trials * log(1 + exp(eta)), summed."""
    linear = at.fixed @ density.fixed_score + at.unit_effect @ density.unit_events
    return np.asarray(linear - _softplus_sums(density, at))


def _softplus_sums(density: Density, at: Points) -> Floats:
    """Sum over cells of trials * log(1 + exp(eta)) (draw,)."""
    from bayes_bench.numerics.likelihood_kernel import softplus_sums  # numba is slow to import

    lookups, draws = density.lookups, len(at.fixed)
    sums = np.empty(-(-draws // DRAWS) * DRAWS)
    for start in range(0, draws, DRAWS):
        # the last block is filled up with its last draw
        block = np.minimum(np.arange(start, start + DRAWS), draws - 1)
        fixed = np.ascontiguousarray(at.fixed[block].T)  # (1 + term, DRAWS)
        sums[start : start + DRAWS] = softplus_sums(
            (lookups.rows @ fixed, fixed[lookups.loose_terms]),
            lookups.codes,
            lookups.loose,
            np.ascontiguousarray(at.unit_effect[block].T),
            density.unit_index,
            density.trials,
        )
    return sums[:draws]


def log_density(density: Density, at: Points) -> Floats:
    """Log posterior density in (beta, u, phi), up to the log marginal likelihood (draw,)."""
    return log_likelihood(density, at) + log_prior(density, at)
