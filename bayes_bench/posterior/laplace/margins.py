r"""One-dimensional margins of the proposal, by quadrature instead of by derivatives at the mode.

The joint weights of a nested Laplace approximation have a variance that is a sum over parameters.
With hundreds of rare levels of a category, or thousands of small units, what each one errs by is
little, and all together is not. So where that variance is foreseen to be large,

- each unit effect given beta has the mean, the variance and the skewness that its own density has,
  and phi = log sigma the log marginal density that follows with the effects integrated out;
- each whitened coordinate of beta has those of the posterior along it, all else following linearly:
  for the coefficient of a rare level that is nearly its margin, for no cell has two levels.

References
----------
Tierney & Kadane (1986), 10.1080/01621459.1986.10478240; Rue, Martino & Chopin (2009),
10.1111/j.1467-9868.2008.00700.x, for margins whose skewness is followed.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import solve_triangular

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.numerics.tensor_spline import TensorSpline
from bayes_bench.posterior.density import Density, log_fixed_prior, log_sd_prior
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.log_sds import log_sds_density
from bayes_bench.posterior.laplace.lognormal import Margins, skew_of, variance_of
from bayes_bench.posterior.laplace.mode import Node
from bayes_bench.posterior.laplace.nodes import Grid
from bayes_bench.typing import Floats

STEP = 0.4
"""Between points along a direction, in sd's: the trapezoidal rule is exact to many digits."""
LARGE_VARIANCE = 0.05
"""Of the log weights; foreseen from one node. Their efficiency is then about .95."""
SMALLEST_WEIGHT = 1e-300
"""Of a unit whose events are certain in every way."""
LARGE_SKEWNESS = 0.25
"""Of a coordinate of beta: one alone leaves the efficiency high and makes the tail heavy."""

MOST_SKEWED = 0.33
"""Greatest third of a skewness along beta. The density then ends three sd's away, where that of the
coefficient of a level without events is long past: it falls as exp(-exp(x)).
"""


@dataclass(frozen=True)
class Moments:
    """Of one-dimensional densities, all (direction,): along each, by quadrature.

    Attributes
    ----------
    log_integral : ndarray
    mean, variance, skewness : ndarray
    """

    log_integral: Floats
    mean: Floats
    variance: Floats
    skewness: Floats


def moments_of(at: Floats, log_density: Floats) -> Moments:
    """Moments of densities known at equidistant points; both (direction, point)."""
    highest = log_density.max(axis=1)
    weight = np.exp(log_density - highest[:, None])
    total = weight.sum(axis=1)
    weight /= total[:, None]
    mean = np.sum(weight * at, axis=1)
    away = at - mean[:, None]
    variance = np.sum(weight * away**2, axis=1)
    skewness = np.sum(weight * away**3, axis=1) / variance**1.5
    step = at[:, 1] - at[:, 0]
    return Moments(highest + np.log(total * step), mean, variance, skewness)


def unit_moments(density: Density, node: Node, fixed: Floats) -> Moments:
    """Moments of every unit effect given beta (unit,).

    Parameters
    ----------
    density : Density
    node : Node
        Its `unit_effect` and `weight` say where to look.
    fixed : ndarray (1 + term,)
        beta.

    Returns
    -------
    Moments
    """
    from bayes_bench.posterior.laplace.margin_kernel import unit_softplus_sums

    base = density.predictor(fixed, np.zeros(density.units))
    at = node.unit_effect[:, None] + _unit_precision(density, node)[:, None] ** -0.5 * _steps()
    first = np.r_[density.first_cells, density.trials.size]
    sums = unit_softplus_sums(base, density.trials, first, at)
    prior = density.effects.given(np.exp(node.log_unit_sd)).log_density(at)
    return moments_of(at, density.unit_events[:, None] * at - sums + prior)


def fixed_moments(density: Density, node: Node) -> tuple[Moments, Floats]:
    """Moments along every whitened coordinate of beta, from its mode, and third derivatives there.

    Parameters
    ----------
    density : Density
    node : Node

    Returns
    -------
    Moments (1 + term,)
    ndarray (1 + term,)
    """
    from bayes_bench.posterior.laplace.margin_kernel import profiles

    def white(rows: Floats) -> Floats:
        return np.ascontiguousarray(solve_triangular(node.factor, rows.T, lower=True).T)

    lookups, steps = density.lookups, _steps()
    slopes = node.cross / _unit_precision(density, node)[:, None]
    beyond, third = profiles(
        (white(lookups.rows), white(slopes), white(np.eye(density.fixed)[lookups.loose_terms])),
        (lookups.codes, lookups.loose),
        density.unit_index,
        density.predictor(node.fixed, node.unit_effect),
        density.trials,
        steps,
    )
    at = np.broadcast_to(steps, beyond.shape)
    return moments_of(at, beyond - 0.5 * steps**2), third


