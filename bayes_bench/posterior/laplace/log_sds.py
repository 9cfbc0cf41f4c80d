"""The proposal density of all phi together, one after the other.

The first has its margin; each further one is drawn from its density along the lines of the grid
that are nearest to those before it, mixed by how near they are. That is a density that is known
exactly, whatever it is mixed from.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.posterior.laplace.corners import corners_of
from bayes_bench.posterior.laplace.log_sd import LogSdDensity, log_sd_density
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class LogSdsDensity:
    """A density of the logs of one or several standard deviations.

    Attributes
    ----------
    axes : tuple of ndarray (value,)
        Of the grid that it was made from.
    lines : tuple of tuple of LogSdDensity
        Per axis, the density of that phi at every combination of the values of the axes before it.
    """

    axes: tuple[Floats, ...]
    lines: tuple[tuple[LogSdDensity, ...], ...]

    def draw(self, rng: np.random.Generator, size: int) -> Floats:
        """Draws (draw, sd)."""
        phi = np.empty((size, len(self.axes)))
        for axis, lines in enumerate(self.lines):
            line = self._some_line(rng, phi[:, :axis])
            uniform = rng.random(size)
            for place in np.unique(line):
                there = line == place
                phi[there, axis] = lines[place].draw(uniform[there])
        return phi

    def log_density(self, phi: Floats) -> Floats:
        """Log density at each point (draw, sd) -> (draw,)."""
        log = np.zeros(len(phi))
        for axis, lines in enumerate(self.lines):
            log += self._log_mixture(lines, phi[:, :axis], phi[:, axis])
        return log

    def _some_line(self, rng: np.random.Generator, before: Floats) -> Integers:
        """A line near each point of the axes before, the nearer the likelier (draw,)."""
        if before.shape[1] == 0:
            return np.zeros(len(before), dtype=np.int64)
        corners = corners_of(self.axes[: before.shape[1]], before)
        passed = np.cumsum(corners.weight, axis=1)[:, :-1] <= rng.random((len(before), 1))
        return corners.node[np.arange(len(before)), passed.sum(axis=1)]

    def _log_mixture(self, lines: Sequence[LogSdDensity], before: Floats, phi: Floats) -> Floats:
        """Log density of one phi given those before it (draw,)."""
        corners = corners_of(self.axes[: before.shape[1]], before)
        log = np.full(len(phi), -np.inf)
        with np.errstate(divide="ignore"):  # a corner without weight adds nothing
            log_weight = np.log(corners.weight)
        for place in np.unique(corners.node):
            draw, corner = np.nonzero(corners.node == place)
            there = log_weight[draw, corner] + lines[place].log_density(phi[draw])
            log[draw] = np.logaddexp(log[draw], there)
        return log


def log_sds_density(axes: tuple[Floats, ...], log_marginal: Floats) -> LogSdsDensity:
    """The density of all phi through the nodes of a grid.

    Parameters
    ----------
    axes : tuple of ndarray (value,)
    log_marginal : ndarray (node,)
        Unnormalised log density, the last axis running fastest.

    Returns
    -------
    LogSdsDensity
    """
    lines: list[tuple[LogSdDensity, ...]] = []
    for values in axes[::-1]:
        rows = log_marginal.reshape(-1, values.size)
        lines.insert(0, tuple(log_sd_density(values, row) for row in rows))
        log_marginal = np.array([line.log_mass for line in lines[0]])
    return LogSdsDensity(axes, tuple(lines))
