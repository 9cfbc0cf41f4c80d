"""Bristol's predictive checks against quadrature over the posterior, and against the inquiry.

The quadrature shares nothing with the checks: the exact posterior of (mu, sigma), with or without
the unit, from `trust.exact.summaries`; binomial tails; and the unit's effect on an own grid.
"""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import binom, norm

from bayes_bench.checks.divergence import divergent
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.predictive.replicates import Replicates, replicates_of
from bayes_bench.trust.exact.summaries import HalfNormal, Prior, Problem, Surface, solve
from tests.builders.registers import Register

PRIOR = Prior(0.0, 10.0, HalfNormal(1.0))
LEEDS, BRISTOL, OXFORD = "Leeds", "Bristol", "Oxford"


@pytest.fixture(scope="module")
def replicates(bristol: Register) -> Replicates:
    return replicates_of(bristol.fit)


@pytest.fixture(scope="module")
def left_out(bristol: Register) -> pd.DataFrame:
    return leave_units_out(bristol.fit).set_index(bristol.cells["unit"].to_numpy())


def numbers(bristol: Register) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return (
        bristol.cells["unit"].to_numpy(),
        bristol.observed.population.people,
        bristol.observed.population.unit_events,
    )


def predicted(surface: Surface, people: int, events: int) -> tuple[float, float]:
    """P(y_rep > y) + P(y_rep = y) / 2 of a unit that is not in the surface, and its log density."""
    kept = surface.probability > 1e-10
    mu, sigma, probability = surface.mu[kept], surface.sigma[kept], surface.probability[kept]
    scores = np.linspace(-8.0, 8.0, 401)
    weights = norm.pdf(scores) * (scores[1] - scores[0])
    rate = expit(mu[:, None] + sigma[:, None] * scores)
    beyond = binom.sf(events, people, rate) + 0.5 * binom.pmf(events, people, rate)
    likelihood = np.exp(events * np.log(rate) + (people - events) * np.log1p(-rate))
    mass = probability / probability.sum()
    return float(mass @ (beyond @ weights)), float(np.log(mass @ (likelihood @ weights)))


def without(bristol: Register, unit: str) -> tuple[float, float]:
    names, people, events = numbers(bristol)
    rest = names != unit
    surface = solve(Problem(people[rest], events[rest], PRIOR))
    return predicted(surface, int(people[~rest][0]), int(events[~rest][0]))


@pytest.fixture(scope="module")
def everybody(bristol: Register) -> Surface:
    _, people, events = numbers(bristol)
    return solve(Problem(people.tolist(), events.tolist(), PRIOR))


@pytest.mark.parametrize("place", range(12))
def test_mixed(bristol: Register, replicates: Replicates, everybody: Surface, place: int) -> None:
    _, people, events = numbers(bristol)
    exact, _ = predicted(everybody, int(people[place]), int(events[place]))
    found = replicates.mixed_mid_p_value[:, place]
    assert abs(found.mean() - exact) < 4 * found.std() / np.sqrt(found.size)


@pytest.mark.parametrize("unit", [BRISTOL, LEEDS, OXFORD])
def test_cross_validatory(bristol: Register, left_out, unit: str) -> None:
    exact, log_density = without(bristol, unit)
    found = left_out.loc[unit]
    assert abs(found["p"] - exact) < 4 * found["mcse"]
    # the mean of 2,000 densities whose coefficient of variation is at most 3, as Bristol's is
    assert found["log_density"] == pytest.approx(log_density, abs=4 * 3 / np.sqrt(2000))


def test_weights_of_the_wrong_sign_would_be_noticed(
    bristol: Register, replicates: Replicates
) -> None:
    """Negative control: weighted by p(y_j) and not by its inverse."""
    names = bristol.cells["unit"].to_numpy()
    place = int(np.flatnonzero(names == LEEDS)[0])
    density = np.exp(replicates.log_density[:, place] + 90.0)
    wrong = np.average(replicates.mixed_mid_p_value[:, place], weights=density)
    exact, _ = without(bristol, LEEDS)
    assert abs(wrong - exact) > 0.02


def test_only_bristol_needs_a_fit_of_its_own_and_diverges(left_out) -> None:
    assert left_out.index[left_out["refitted"]].tolist() == [BRISTOL]
    assert left_out.index[divergent(left_out["p"].to_numpy(), 0.05)].tolist() == [BRISTOL]
    assert left_out.loc[BRISTOL, "p"] == pytest.approx(0.0015, abs=0.0005)


def test_the_excess_deaths_are_those_that_the_inquiry_was_told(bristol: Register, left_out) -> None:
    # Aylin et al. (2001), 10.1016/S0140-6736(01)05404-6: from a random-effects model of the other
    # eleven centres, 24.1 excess deaths (95 % interval 12 to 34) among the 41. Theirs is adjusted
    # for the kind of operation, whence the tolerance.
    _, people, _ = numbers(bristol)
    found = left_out.loc[BRISTOL]
    excess = 41 - 143 * found[["upper", "lower"]].to_numpy(dtype=float)
    np.testing.assert_allclose(excess, [12, 34], atol=2.0)
    others = people.sum() - 143, bristol.observed.population.unit_events.sum() - 41
    assert 41 - 143 * others[1] / others[0] == pytest.approx(24.1, abs=2.0)


def test_seeing_bristol_hides_bristol(left_out, replicates: Replicates, bristol: Register) -> None:
    """The order that Marshall and Spiegelhalter (2007) explain: plain, mixed, left out."""
    place = bristol.cells["unit"].to_numpy().tolist().index(BRISTOL)
    plain = replicates.mid_p_value[:, place].mean()
    mixed = replicates.mixed_mid_p_value[:, place].mean()
    assert plain > 5 * mixed > 25 * left_out.loc[BRISTOL, "p"]
