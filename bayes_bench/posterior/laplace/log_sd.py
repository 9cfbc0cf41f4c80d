"""The proposal density of phi = log sigma: Laplace's log marginal density, with heavier tails.

Between the outermost nodes it is a spline in steps; beyond them it is exponential. A grid without
tails would lose the left one, 1 to 3 percent of the mass for few or identical units, and no
diagnostic sees what is never proposed.
"""

from dataclasses import dataclass

import numpy as np

from bayes_bench.numerics.cubic_spline import cubic_spline
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.typing import Floats

BINS = 2000
"""Steps of the density of phi between its outermost nodes."""
TAIL_SLOPE = 0.6
"""The tails of phi fall this much slower than the log marginal density does at its ends."""
MIN_TAIL = 1e-300
HIGHEST = 20.0
"""How far above the highest node the curve through them may rise; some tenths are usual."""
MIN_RATE, MAX_RATE = 0.2, 8.0
"""Bounds of the tails' rates per unit of phi: towards sigma = 0 the target falls at rate 1."""


@dataclass(frozen=True)
class LogSdDensity:
    """A density of phi: steps between `edges`, exponential tails beyond them.

    Attributes
    ----------
    edges : ndarray (bin + 1,)
    log_steps : ndarray (bin + 2,)
        Log density: at the left end, in each bin, at the right end.
    rates : tuple of float
        Of the left and the right tail.
    cumulative : ndarray (bin + 3,)
        Probability left of: nothing, the first edge, …, the last edge, everything.
    log_mass : float
        Log of the integral of what it was made from.
    """

    edges: Floats
    log_steps: Floats
    rates: tuple[float, float]
    cumulative: Floats
    log_mass: float

    def draw(self, uniform: Floats) -> Floats:
        """Quantiles at `uniform`, in (0, 1)."""
        inner = np.interp(uniform, self.cumulative[1:-1], self.edges)
        # rounding may leave less than nothing of a tail that is as good as empty
        left, right = np.maximum([self.cumulative[1], 1.0 - self.cumulative[-2]], MIN_TAIL)
        below = self.edges[0] + np.log(np.minimum(uniform / left, 1.0)) / self.rates[0]
        above = self.edges[-1] - np.log(np.minimum((1.0 - uniform) / right, 1.0)) / self.rates[1]
        return np.where(uniform < left, below, np.where(1.0 - uniform < right, above, inner))

    def log_density(self, phi: Floats) -> Floats:
        """Log density at each `phi`."""
        step = self.log_steps[np.searchsorted(self.edges, phi, side="right")]
        below = np.maximum(self.edges[0] - phi, 0.0) * self.rates[0]
        above = np.maximum(phi - self.edges[-1], 0.0) * self.rates[1]
        return np.asarray(step - below - above)


def log_sd_density(phi: Floats, log_marginal: Floats) -> LogSdDensity:
    """The density of phi through the nodes `phi`, from their unnormalised log density.

    Raises
    ------
    LaplaceError
        If that is not finite, or leaps so far between two nodes that no curve goes through them.
    """
    if not np.isfinite(log_marginal).all():
        message = "the marginal density of the standard deviations is not finite"
        raise LaplaceError(message)
    spline = cubic_spline(phi, log_marginal - log_marginal.max())
    edges = np.linspace(phi[0], phi[-1], BINS + 1)
    between = spline(0.5 * (edges[1:] + edges[:-1]))
    if between.max() > HIGHEST:
        message = "the marginal density of the standard deviations leaps between its nodes"
        raise LaplaceError(message)
    step = np.exp(between)
    ends = np.exp(spline(phi[[0, -1]]))
    slope = TAIL_SLOPE * spline(phi[[0, -1]], 1) * [1.0, -1.0]
    rates = np.clip(slope, MIN_RATE, MAX_RATE)
    mass = np.concatenate([[ends[0] / rates[0]], step * np.diff(edges), [ends[1] / rates[1]]])
    log_steps = np.log(np.concatenate([ends[:1], step, ends[1:]])) - np.log(mass.sum())
    cumulative = np.concatenate([[0.0], np.cumsum(mass) / mass.sum()])
    log_mass = float(np.log(mass.sum()) + log_marginal.max())
    return LogSdDensity(edges, log_steps, (float(rates[0]), float(rates[1])), cumulative, log_mass)
