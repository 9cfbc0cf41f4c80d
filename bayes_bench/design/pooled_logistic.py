"""Pooled logistic regression by maximum likelihood: no unit effects, no priors, no penalty.

Where the data are separated the maximum likelihood estimate lies at infinity (Albert & Anderson
1984), but the fitted probabilities still have a limit: each separated cell's is what was observed
there, 0 or 1, and the others' are those of the regression on the others alone (Geyer 2009). That
limit is what is returned, and it is said that it is one. No penalty is slipped in.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from bayes_bench.design.lookups import Lookups
from bayes_bench.design.matrix import Design
from bayes_bench.design.products import onto_columns, predictor_at, weighted_squares
from bayes_bench.errors import BayesBenchError
from bayes_bench.numerics.logistic import logistic_parts
from bayes_bench.typing import Bools, Floats

_STEPS = 200
_CLOSE = 1e-12  # gain in log likelihood at which Newton's step is the last
_CERTAIN = 1e-6  # p(1 - p) below which a cell may be on its way to 0 or 1
_BEYOND = 1e-5  # moves that count; linear programming keeps its constraints to 1e-7


@dataclass(frozen=True)
class PooledFit:
    """Fitted probabilities of a pooled logistic regression.

    Attributes
    ----------
    probability : ndarray (cell,)
        Maximum likelihood, or its limit.
    is_finite : bool
        False where the data are separated, so that some coefficient is infinite.
    """

    probability: Floats
    is_finite: bool


def fit_pooled(design: Design, events: Floats, trials: Floats) -> PooledFit:
    """Fit events out of trials to the design and an intercept by maximum likelihood.

    The fitted events sum to the observed ones. Columns that depend on each other are no obstacle:
    the probabilities are unique all the same.

    Parameters
    ----------
    design : Design
    events, trials : ndarray (cell,)

    Returns
    -------
    PooledFit

    Raises
    ------
    BayesBenchError
        Newton's method does not converge, which is a fault of ours: the likelihood is concave.

    References
    ----------
    Albert & Anderson (1984), 10.1093/biomet/71.1.1, on separation. Geyer (2009),
    10.1214/08-EJS349, on the limit.
    """
    everybody = np.ones(np.asarray(events).size, dtype=bool)
    return _fit(design, everybody, np.asarray(events, dtype=float), np.asarray(trials, dtype=float))


def _with_intercept(design: Design) -> sparse.csr_array:
    """Intercept, categories as they are (sparse), and the other columns centred."""
    is_category = np.array([term.kind == "category" for term in design.terms], dtype=bool)
    measured = design.matrix[:, ~is_category].toarray() - design.center[~is_category]
    ones = sparse.csr_array(np.ones((design.matrix.shape[0], 1)))
    columns = [ones, design.matrix[:, is_category], sparse.csr_array(measured)]
    return sparse.csr_array(sparse.hstack(columns, format="csr"))


def _fit(design: Design, cells: Bools, events: Floats, trials: Floats) -> PooledFit:
    """Fit to some cells of the design: (cell,), and (some,) twice."""
    probability, variance = _maximise(_of(design.lookups, cells), events, trials)
    if np.min(variance) > _CERTAIN:
        return PooledFit(probability, is_finite=True)
    separated = separated_cells(_with_intercept(design)[cells], events, trials)
    if not separated.any():
        return PooledFit(probability, is_finite=True)
    limit, rest = events / trials, ~separated
    if rest.any():
        others = cells.copy()
        others[cells] = rest
        limit[rest] = _fit(design, others, events[rest], trials[rest]).probability
    return PooledFit(limit, is_finite=False)


def _of(lookups: Lookups, cells: Bools) -> Lookups:
    """Lookups of some cells."""
    if cells.all():
        return lookups
    return replace(lookups, codes=lookups.codes[cells], loose=lookups.loose[cells])


@dataclass(frozen=True)
class _Point:
    """Coefficients (1 + term,), and what the likelihood is there; p and p (1 - p) (cell,)."""

    fixed: Floats
    probability: Floats
    variance: Floats
    log_likelihood: float


def _point(lookups: Lookups, events: Floats, trials: Floats, fixed: Floats) -> _Point:
    one_unit = np.zeros(trials.size, dtype=np.int64)  # and its effect is 0
    eta = predictor_at(lookups, fixed, np.zeros(1), one_unit)
    probability, variance, softplus = logistic_parts(eta)
    return _Point(fixed, probability, variance, float(events @ eta - trials @ softplus))


def _maximise(lookups: Lookups, events: Floats, trials: Floats) -> tuple[Floats, Floats]:
    """p and p (1 - p) at the maximum, or far out towards it where it is at infinity."""
    one_unit = np.zeros(trials.size, dtype=np.int64)
    here = _point(lookups, events, trials, np.zeros(lookups.rows.shape[1]))
    for _ in range(_STEPS):
        score = onto_columns(lookups, events - trials * here.probability)
        information, _ = weighted_squares(lookups, trials * here.variance, one_unit, 1)
        step = np.linalg.lstsq(information, score)[0]  # the shortest, where columns depend
        here = _line_search(lookups, events, trials, here, step)
        if score @ step / 2 < _CLOSE:
            return here.probability, here.variance
    raise BayesBenchError("The pooled logistic regression does not converge.")


def _line_search(
    lookups: Lookups, events: Floats, trials: Floats, start: _Point, step: Floats
) -> _Point:
    """Take the step, halved until the likelihood does not fall (but for rounding)."""
    enough = start.log_likelihood - 1e-12 * abs(start.log_likelihood)
    there = _point(lookups, events, trials, start.fixed + step)
    while there.log_likelihood < enough:
        step = step / 2
        there = _point(lookups, events, trials, start.fixed + step)
    return there


def separated_cells(matrix: sparse.csr_array, events: Floats, trials: Floats) -> np.ndarray:
    """Find the cells that a direction of the coefficients drives to certainty at no cost.

    A direction costs nothing when it raises no cell without events, lowers no cell without
    non-events, and leaves the mixed ones alone. A linear programme finds the one that moves most.

    Parameters
    ----------
    matrix : csr_array (cell, column)
        With the intercept's column.
    events, trials : ndarray (cell,)

    Returns
    -------
    ndarray of bool (cell,)
        None where the maximum likelihood estimate is finite.

    References
    ----------
    Albert & Anderson (1984), 10.1093/biomet/71.1.1
    """
    from scipy.optimize import linprog  # slow to import: only where there is a regression

    pure = (events == 0) | (events == trials)
    sign = np.where(events[pure] == 0, -1.0, 1.0)
    towards = sparse.csr_array(sparse.diags_array(sign) @ matrix[pure])
    solution = linprog(  # type: ignore[call-overload]  # the stubs know no sparse constraints
        -np.asarray(towards.sum(axis=0)).ravel(),
        A_ub=-towards,
        b_ub=np.zeros(towards.shape[0]),
        A_eq=matrix[~pure],
        b_eq=np.zeros(np.count_nonzero(~pure)),
        bounds=(-1, 1),
    )
    if not solution.success:
        raise BayesBenchError("The search for separation in the pooled regression failed.")
    moved: np.ndarray = pure & (matrix @ solution.x * np.where(events == 0, -1.0, 1.0) > _BEYOND)
    return moved
