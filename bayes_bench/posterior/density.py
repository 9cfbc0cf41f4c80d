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

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit

from bayes_bench.inputs.design import design_matrix
from bayes_bench.inputs.model_file import Model
from bayes_bench.inputs.model_sections import UnitSdPrior
from bayes_bench.posterior.priors import unit_sd_log_density

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

LOG_2PI = float(np.log(2.0 * np.pi))
CELLS_PER_BLOCK = 2048
"""Cells made dense at a time: with 45 terms a block is 0.7 MB and stays in the cache."""


@dataclass(frozen=True)
class Density:
    """Data and priors of one model, as plain arrays.

    Attributes
    ----------
    events, trials : ndarray (cell,)
        Counts, as floats.
    unit_index : ndarray (cell,)
        The unit of each cell, non-decreasing from 0 to units - 1, each at least once.
    columns : sparse array (cell, term)
        Covariate columns, not centred.
    center : ndarray (term,)
        What is subtracted from each column.
    prior_mean, prior_precision : ndarray (1 + term,)
        Of the intercept and the coefficients.
    unit_sd_prior : HalfNormalPrior, HalfTPrior or ExponentialPrior
    """

    events: Floats
    trials: Floats
    unit_index: Ints
    columns: sparse.csr_array
    center: Floats
    prior_mean: Floats
    prior_precision: Floats
    unit_sd_prior: UnitSdPrior

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
        return 1 + self.columns.shape[1]

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
        total = values.sum()
        return np.concatenate([[total], self.columns.T @ values - total * self.center])

    def by_unit(self, values: Floats) -> Floats:
        """Sums over the cells of each unit, along the first axis."""
        return np.asarray(np.add.reduceat(values, self.first_cells, axis=0))

    def dense_blocks(self) -> Iterator[tuple[slice, Floats]]:
        """Slices of cells, and the rows a_c = (1, x_c - center) of each, dense (cell, 1 + term)."""
        for start in range(0, self.events.size, CELLS_PER_BLOCK):
            cells = slice(start, start + CELLS_PER_BLOCK)
            rows = np.ones((self.unit_index[cells].size, self.fixed))
            rows[:, 1:] = self.columns[cells].toarray() - self.center
            yield cells, rows


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
        columns=sparse.csr_array(design.matrix),
        center=design.center,
        prior_mean=np.r_[intercept.mean, np.full(terms, coefficient.mean)],
        prior_precision=np.r_[intercept.sd**-2.0, np.full(terms, coefficient.sd**-2.0)],
        unit_sd_prior=model.priors.unit_sd,
    )


@dataclass(frozen=True)
class Points:
    """Points of the parameter space, one per row.

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

    def __getitem__(self, rows: Ints | slice) -> "Points":
        return Points(self.fixed[rows], self.unit_effect[rows], self.log_unit_sd[rows])


def log_prior(density: Density, at: Points) -> Floats:
    """Log prior density in (beta, u, phi), Jacobian of sigma = exp(phi) included (draw,)."""
    deviation = at.fixed - density.prior_mean
    fixed = -0.5 * (deviation**2 @ density.prior_precision)
    fixed += 0.5 * np.sum(np.log(density.prior_precision) - LOG_2PI)
    scaled = at.unit_effect * np.exp(-at.log_unit_sd)[:, None]
    unit = -0.5 * np.sum(scaled**2, axis=1) - density.units * (at.log_unit_sd + 0.5 * LOG_2PI)
    unit_sd = unit_sd_log_density(density.unit_sd_prior, np.exp(at.log_unit_sd)) + at.log_unit_sd
    return fixed + unit + unit_sd


def log_likelihood(density: Density, at: Points) -> Floats:
    """Log likelihood of the people (draw,): events * eta - trials * log(1 + exp(eta)), summed."""
    linear = at.fixed @ density.fixed_score + at.unit_effect @ density.unit_events
    for cells, rows in density.dense_blocks():
        eta = at.fixed @ rows.T  # (draw, 1 + term) @ (1 + term, cell) -> (draw, cell)
        eta += at.unit_effect[:, density.unit_index[cells]]
        linear -= softplus(eta) @ density.trials[cells]
    return linear


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
    squares = np.zeros((density.fixed, density.fixed))
    cross = np.zeros((density.units, density.fixed))
    eta = np.empty(density.events.size)
    for cells, rows in density.dense_blocks():
        here = density.unit_index[cells]
        eta[cells] = rows @ fixed + unit_effect[here]
        weighted = (density.trials[cells] * logistic_variance(eta[cells]))[:, None] * rows
        squares += rows.T @ weighted
        starts = np.flatnonzero(np.diff(here, prepend=-1))
        cross[here[starts]] += np.add.reduceat(weighted, starts, axis=0)
    residual = density.events - density.trials * expit(eta)
    return Expansion(
        log_likelihood=float(density.events @ eta - density.trials @ softplus(eta)),
        gradient_fixed=density.onto_fixed(residual),
        gradient_unit=density.by_unit(residual),
        fixed=squares,
        cross=cross,
        unit=density.by_unit(density.trials * logistic_variance(eta)),
    )


def logistic_variance(eta: Floats) -> Floats:
    """p (1 - p) at p = logit^-1 eta, without cancellation near p = 1."""
    return np.asarray(expit(eta) * expit(-eta))
