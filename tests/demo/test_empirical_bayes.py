"""The quick fit against dense algebra, quadrature and what defines its indicators."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import integrate
from scipy.special import expit
from scipy.stats import halfnorm, norm

from demo import empirical_bayes
from demo.covariates import MIDDLE_AGE
from demo.empirical_bayes import QuickFit, quick_fit
from demo.simulate import Simulated
from tests.builders import demo_people


@pytest.fixture(scope="module")
def made() -> Simulated:
    return demo_people.shipped()


@pytest.fixture(scope="module")
def people(made: Simulated) -> pd.DataFrame:
    """Of six municipalities."""
    codes = made.truth["code"][::17]
    return made.people[made.people["municipality"].isin(codes)].reset_index(drop=True)


@pytest.fixture(scope="module")
def fitted(people: pd.DataFrame) -> QuickFit:
    return quick_fit(people)


def dense(people: pd.DataFrame, sd: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design of coefficients and unit effects together, outcomes, and prior precisions."""
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    units = np.eye(table.first.size)[table.unit_index]
    terms = table.columns.shape[1] - 1
    precision = [1.5**-2, *[1.0] * terms, *[sd**-2] * table.first.size]
    return np.hstack([table.columns, units]), table.outcome, np.array(precision)


def dense_mode(people: pd.DataFrame, sd: float) -> tuple[np.ndarray, np.ndarray]:
    """The mode and the Hessian there by plain Newton steps of the whole."""
    X, y, precision = dense(people, sd)
    at = np.zeros(X.shape[1])
    for _ in range(30):
        p = expit(X @ at)
        hessian = X.T @ ((p * (1 - p))[:, None] * X) + np.diag(precision)
        at = at + np.linalg.solve(hessian, X.T @ (y - p) - precision * at)
    return at, hessian


@pytest.mark.parametrize("sd", [0.1, 0.6])
def test_mode_and_variances_are_those_of_dense_algebra(people: pd.DataFrame, sd: float) -> None:
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    terms, units = table.columns.shape[1], table.first.size
    mode = empirical_bayes._mode(table, sd, (np.zeros(terms), np.zeros(units)))
    at, hessian = dense_mode(people, sd)
    np.testing.assert_allclose(np.concatenate([mode.beta, mode.effect]), at, atol=1e-3)
    variance = np.diag(np.linalg.inv(hessian))[terms:]
    np.testing.assert_allclose(mode.variance(), variance, rtol=1e-3)


def test_the_marginal_density_is_laplaces(people: pd.DataFrame) -> None:
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    terms, units = table.columns.shape[1], table.first.size
    start = np.zeros(terms), np.zeros(units)
    ours, theirs = [], []
    for sd in (0.1, 0.3, 0.9):
        ours.append(
            empirical_bayes._log_marginal(table, empirical_bayes._mode(table, sd, start), sd)
        )
        X, y, precision = dense(people, sd)
        at, hessian = dense_mode(people, sd)
        joint = y @ (X @ at) - np.logaddexp(0, X @ at).sum()
        joint += norm.logpdf(at, 0, precision**-0.5).sum()
        prior = halfnorm.logpdf(sd, scale=0.5) + np.log(sd)  # of the log sd
        theirs.append(joint + prior - np.linalg.slogdet(hessian)[1] / 2)
    np.testing.assert_allclose(np.diff(ours), np.diff(theirs), atol=1e-4)


def test_the_sd_is_the_mode_of_that_density(people: pd.DataFrame, fitted: QuickFit) -> None:
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    start = np.zeros(table.columns.shape[1]), np.zeros(table.first.size)

    def at(sd: float) -> float:
        return empirical_bayes._log_marginal(table, empirical_bayes._mode(table, sd, start), sd)

    low, high = empirical_bayes.UNIT_SD_RANGE
    grid = np.exp(np.linspace(np.log(low), np.log(high), 60))
    best = grid[np.argmax([at(sd) for sd in grid])]
    # the grid's steps, and the search's own tolerance
    assert np.log(fitted.unit_sd) == pytest.approx(np.log(best), abs=0.07 + 0.04)


def test_indicators_balance_over_the_country(people: pd.DataFrame, fitted: QuickFit) -> None:
    sizes = people.groupby("municipality").size()
    assert fitted.indicator.index.tolist() == sizes.index.tolist()
    assert sizes @ fitted.indicator == pytest.approx(0.0, abs=1e-6 * len(people))
    # shrunken: nearer to none than what is observed beyond the same expectation
    observed = people.groupby("municipality")["on_benefit"].mean()
    large = sizes > 100
    assert (
        fitted.indicator[large].abs().max() < 100 * (observed - observed.mean())[large].abs().max()
    )


def test_the_mean_probability_is_that_of_a_normal_effect(people: pd.DataFrame) -> None:
    """At the mode plus half the curvature times the variance: against the integral."""
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    start = np.zeros(table.columns.shape[1]), np.zeros(table.first.size)
    mode = empirical_bayes._mode(table, 0.25, start)
    base, sd = table.columns @ mode.beta, np.sqrt(mode.variance())
    unit = int(np.argmin(np.bincount(table.unit_index)))
    person = int(np.flatnonzero(table.unit_index == unit)[0])
    exact, _ = integrate.quad(
        lambda u: expit(base[person] + u) * norm.pdf(u, mode.effect[unit], sd[unit]), -6, 6
    )
    p = expit(base[person] + mode.effect[unit])
    corrected = p + 0.5 * p * (1 - p) * (1 - 2 * p) * sd[unit] ** 2
    assert abs(corrected - exact) < 0.1 * abs(p - exact)
    # which is what the indicator takes: without the variance it would be another one
    certain = replace(mode, unit=np.full_like(mode.unit, 1e12), cross=0 * mode.cross)
    moved = empirical_bayes._indicator(table, mode) - empirical_bayes._indicator(table, certain)
    assert 0.0 < np.abs(moved).max() < 0.5


def test_the_order_of_the_people_does_not_matter(people: pd.DataFrame, fitted: QuickFit) -> None:
    mixed = quick_fit(people.sample(frac=1.0, random_state=1))
    pd.testing.assert_series_equal(mixed.indicator, fitted.indicator, atol=1e-6)


def test_columns_are_decades_and_levels_centred(people: pd.DataFrame) -> None:
    table = empirical_bayes._table(people.sort_values("municipality", kind="stable"))
    ordered = people.sort_values("municipality", kind="stable")
    decades = (ordered["age"].to_numpy(float) - MIDDLE_AGE) / 10
    np.testing.assert_allclose(table.columns[:, 0], 1.0)
    np.testing.assert_allclose(table.columns[:, 1], decades - decades.mean())
    np.testing.assert_allclose(table.columns[:, 1:].mean(axis=0), 0.0, atol=1e-12)
    sizes = ordered.groupby("municipality").size()
    assert table.by_unit(np.ones(len(people))).tolist() == sizes.tolist()
