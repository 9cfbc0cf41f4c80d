"""The case mix of every unit, per draw, as weights on a mesh of the linear predictor.

Every expectation that we need is the mean over a unit's people of some smooth function of their
linear predictor. The mesh is made once per draw; after that each mean is one short dot product
instead of a pass over the people.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bayes_bench.typing import Floats, Integers

SPACING = 1 / 16
"""Spacing of the nodes, in logits.

Quintic interpolation errs by at most max|f⁽⁶⁾| h⁶ · 225/64 / 720; the sixth derivative of the
logistic function stays under .6, so that a mean errs by less than 2e-10.
"""

_OVERHANG = 2  # nodes that the interpolation needs below the lowest point


@dataclass(frozen=True)
class Mesh:
    """Weights on equally spaced nodes that stand for people (or units).

    Attributes
    ----------
    origin : ndarray (draw,)
        The first node of each draw, logits.
    weights : ndarray (draw, group, node)
        Weight of each node in each group. Some are negative; each group's sum is the sum of the
        masses it was made of.
    """

    origin: Floats
    weights: Floats

    @property
    def nodes(self) -> Floats:
        """The nodes, logits; dims (draw, node)."""
        return self.origin[:, None] + SPACING * np.arange(self.weights.shape[2])

    def expect(self, values: Floats) -> Floats:
        """Mean by group of a function given by its values at the nodes.

        Parameters
        ----------
        values : ndarray (draw, node)

        Returns
        -------
        ndarray (draw, group)
        """
        # einsum and not a BLAS product, whose last digit may depend on the number of threads
        means: Floats = np.einsum("sgk,sk->sg", self.weights, values)
        return means

    def pooled(self, fractions: Floats) -> Self:
        """All groups as one.

        Parameters
        ----------
        fractions : ndarray (group,)
            Of each group in the whole.
        """
        weights = np.einsum("g,sgk->sk", fractions, self.weights)
        return type(self)(self.origin, weights[:, None, :])


def nodes_over(points: Floats) -> Floats:
    """The nodes of a mesh on which points would be laid.

    Parameters
    ----------
    points : ndarray (draw, point)

    Returns
    -------
    ndarray (draw, node)
        Node 2 of a draw lies at its lowest point.
    """
    lowest = points.min(axis=1, keepdims=True)
    widest = float((points.max(axis=1, keepdims=True) - lowest).max())
    return lowest + SPACING * (np.arange(int(widest / SPACING) + 6) - _OVERHANG)


def lay_on_mesh(points: Floats, masses: Floats, groups: Integers, group_count: int) -> Mesh:
    """Lay points on a mesh by quintic Lagrange interpolation.

    Where all points of a draw coincide they lie on a node, so that the mesh is exact.

    Parameters
    ----------
    points : ndarray (draw, point)
        Where the points lie, logits.
    masses : ndarray (point,) or (draw, point)
        Mass of each point in its group.
    groups : ndarray (point,) or (way, point)
        Group of each point, counted from 0; one for each way of grouping them.
    group_count : int
        Number of groups, of all ways together.

    Returns
    -------
    Mesh

    References
    ----------
    Hockney & Eastwood (1988), Computer Simulation Using Particles, 10.1201/9780367806934
    """
    from bayes_bench.numerics.mesh_kernel import deposit  # here, for numba is slow to import

    lowest = points.min(axis=1)
    widest = float((points.max(axis=1) - lowest).max())
    shape = (group_count, int(widest / SPACING) + 6)
    ways = np.atleast_2d(groups)
    weights = deposit(points, np.atleast_2d(masses), ways, lowest, SPACING, shape)
    return Mesh(lowest - _OVERHANG * SPACING, weights)


def shift_groups(mesh: Mesh, shifts: Floats) -> Mesh:
    """Move every group along the mesh and lay them all together as one.

    Parameters
    ----------
    mesh : Mesh
    shifts : ndarray (draw, group)
        How far up each group moves, logits.
    """
    draws = shifts.shape[0]
    # (draw, 1, node) + (draw, group, 1) -> (draw, group * node)
    points = (mesh.nodes[:, None, :] + shifts[:, :, None]).reshape(draws, -1)
    masses = mesh.weights.reshape(draws, -1)
    return lay_on_mesh(points, masses, np.zeros(points.shape[1], dtype=np.int64), 1)