def _steps() -> Floats:
    """Points on both sides of a mode, in sd's (DRAWS,)."""
    from bayes_bench.numerics.lanes import DRAWS

    steps: Floats = np.asarray(STEP * (np.arange(DRAWS) - 0.5 * (DRAWS - 1)), dtype=np.float64)
    return steps


def _unit_precision(density: Density, node: Node) -> Floats:
    """Precision of every unit effect given beta, at the mode (unit,)."""
    return node.weight + density.effects.precision(node.unit_effect, node.log_unit_sd)


def foreseen_variance(density: Density, node: Node) -> tuple[float, float]:
    """What the joint proposal without exact margins errs by, told from one node.

    Parameters
    ----------
    density : Density
    node : Node

    Returns
    -------
    float
        Variance of the log weights that the margins alone give them: of Hermite's polynomials, by
        how far mean, variance and skewness are off.
    float
        The largest skewness of a coordinate of beta, which the proposal takes for normal.
    """
    fixed, third = fixed_moments(density, node)
    unit, precision = unit_moments(density, node, node.fixed_mean), _unit_precision(density, node)
    variance = _variance(fixed.mean - 0.5 * third, fixed.variance, fixed.skewness)
    variance += _variance(
        (unit.mean + node.unit_effect_spread - node.unit_effect_mean) * np.sqrt(precision),
        unit.variance * precision,
        unit.skewness - 3.0 * skew_of(node.third / precision**1.5),
    )
    return variance, float(np.abs(fixed.skewness).max())


def _variance(mean: Floats, variance: Floats, skewness: Floats) -> float:
    """Of log weights, from what is left of the moments of standardised margins."""
    return float(np.sum(mean**2 + (variance - 1.0) ** 2 / 2.0 + skewness**2 / 6.0))


def needs_margins(density: Density, grid: Grid) -> bool:
    """Whether the proposal is to be refined; told from the nodes about the highest density."""
    variance, skewness = foreseen_variance(density, grid.nodes[grid.highest])
    for axis in range(len(grid.axes)):
        beside = grid.beside(grid.highest, axis)
        left, right = (_laplace_error(density, node) for node in beside)
        variance += (right - left) ** 2  # they are about one posterior sd of phi apart, or two
    return variance > LARGE_VARIANCE or skewness > LARGE_SKEWNESS


def _laplace_error(density: Density, node: Node) -> float:
    """By how much Laplace's log marginal density of phi is too small, up to a constant."""
    shift = np.zeros(density.fixed)
    return _part(density, node, shift).log_marginal - node.log_marginal


def refined(proposal: Proposal, density: Density, grid: Grid) -> Proposal:
    """The proposal, made from the same nodes, with one-dimensional margins by quadrature."""
    along, third = fixed_moments(density, grid.nodes[grid.highest])
    skew = skew_of(along.skewness, MOST_SKEWED)

    def part(node: Node) -> _Part:
        return _part(density, node, along.mean - 0.5 * third)

    parts = on_all_cores(part, grid.nodes)
    weight = np.stack([part.weight for part in parts])
    # a unit without people, left out to be predicted, has neither weight nor cross
    known = proposal.weight > 0.0
    ratio = np.divide(weight, proposal.weight, out=np.ones_like(weight), where=known)
    return replace(
        proposal,
        log_sd=log_sds_density(grid.axes, np.array([part.log_marginal for part in parts])),
        mean=TensorSpline(grid.axes, np.stack([part.mean for part in parts])),
        cross=proposal.cross * ratio[:, None, :],
        weight=weight,
        third=np.stack([part.third for part in parts]),
        fixed_margins=Margins(np.sqrt(along.variance / variance_of(skew)), skew),
    )


@dataclass(frozen=True)
class _Part:
    """What a node gives to a refined proposal: as in `Node` and `Proposal`."""

    mean: Floats
    weight: Floats
    third: Floats
    log_marginal: float


def _part(density: Density, node: Node, shift: Floats) -> _Part:
    """One node's part; `shift` is that of the mean of beta, whitened (1 + term,)."""
    fixed = node.fixed_mean + solve_triangular(node.factor, shift, lower=True, trans="T")
    unit, phi = unit_moments(density, node, fixed), node.log_sd[None]
    skew = skew_of(unit.skewness)
    precision = variance_of(skew) / unit.variance
    # of the likelihood: what it adds to the precision that the effect has without it
    mean = unit.mean + node.unit_effect_spread
    weight = precision - density.effects.precision(mean, node.log_unit_sd)
    log_prior = log_fixed_prior(density, fixed[None], phi) + log_sd_prior(density, phi)
    log_joint = float(log_prior[0] + density.fixed_score @ fixed + unit.log_integral.sum())
    return _Part(
        mean=np.concatenate([fixed, mean]),
        weight=np.maximum(weight, SMALLEST_WEIGHT),
        third=3.0 * skew * precision**1.5,
        log_marginal=log_joint - float(np.log(np.diag(node.factor)).sum()),
    )
