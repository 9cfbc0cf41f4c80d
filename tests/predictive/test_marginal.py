"""The likelihood of a unit's people with its effect integrated out, against adaptive quadrature."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import expit, logsumexp, roots_hermitenorm, xlog1py, xlogy
from scipy.stats import norm

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design, Term
from bayes_bench.estimands.pieces import pieces_of
from bayes_bench.parameters import Parameters
from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.predictive.marginal import MarginalLikelihood, centres_for
from bayes_bench.predictive.marginal_kernel import FEW
from bayes_bench.predictive.observed import Observed


def one_unit(
    logits: np.ndarray, trials: np.ndarray, events: np.ndarray
) -> tuple[Observed, Parameters]:
    """A unit whose people have these logits, as one draw with one coefficient."""
    term = Term("x", "linear", "", "x")
    design = Design(sparse.csr_array(logits[:, None]), np.zeros(1), (term,), {})
    people = trials.sum()
    ends, nowhere_else = np.array([0, trials.size]), np.zeros(trials.size, int)
    population = Population(ends, np.array([people]), trials / people, nowhere_else, trials, events)
    at = np.zeros(1), np.ones((1, 1)), np.zeros(1), np.zeros((1, 1))
    draws = Parameters(*at, effects=NormalEffects())
    return Observed(design, population), draws


def by_quadrature(logits: np.ndarray, trials: np.ndarray, events: np.ndarray, sd: float) -> float:
    def log(u: float) -> float:
        p = expit(logits + u)
        return float(
            (xlogy(events, p) + xlog1py(trials - events, -p)).sum() + norm.logpdf(u, 0, sd)
        )

    best = minimize_scalar(lambda u: -log(u), bounds=(-8 * sd, 8 * sd), method="bounded")
    width = min(sd, (trials.sum() * 0.05) ** -0.5)
    points = best.x + width * np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    ends = best.x - 12 * sd, best.x + 12 * sd
    mass, _ = quad(lambda u: np.exp(log(u) + best.fun), *ends, points=points, limit=500, epsabs=0)
    return float(np.log(mass) - best.fun)


CASES = {
    "a few people": (12, 0.3, 0.5),
    "nobody had the event": (40, 0.0, 0.8),
    "everybody had the event": (25, 1.0, 1.2),
    "a large unit": (2150, 0.35, 0.25),
    "a huge unit": (60_000, 0.2, 0.3),
    "hardly any variation": (200, 0.3, 0.003),
    "wide variation, one person": (1, 1.0, 2.5),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_the_integral(case: str) -> None:
    people, rate, sd = CASES[case]
    rng = np.random.default_rng(people)
    cells = min(people, 50)
    logits, trials = rng.normal(-1.2, 0.6, cells), np.full(cells, people // cells)
    events = np.floor(rate * trials + rng.random(cells) * (0 < rate < 1)).astype(int)
    observed, draws = one_unit(logits, trials, events)
    draws = replace(draws, unit_sd=np.full(1, sd))
    exact = by_quadrature(logits, trials, events, sd)
    # the weights of importance sampling need no more than this
    assert log_density(observed, draws)[0, 0] == pytest.approx(exact, abs=2e-4)


def log_density(observed: Observed, draws: Parameters) -> np.ndarray:
    """(draw, unit), with the case mix made as replicates make it."""
    pieces = pieces_of(draws, observed.design, observed.population, centres_for(observed, draws))
    return MarginalLikelihood.of(observed).log_density(draws, pieces.mix)


UNLIKE = {
    # sd of the logits, mean logit, sd of the effects, rate
    "moderate": (0.8, -1.2, 0.4, 0.25),
    "all alike": (0.0, 0.3, 0.7, 0.5),
    "rare": (1.0, -6.0, 1.5, 0.004),
    "nobody": (1.0, -2.0, 1.0, 0.0),
    "everybody": (1.0, -2.0, 1.2, 1.0),
    "far from the others": (0.5, 1.0, 0.5, 0.02),
    "certain outcomes": (60.0, 0.0, 0.5, 0.5),
}


@pytest.mark.parametrize("people_in_cell", [1, 400])
@pytest.mark.parametrize("case", UNLIKE)
def test_many_cells_are_the_integral(case: str, people_in_cell: int) -> None:
    """By series and not cell by cell: up to 100,000 people, with likely and unlikely outcomes."""
    spread, middle, sd, rate = UNLIKE[case]
    rng = np.random.default_rng(5)
    logits = rng.normal(middle, spread, 4 * FEW)
    trials = np.full(logits.size, people_in_cell)
    events = rng.binomial(trials, expit(logits) if spread > 9 else rate)
    observed, draws = one_unit(logits, trials, events)
    draws = replace(draws, unit_sd=np.full(1, sd))
    best, width = mode_of(logits, trials, events, sd)
    # the posterior of the effect is where the draws of a fit are
    at = best + width * norm.ppf((np.arange(9) + 0.5) / 9)
    nine = Parameters(
        np.zeros(9), np.ones((9, 1)), np.full(9, sd), at[:, None], effects=draws.effects
    )
    exact = by_nodes(logits, trials, events, sd)
    found = log_density(observed, nine)[:, 0]
    assert found == pytest.approx(np.full(9, exact), rel=1e-9, abs=1e-6)


def mode_of(
    logits: np.ndarray, trials: np.ndarray, events: np.ndarray, sd: float
) -> tuple[float, float]:
    """The mode, and the sd by the curvature there."""

    def minus_log(u: float) -> float:
        eta = logits + u
        return float(trials @ np.logaddexp(0.0, eta) - events @ eta + 0.5 * (u / sd) ** 2)

    options = {"xatol": 1e-12}
    found = minimize_scalar(
        minus_log, bounds=(-12 * sd, 12 * sd), method="bounded", options=options
    )
    p = expit(logits + found.x)
    return float(found.x), float((sd**-2 + trials @ (p * (1 - p))) ** -0.5)


def by_nodes(logits: np.ndarray, trials: np.ndarray, events: np.ndarray, sd: float) -> float:
    """The same adaptive quadrature of dense sums over cells: what the series add is left."""
    best, width = mode_of(logits, trials, events, sd)
    nodes, weights = roots_hermitenorm(8)
    eta = logits + best + width * nodes[:, None]
    log = events @ eta.T - np.logaddexp(0.0, eta) @ trials
    log = log + norm.logpdf(best + width * nodes, 0, sd) + 0.5 * nodes**2
    return float(logsumexp(log, b=weights) + np.log(width))


def test_centres_reach_the_effects_of_large_units_and_of_new_ones() -> None:
    observed, draws = one_unit(np.zeros(FEW + 1), np.ones(FEW + 1, int), np.zeros(FEW + 1, int))
    draws = Parameters(
        *(np.zeros(5), np.ones((5, 1)), np.full(5, 0.4), np.linspace(2.0, 6.0, 5)[:, None]),
        effects=NormalEffects(),
    )
    centres = centres_for(observed, draws)
    for shift in (-1.0, 0.0, 1.0, 2.0, 4.0 + 4.0 * np.sqrt(2.0)):
        assert np.abs(centres - shift).min() <= 1.4
    few, _ = one_unit(np.zeros(FEW), np.ones(FEW, int), np.zeros(FEW, int))
    assert centres_for(few, draws).tolist() == [0.0]


def test_nodes_around_zero_miss_a_large_unit() -> None:
    """Negative control: the usual nodes, scaled by the prior alone."""
    logits, trials, events = np.full(1, -1.2), np.array([2150]), np.array([350])
    nodes, weights = roots_hermitenorm(15)
    p = expit(-1.2 + 0.8 * nodes)
    log = 350 * np.log(p) + 1800 * np.log1p(-p)
    plain = np.log((weights / weights.sum() * np.exp(log - log.max())).sum()) + log.max()
    assert abs(plain - by_quadrature(logits, trials, events, 0.8)) > 0.1
