"""The likelihood of a unit's people with its effect integrated out, against adaptive quadrature."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import sparse
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import expit, roots_hermitenorm, xlog1py, xlogy
from scipy.stats import norm

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design, Term
from bayes_bench.parameters import Parameters
from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.predictive.marginal import unit_log_density
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
    assert unit_log_density(observed, draws)[0, 0] == pytest.approx(exact, abs=2e-4)


def test_nodes_around_zero_miss_a_large_unit() -> None:
    """Negative control: the usual nodes, scaled by the prior alone."""
    logits, trials, events = np.full(1, -1.2), np.array([2150]), np.array([350])
    nodes, weights = roots_hermitenorm(15)
    p = expit(-1.2 + 0.8 * nodes)
    log = 350 * np.log(p) + 1800 * np.log1p(-p)
    plain = np.log((weights / weights.sum() * np.exp(log - log.max())).sum()) + log.max()
    assert abs(plain - by_quadrature(logits, trials, events, 0.8)) > 0.1
