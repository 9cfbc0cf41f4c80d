"""Indicators in about a second: an empirical-Bayes fit that shares no code with the engines.

At a fixed between-unit sd, Newton's method finds the mode of (coefficients, unit effects); the sd
itself maximises Laplace's approximation of its marginal posterior. A person's mean probability is
the one at the mode plus half its curvature times the variance of the unit effect.

Good to about a tenth of a percentage point (a test says so), which is enough to see how the
published figures vary over regenerations of the people. It is no substitute for the posterior.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky
from scipy.optimize import minimize_scalar
from scipy.special import expit

from bayes_bench.typing import Floats
from demo.covariates import CATEGORIES, MIDDLE_AGE

type Ints = NDArray[np.int64]

INTERCEPT_SD, COEFFICIENT_SD, UNIT_SD_SCALE = 1.5, 1.0, 0.5
"""Priors of the demo's model file: two normal ones and a half-normal one."""
UNIT_SD_RANGE = (0.02, 1.0)
STEPS, ENOUGH = 50, 1e-6
"""Newton stops when the log density would rise by less than half of this."""


@dataclass(frozen=True)
class QuickFit:
    """Indicators by municipality's code (percentage points), and the between-unit sd."""

    indicator: pd.Series
    unit_sd: float


@dataclass(frozen=True)
class _Table:
    """People, sorted by unit, as numbers: columns with the intercept first (person, 1 + term)."""

    columns: Floats
    outcome: Floats
    unit_index: Ints
    first: Ints  # first person of each unit

    def by_unit(self, values: Floats) -> Floats:
        """Sums over the people of each unit, along the first axis."""
        return np.asarray(np.add.reduceat(values, self.first, axis=0))


@dataclass(frozen=True)
class _Point:
    """Coefficients, unit effects, and the precision there, factorised over the unit effects."""

    beta: Floats
    effect: Floats
    factor: Floats  # lower Cholesky factor of the marginal precision of beta
    cross: Floats  # (unit, 1 + term)
    unit: Floats  # precision of each unit effect given beta
    gradient: tuple[Floats, Floats]

    def step(self) -> tuple[Floats, Floats]:
        """Newton's step in beta and in the unit effects."""
        fixed, unit = self.gradient
        beta = cho_solve((self.factor, True), fixed - self.cross.T @ (unit / self.unit))
        return beta, (unit - self.cross @ beta) / self.unit

    def variance(self) -> Floats:
        """Variance of each unit effect (unit,)."""
        spread = cho_solve((self.factor, True), self.cross.T)
        return np.asarray(1.0 / self.unit + np.sum(self.cross * spread.T, axis=1) / self.unit**2)


def quick_fit(people: pd.DataFrame) -> QuickFit:
    """Fit the demo's model to its people, quickly.

    Parameters
    ----------
    people : DataFrame
        From `demo.simulate.simulate`.

    Returns
    -------
    QuickFit
    """
    ordered = people.sort_values("municipality", kind="stable")
    table = _table(ordered)
    latest = [_mode(table, 0.2, (np.zeros(table.columns.shape[1]), np.zeros(table.first.size)))]

    def cost(log_sd: float) -> float:
        # begun from the latest mode: the next one is near
        latest.append(_mode(table, float(np.exp(log_sd)), (latest[-1].beta, latest[-1].effect)))
        return -_log_marginal(table, latest[-1], float(np.exp(log_sd)))

    bounds = tuple(np.log(UNIT_SD_RANGE))
    best = minimize_scalar(cost, bounds=bounds, method="bounded", options={"xatol": 0.02})
    cost(best.x)
    codes = ordered["municipality"].to_numpy(str)[table.first]
    indicator = pd.Series(_indicator(table, latest[-1]), index=codes)
    return QuickFit(indicator, float(np.exp(best.x)))


def _table(people: pd.DataFrame) -> _Table:
    decades = (people["age"].to_numpy(np.float64) - MIDDLE_AGE) / 10.0
    hot = [
        (people[category.name] == code).to_numpy(np.float64)
        for category in CATEGORIES
        for code in category.codes[1:]
    ]
    columns = np.stack([decades, decades**2, *hot], axis=1)
    centred = np.hstack([np.ones((len(people), 1)), columns - columns.mean(axis=0)])
    _, first, index = np.unique(people["municipality"], return_index=True, return_inverse=True)
    return _Table(centred, people["on_benefit"].to_numpy(np.float64), index, first)


def _precision(table: _Table) -> Floats:
    """Prior precision of the intercept and the coefficients (1 + term,)."""
    rest = np.full(table.columns.shape[1] - 1, COEFFICIENT_SD**-2)
    return np.asarray(np.r_[INTERCEPT_SD**-2, rest])


def _point(table: _Table, sd: float, at: tuple[Floats, Floats]) -> _Point:
    (beta, effect), prior = at, _precision(table)
    p = expit(table.columns @ beta + effect[table.unit_index])
    weighted = (p * (1.0 - p))[:, None] * table.columns
    cross, unit = table.by_unit(weighted), table.by_unit(p * (1.0 - p)) + sd**-2.0
    schur = table.columns.T @ weighted + np.diag(prior) - cross.T @ (cross / unit[:, None])
    residual = table.outcome - p
    score = table.columns.T @ residual - prior * beta, table.by_unit(residual) - effect * sd**-2.0
    return _Point(beta, effect, cholesky(schur, lower=True), cross, unit, score)


def _mode(table: _Table, sd: float, start: tuple[Floats, Floats]) -> _Point:
    point = _point(table, sd, start)
    for _ in range(STEPS):
        step = point.step()
        if sum(float(g @ s) for g, s in zip(point.gradient, step, strict=True)) < ENOUGH:
            break
        point = _point(table, sd, (point.beta + step[0], point.effect + step[1]))
    return point


def _log_marginal(table: _Table, mode: _Point, sd: float) -> float:
    """Laplace's log posterior density of log sd, up to a constant."""
    eta = table.columns @ mode.beta + mode.effect[table.unit_index]
    likelihood = table.outcome @ eta - np.logaddexp(0.0, eta).sum()
    fixed = -0.5 * _precision(table) @ mode.beta**2
    effects = -0.5 * mode.effect @ mode.effect * sd**-2.0 - mode.effect.size * np.log(sd)
    prior = -0.5 * (sd / UNIT_SD_SCALE) ** 2 + np.log(sd)
    determinant = np.log(np.diag(mode.factor)).sum() + 0.5 * np.log(mode.unit).sum()
    return float(likelihood + fixed + effects + prior - determinant)


def _indicator(table: _Table, mode: _Point) -> Floats:
    """Predicted minus expected share under the national reference, percentage points (unit,)."""
    base = table.columns @ mode.beta
    p = expit(base + mode.effect[table.unit_index])
    p += 0.5 * p * (1.0 - p) * (1.0 - 2.0 * p) * mode.variance()[table.unit_index]
    shift = 0.0
    for _ in range(20):
        q = expit(base + shift)
        shift += float((p - q).sum() / (q @ (1.0 - q)))
    people = table.by_unit(np.ones_like(p))
    return np.asarray(100.0 * table.by_unit(p - expit(base + shift)) / people)
