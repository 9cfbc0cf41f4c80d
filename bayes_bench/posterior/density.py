r"""The exact log posterior density, and its derivatives at fixed between-unit sd.

The model, in the notation of the rest of this folder::

    events_c ~ Binomial(trials_c, logit^-1 eta_c)           cell c, in unit j(c)
    eta_c    = a_c' beta + u_j(c)                           a_c = (1, x_c - mean of x)
    beta     ~ Normal(prior_mean, 1 / prior_precision)      intercept first
    u_j      ~ Normal(0, sigma^2),   sigma = exp(phi) ~ its prior

The likelihood is that of the people (no binomial coefficients), so cells of different sizes give
the same density, and the density of phi holds the Jacobian of sigma = exp(phi).

Cells are sorted by unit, so a sum over the cells of each unit is one ``np.add.reduceat``.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.design.lookups import Lookups
from bayes_bench.design.matrix import design_matrix
from bayes_bench.inputs.model.file import Model
from bayes_bench.priors.base import UnitSdPrior
from bayes_bench.typing import Floats

type Ints = NDArray[np.int64]

LOG_2PI = float(np.log(2.0 * np.pi))


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
        Of the intercept and the coefficients.
    unit_sd_prior : UnitSdPrior
    terms : tuple of str
        Labels of the coefficients (term,).
    unit_names : ndarray (unit,)
    """

    events: Floats
    trials: Floats
    unit_index: Ints
    lookups: Lookups
    prior_mean: Floats
    prior_precision: Floats
    unit_sd_prior: UnitSdPrior
    terms: tuple[str, ...]
    unit_names: NDArray[Any]

    @cached_property
    def first_cells(self) -> Ints:
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
        from bayes_bench.posterior.likelihood_kernel import row_sums

        lookups = self.lookups
        sums = row_sums(lookups.codes, values[:, None], len(lookups.rows))[:, 0] @ lookups.rows
        sums[lookups.loose_terms] += values @ lookups.loose
        return np.asarray(sums)

    def by_unit(self, values: Floats) -> Floats:
        """Sums over the cells of each unit, along the first axis."""
        return np.asarray(np.add.reduceat(values, self.first_cells, axis=0))

    def predictor(self, fixed: Floats, unit_effect: Floats) -> Floats:
        """The linear predictor at one point (cell,)."""
        from bayes_bench.posterior.likelihood_kernel import predictor

        lookups = self.lookups
        eta = np.asarray(lookups.loose @ fixed[lookups.loose_terms])
        predictor(lookups.rows @ fixed, lookups.codes, unit_effect, self.unit_index, eta)
        return eta


def density_of(cells: xr.Dataset, model: Model) -> Density:
    """Collect the arrays of the posterior density.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``, from `bayes_bench.aggregate`.
    model : Model
        The model file.

    Returns
    -------
    Density
    """
    design = design_matrix(cells, model)
    terms = design.center.size
    intercept, coefficient = model.priors.intercept, model.priors.coefficient
    return Density(
        events=cells["events"].to_numpy().astype(np.float64),
        trials=cells["trials"].to_numpy().astype(np.float64),
        unit_index=cells["unit_index"].to_numpy().astype(np.int64),
        lookups=design.lookups,
        prior_mean=np.r_[intercept.mean, np.full(terms, coefficient.mean)],
        prior_precision=np.r_[intercept.sd**-2.0, np.full(terms, coefficient.sd**-2.0)],
        unit_sd_prior=model.priors.unit_sd,
        terms=tuple(term.label for term in design.terms),
        unit_names=cells["unit"].to_numpy(),
    )


@dataclass(frozen=True)
class Points:
    """Points of the parameter space, one per row, or by chain and row.

    Attributes
    ----------
    fixed : ndarray (draw, 1 + term)
        Intercept and coefficients.
    unit_effect : ndarray (draw, unit)
    log_unit_sd : ndarray (draw,)
    """

    fixed: Floats
    unit_effect: Floats
    log_unit_sd: Floats

    def __getitem__(self, rows: Any) -> "Points":
        return Points(self.fixed[rows], self.unit_effect[rows], self.log_unit_sd[rows])


def log_prior(density: Density, at: Points) -> Floats:
    """Log prior density in (beta, u, phi), Jacobian of sigma = exp(phi) included (draw,)."""
    scaled = at.unit_effect * np.exp(-at.log_unit_sd)[:, None]
    unit = -0.5 * np.sum(scaled**2, axis=1) - density.units * (at.log_unit_sd + 0.5 * LOG_2PI)
    return log_fixed_prior(density, at.fixed) + unit + log_sd_prior(density, at.log_unit_sd)


