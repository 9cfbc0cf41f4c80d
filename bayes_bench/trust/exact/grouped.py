r"""The exact posterior of a nested or crossed problem of two or three members.

The data depend on mu, w and tau through t_g = mu + w_g alone. With their mean t and the length r
and direction of their differences in an orthonormal basis, the density of (t, r) given tau is

    N(t; mean, sd^2 + tau^2 / G)  (2 pi tau^2)^(-(G - 1) / 2) exp(-r^2 / (2 tau^2)) r^(G - 2),

the same in every direction. So mu is integrated out by formula and tau by a quadrature of its own,
which no datum enters, and what remains are nodes of (sigma, t, r, direction), at each of which the
units are independent. Small tau needs no care: r takes its place, on a scale of logarithms.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayes_bench.trust.exact.grouped_kernel import Kernel, kernel_at, radial
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.grouped_rules import (
    GroupedRule,
    contrasts,
    sd_range,
)
from bayes_bench.trust.exact.grouped_units import UnitGiven, rough_log_likelihood, unit_given
from bayes_bench.trust.exact.problem import Array
from bayes_bench.trust.exact.quadrature import Peak
from bayes_bench.trust.exact.surface import mu_peak_given

LEFT_OUT = 27.0  # nodes whose mass is e^-27 = 2e-12 of the greatest are left out
WIDER = 2.0  # the range of t beside that of mu without members
RADIUS = 0.15  # left of it nodes of r grow sparse: not far above the least of POINTS, log odds
FAR = 4.0  # greatest r, in greatest tau
EMPTY = -36.0  # least log r and log tau
UNIT_VALUES = ("effect", "rate", "typical_gap", "population_gap")

type Mask = NDArray[np.bool_]
type Values = dict[str, Array]


@dataclass(frozen=True)
class Slice:
    """Nodes given one sigma: t (T,), r (R,) and directions (D, member).

    ``log_weight`` is the log of the weights and of the prior density of everything but the data,
    (T, R, D); ``kernel`` what is known of mu and tau given (t, r).
    """

    sigma: float
    t: Array
    r: Array
    directions: Array
    log_weight: Array
    kernel: Kernel

    def log_odds(self, kept: Mask) -> Array:
        """mu + w_g at the nodes ``kept`` (node, member)."""
        t, r, direction = np.nonzero(kept)
        return np.asarray(self.t[t, None] + self.r[r, None] * self.directions[direction])


def grouped_values(problem: GroupedProblem, rule: GroupedRule) -> Values:
    """Posterior summaries by name.

    Parameters
    ----------
    problem : GroupedProblem
    rule : GroupedRule

    Returns
    -------
    dict
        Means and sd's of mu, sigma, log_sigma, tau, log_tau (), of `member_effect` (member,), and
        of `effect`, `rate` and the gaps in percentage points (unit,); `tau_below` (point,);
        `typical_gap_probability_negative` (unit,); `log_marginal` ().
    """
    slices = slices_of(problem, rule)
    rough = [rough_log_mass(problem, rule, each) for each in slices]
    top = max(float(one.max()) for one in rough)
    sums: Values = {}
    for each, log_mass in zip(slices, rough, strict=True):
        kept = log_mass > top - LEFT_OUT
        if kept.any():
            for name, value in _sums(problem, rule, each, kept, top).items():
                sums[name] = sums.get(name, np.zeros_like(value)) + value
    return _summaries(sums, top)


def slices_of(problem: GroupedProblem, rule: GroupedRule) -> list[Slice]:
    """The nodes of everything but the unit effects, sigma by sigma."""
    sigma = rule.log_sd(*sd_range(problem.prior.unit_sd))
    tau = rule.tau(EMPTY, sd_range(problem.group_sd)[2])
    log_r = rule.log_sd(EMPTY, np.log(RADIUS), sd_range(problem.group_sd)[2] + np.log(FAR))
    points, direction_weight = rule.directions(problem.members)
    directions = points @ contrasts(problem.members)
    prior = problem.prior.unit_sd.log_density(np.exp(sigma.position)) + sigma.position
    radii = radial(problem, tau, log_r)
    peaks = mu_peak_given(problem.pooled, np.exp(sigma.position))
    found = []
    for place in range(sigma.position.size):
        t = rule.t.nodes(_wider(peaks, place))
        kernel = kernel_at(problem, radii, t.position)
        log_weight = (
            (prior[place] + np.log(sigma.weight[place]))
            + np.log(t.weight)[:, None, None]
            + kernel.log_density[:, :, None]
            + np.log(direction_weight)
        )
        one = Slice(
            float(np.exp(sigma.position[place])),
            t.position,
            np.exp(log_r.position),
            directions,
            log_weight,
            kernel,
        )
        found.append(one)
    return found


def _wider(peaks: Peak, place: int) -> Peak:
    mode = peaks.mode[place]
    left, right = (mode + WIDER * (end[place] - mode) for end in (peaks.left, peaks.right))
    return Peak(np.array(left), np.array(mode), np.array(right), np.array(peaks.width[place]))


def rough_log_mass(problem: GroupedProblem, rule: GroupedRule, at: Slice) -> Array:
    """Log of the mass of every node, near enough to see which can be left out."""
    everywhere = np.ones(at.log_weight.shape, dtype=bool)
    odds = at.log_odds(everywhere)
    units = [problem.unit(index) for index in range(problem.units)]
    found = sum(rough_log_likelihood(unit, odds, at.sigma, rule) for unit in units)
    return np.asarray(at.log_weight + np.reshape(found, at.log_weight.shape))


def _sums(problem: GroupedProblem, rule: GroupedRule, at: Slice, kept: Mask, top: float) -> Values:
    """Sums over the kept nodes of mass times every quantity, its square beside it."""
    odds = at.log_odds(kept)
    units = [unit_given(problem.unit(j), odds, at.sigma, rule) for j in range(problem.units)]
    log_mass = at.log_weight[kept] + sum(unit.log_likelihood for unit in units)
    mass = np.exp(log_mass - top)
    t, r, _ = np.nonzero(kept)
    sums = {"total": mass.sum()} | _of_sigma(at.sigma, mass.sum())
    for name, table in at.kernel.moments.items():
        sums[name] = np.tensordot(mass, table[t, r], 1)
    mu, square = (at.kernel.moments[name][t, r, None] for name in ("mu", "mu_square"))
    sums["member_effect"] = mass @ (odds - mu)
    sums["member_effect_square"] = mass @ (odds**2 - 2 * odds * mu + square)
    return sums | _of_units(units, mass)


def _of_sigma(sigma: float, mass: Array) -> Values:
    log_sigma = np.log(sigma)
    powers = {"sigma": sigma, "sigma_square": sigma**2}
    powers |= {"log_sigma": log_sigma, "log_sigma_square": log_sigma**2}
    return {name: np.asarray(mass * value) for name, value in powers.items()}


def _of_units(units: list[UnitGiven], mass: Array) -> Values:
    names = [name for stem in UNIT_VALUES for name in (stem, f"{stem}_square")]
    return {
        name: np.array([mass @ unit.moments[name] for unit in units])
        for name in (*names, "typical_gap_probability_negative")
    }


def _summaries(sums: Values, top: float) -> Values:
    total = sums["total"]
    mean = {name: value / total for name, value in sums.items() if name != "total"}
    found: Values = {"log_marginal": np.array(np.log(total) + top)}
    for name, value in mean.items():
        if f"{name}_square" in mean:
            found[f"{name}_mean"] = value
            found[f"{name}_sd"] = np.sqrt(mean[f"{name}_square"] - value**2)
        elif not name.endswith("_square"):
            found[name] = value
    return found
