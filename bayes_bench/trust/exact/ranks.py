"""Exact rank probabilities: a Poisson-binomial recursion over the other units, integrated.

Given (mu, sigma) and the unit's own rate, the number of other units below it is a sum of
independent Bernoulli variables. Without covariates the indicator under every reference is the rate
minus one number that all units share, so ranks of rates are ranks of indicators.

References
----------
Poisson-binomial recursion: Barlow & Heidtmann (1984), doi:10.1109/TR.1984.5221843.
Sinc indefinite integration: Haber (1993), doi:10.1090/S0025-5718-1993-1149292-9.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.polynomial import legendre
from scipy.signal import fftconvolve
from scipy.special import sici
from scipy.stats import beta

from bayes_bench.trust.exact.problem import Array, Problem, refuse_heavy, refuse_levels, unit_of
from bayes_bench.trust.exact.quadrature import Gauss, GaussNodes, Peak, partial_weights
from bayes_bench.trust.exact.surface import NEGLIGIBLE, Surface
from bayes_bench.trust.exact.units import around_corner, unit_peak

type Better = Literal["lower", "higher"]

STEP = 0.3  # of the sharpest unit's width
PANEL = Gauss(5, 8)
OVERSAMPLING = 1.5
ENDS = ("left", "mode", "right")


@dataclass(frozen=True)
class Shared:
    """Densities and cdfs of every unit on common nodes (unit, point, node), weights (point, node).

    A point is a value of (mu, sigma).
    """

    density: Array
    cdf: Array
    weight: Array


@dataclass(frozen=True)
class RankSummary:
    """Mean and median rank, P(top k) and P(bottom k), each (unit,); rank 1 is best."""

    mean: Array
    median: Array
    best: Array
    worst: Array


def rank_probabilities(surface: Surface, better: Better = "lower") -> Array:
    """P(rank_j = r) as an array (unit, rank), rank 1 first.

    The trapezoidal surface is continued with sinc integration on uniform nodes, the Gaussian one
    with Gauss-Legendre panels; both nodes are shared by all units at one (mu, sigma).

    Parameters
    ----------
    surface : Surface
    better : {"lower", "higher"}
        Whether rank 1 is the lowest rate or the highest.

    Raises
    ------
    InputError
        If people have offsets: ranks of indicators are then not ranks of unit effects.
    """
    refuse_levels(surface.problem, "Rank probabilities")
    refuse_heavy(surface.problem, "Rank probabilities")
    units = surface.problem.units
    table = np.zeros((units, units))
    lay = panel_nodes if isinstance(surface.rule, Gauss) else uniform_nodes
    for mu, sigma, probability in zip(surface.mu, surface.sigma, surface.probability, strict=True):
        kept = probability > NEGLIGIBLE
        if kept.any():
            shared = lay(surface.problem, mu[kept], sigma[kept])
            table += integrate_ranks(shared, probability[kept])
    return table if better == "lower" else table[:, ::-1]


def summarise_ranks(table: Array, k: int) -> RankSummary:
    """Mean, median (smallest r with P(R <= r) >= 1/2), P(R <= k) and P(R > J - k)."""
    units = table.shape[1]
    cumulative = table.cumsum(axis=1)
    median = np.array(1 + (cumulative < 0.5).sum(axis=1), dtype=float)
    mean = table @ np.arange(1.0, units + 1)
    return RankSummary(mean, median, cumulative[:, k - 1], table[:, units - k :].sum(axis=1))


def beta_rank_probabilities(problem: Problem, better: Better = "lower") -> Array:
    """Rank probabilities of independent rates Beta(1 + r, 1 + n - r): the fixed-effects model."""
    a, b = 1.0 + np.array(problem.events), 1.0 + np.array(problem.n) - np.array(problem.events)
    edges = np.unique(beta.ppf(np.r_[1e-16, np.geomspace(1e-12, 0.5, 16)], a[:, None], b[:, None]))
    upper = np.unique(beta.isf(np.r_[1e-16, np.geomspace(1e-12, 0.5, 16)], a[:, None], b[:, None]))
    nodes, weight = _composite(np.union1d(np.union1d(edges, upper), [0.0, 1.0])[None], PANEL.order)
    density = np.asarray(beta.pdf(nodes, a[:, None, None], b[:, None, None]))
    below = np.asarray(beta.cdf(nodes, a[:, None, None], b[:, None, None]))
    table = integrate_ranks(Shared(density, below, weight), np.ones(1))
    return table if better == "lower" else table[:, ::-1]


def integrate_ranks(shared: Shared, probability: Array) -> Array:
    """Sum over points of ``probability`` times the rank probabilities at each, (unit, rank)."""
    mass = shared.density * shared.weight * probability[:, None]
    return np.array(
        [np.einsum("rln,ln->r", others, mass[unit]) for unit, others in leave_one_out(shared.cdf)]
    )


def leave_one_out(below: Array) -> list[tuple[int, Array]]:
    """For each unit the Poisson-binomial distribution of how many others lie below.

    Axes (count, point, node). Divide and conquer: each half of the units starts from the
    distribution over the other half, J log J additions of a unit instead of J squared.
    """
    start = np.ones((1, *below.shape[1:]))
    return _leave_out(start, below, range(below.shape[0]))


def uniform_nodes(problem: Problem, mu: Array, sigma: Array) -> Shared:
    """Nodes uniform in z = u / sigma and fine enough for the sharpest unit; sinc cdfs."""
    peaks = _peaks(problem, mu, sigma)
    left, right = peaks.left.min(axis=0), peaks.right.max(axis=0)
    count = int(np.ceil(((right - left) / peaks.width.min(axis=0)).max() / STEP)) + 1
    z = np.linspace(left, right, count, axis=-1)
    step = z[:, 1:2] - z[:, :1]
    density = _densities(problem, mu, sigma, z)
    density = density / (density.sum(axis=-1, keepdims=True) * step)
    kernel = 0.5 + sici(np.pi * np.arange(1.0 - count, count))[0] / np.pi
    below = fftconvolve(density, kernel[None, None], mode="full", axes=-1)
    below = below[..., count - 1 : 2 * count - 1] * step
    return Shared(density, below, np.broadcast_to(step, z.shape))


def panel_nodes(problem: Problem, mu: Array, sigma: Array) -> Shared:
    """Gauss-Legendre panels as short everywhere as those of the sharpest unit there."""
    peaks = _peaks(problem, mu, sigma)
    edges = _equidistribute(np.moveaxis(PANEL.nodes(peaks).edges, 0, 1))
    z, weight = _composite(edges, PANEL.order)
    density = _densities(problem, mu, sigma, z)
    density = density / (density * weight).sum(axis=-1, keepdims=True)
    panels = (density * weight).reshape(*density.shape[:-1], -1, PANEL.order)
    before = panels.sum(axis=-1).cumsum(axis=-1) - panels.sum(axis=-1)
    within = partial_weights(legendre.leggauss(PANEL.order)[0], PANEL.order)  # (cut, node)
    below = (panels @ within.T + before[..., None]).reshape(density.shape)
    return Shared(density, below, weight)


def _leave_out(counted: Array, below: Array, units: range) -> list[tuple[int, Array]]:
    if len(units) == 1:
        return [(units[0], counted)]
    first, second = units[: len(units) // 2], units[len(units) // 2 :]
    with_first, with_second = counted, counted
    for unit in first:
        with_first = _add_unit(with_first, below[unit])
    for unit in second:
        with_second = _add_unit(with_second, below[unit])
    return _leave_out(with_second, below, first) + _leave_out(with_first, below, second)


def _add_unit(counted: Array, below: Array) -> Array:
    longer = np.zeros((counted.shape[0] + 1, *counted.shape[1:]))
    moved = counted * below
    longer[1:] = moved
    longer[:-1] += counted - moved
    return longer


def _peaks(problem: Problem, mu: Array, sigma: Array) -> Peak:
    units = [unit_of(problem, index) for index in range(problem.units)]
    found = [around_corner(unit_peak(unit, mu, sigma), unit, mu, sigma) for unit in units]
    left, mode, right = (np.array([getattr(p, end) for p in found]) for end in ENDS)
    return Peak(left, mode, right, np.array([peak.width for peak in found]))


def _densities(problem: Problem, mu: Array, sigma: Array, z: Array) -> Array:
    """Densities in z up to a factor per unit and point, (unit, point, node)."""
    units = [unit_of(problem, unit) for unit in range(problem.units)]
    theta = mu[:, None] + sigma[:, None] * z
    logs = np.array([unit.log_density(z, theta) for unit in units])
    return np.asarray(np.exp(logs - logs.max(axis=-1, keepdims=True)))


def _equidistribute(edges: Array) -> Array:
    """Common panel edges (point, edge) by equidistribution of each unit's (point, unit, edge)."""
    every = np.sort(edges.reshape(edges.shape[0], -1), axis=-1)
    middle = (every[:, 1:] + every[:, :-1]) / 2
    wanted = np.zeros_like(middle)
    for unit in range(edges.shape[1]):
        wanted = np.maximum(wanted, _panels_per_length(edges[:, unit], middle))
    running = np.cumsum(wanted * np.diff(every), axis=-1)
    running = np.concatenate([np.zeros_like(running[:, :1]), running], axis=-1)
    count = int(np.ceil(OVERSAMPLING * running[:, -1].max()))
    fraction = np.linspace(0, 1, count + 1)
    points = zip(running, every, strict=True)
    return np.array([np.interp(fraction * total[-1], total, edge) for total, edge in points])


def _panels_per_length(edges: Array, at: Array) -> Array:
    density = np.zeros_like(at)
    for low, high in zip(edges[:, :-1].T, edges[:, 1:].T, strict=True):
        inside = (at > low[:, None]) & (at < high[:, None])
        length = np.where(high > low, high - low, 1.0)
        density = np.where(inside, 1 / length[:, None], density)
    return density


def _composite(edges: Array, order: int) -> tuple[Array, Array]:
    nodes = GaussNodes(edges, order)
    return nodes.position, nodes.weight