def log_fixed_prior(density: Density, fixed: Floats) -> Floats:
    """Log prior density of beta (draw,)."""
    log = -0.5 * ((fixed - density.prior_mean) ** 2 @ density.prior_precision)
    return np.asarray(log + 0.5 * np.sum(np.log(density.prior_precision) - LOG_2PI))


def log_sd_prior(density: Density, phi: Floats) -> Floats:
    """Log prior density of phi = log sigma (draw,)."""
    return density.unit_sd_prior.log_density(np.exp(phi)) + phi


def log_likelihood(density: Density, at: Points) -> Floats:
    """Log likelihood of the people (draw,): events * eta - trials * log(1 + exp(eta)), summed."""
    linear = at.fixed @ density.fixed_score + at.unit_effect @ density.unit_events
    return np.asarray(linear - _softplus_sums(density, at))


def _softplus_sums(density: Density, at: Points) -> Floats:
    """Sum over cells of trials * log(1 + exp(eta)) (draw,)."""
    from bayes_bench.posterior.likelihood_kernel import DRAWS, softplus_sums

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


def softplus(eta: Floats) -> Floats:
    """log(1 + exp(eta)), without overflow."""
    return np.maximum(eta, 0.0) + np.log1p(np.exp(-np.abs(eta)))


@dataclass(frozen=True)
class Expansion:
    """The log likelihood to second order in (beta, u), in the arrow form of one grouping.

    Attributes
    ----------
    log_likelihood : float
    gradient_fixed : ndarray (1 + term,)
    gradient_unit : ndarray (unit,)
    fixed : ndarray (1 + term, 1 + term)
        A' W A, with W the binomial variances: minus the second derivative.
    cross : ndarray (unit, 1 + term)
        Per unit, the sum of W a.
    unit : ndarray (unit,)
        Per unit, the sum of W.
    """

    log_likelihood: float
    gradient_fixed: Floats
    gradient_unit: Floats
    fixed: Floats
    cross: Floats
    unit: Floats


def expand(density: Density, fixed: Floats, unit_effect: Floats) -> Expansion:
    """Log likelihood, gradient and negative Hessian at one point (beta, u)."""
    eta = density.predictor(fixed, unit_effect)
    share, variance, softplus = logistic_parts(eta)
    weight, residual = density.trials * variance, density.events - density.trials * share
    squares, cross = _weighted_squares(density, weight)
    return Expansion(
        log_likelihood=float(density.events @ eta - density.trials @ softplus),
        gradient_fixed=density.onto_fixed(residual),
        gradient_unit=density.by_unit(residual),
        fixed=squares,
        cross=cross,
        unit=density.by_unit(weight),
    )


def logistic_parts(eta: Floats) -> tuple[Floats, Floats, Floats]:
    """p, p (1 - p) and log(1 + exp(eta)), without overflow or cancellation."""
    from bayes_bench.posterior.likelihood_kernel import logistic_parts

    share, variance, small = logistic_parts(eta)  # small = exp(-|eta|)
    return share, variance, np.maximum(eta, 0.0) + np.log1p(small)


def _weighted_squares(density: Density, weight: Floats) -> tuple[Floats, Floats]:
    """A' W A (1 + term, 1 + term), and per unit the sum of W a (unit, 1 + term)."""
    from bayes_bench.posterior.likelihood_kernel import cross_tables, row_sums

    lookups, rows = density.lookups, density.lookups.rows
    single, pairs, units = cross_tables(
        lookups.codes, density.unit_index, weight, len(rows), density.units
    )
    crossed = rows.T @ (pairs @ rows)
    squares = rows.T @ (single[:, None] * rows) + crossed + crossed.T
    cross = units @ rows
    if lookups.loose_terms.size:
        weighted = weight[:, None] * lookups.loose
        mixed = rows.T @ row_sums(lookups.codes, weighted, len(rows))  # (1 + term, loose)
        squares[:, lookups.loose_terms] += mixed
        squares[lookups.loose_terms, :] += mixed.T
        squares[np.ix_(lookups.loose_terms, lookups.loose_terms)] += lookups.loose.T @ weighted
        cross[:, lookups.loose_terms] += density.by_unit(weighted)
    return squares, cross


def logistic_variance(eta: Floats) -> Floats:
    """p (1 - p) at p = logit^-1 eta, without cancellation near p = 1."""
    return np.asarray(expit(eta) * expit(-eta))
