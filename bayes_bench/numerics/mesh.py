"""The case mix of every unit, per draw, as weights on a mesh of the linear predictor.

Every expectation that we need is the mean over a unit's people of some smooth function of their
linear predictor. The mesh is made once per draw; after that each mean is one short dot product
instead of a pass over the people.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayes_bench.typing import Floats, Integers

SPACING = 1 / 16
"""Spacing of the nodes, in logits.

Quintic interpolation errs by at most max|f⁽⁶⁾| h⁶ · 225/64 / 720; the sixth derivative of the
logistic function stays under .6, so that a mean errs by less than 2e-10.
"""

_OVERHANG = 2  # nodes that the interpolation needs below the lowest point
_QUINTIC = np.linalg.inv(np.vander(np.arange(-2.0, 4.0), increasing=True)).T
"""Coefficients of the Lagrange polynomials on the nodes -2, -1, 0, 1, 2, 3; (node, power)."""


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


def lay_rows_on_mesh(
    values: tuple[Floats, Floats, Floats],
    codes: NDArray[np.int32],
    loose: Floats,
    cells: tuple[Floats, Integers],
    bounds: tuple[Floats, Floats],
) -> Mesh:
    """Lay cells on the mesh of every table row that they use, by quintic Lagrange interpolation.

    Where all cells of a draw coincide at the lower bound they lie on a node, and the mesh is exact.

    Parameters
    ----------
    values : tuple of ndarray (draw, row), (draw, loose), (draw, unit)
        What each row, a loose column's unit, and each unit add to the linear predictor, logits.
    codes : ndarray (cell, way)
        The rows of each cell, one of each way.
    loose : ndarray (cell, loose)
    cells : tuple of ndarray (cell,), (unit + 1,)
        Mass of each cell, and first cell of every unit.
    bounds : tuple of ndarray (draw,)
        What lies below and above every linear predictor, logits.

    Returns
    -------
    Mesh
        A group per row.

    References
    ----------
    Hockney & Eastwood (1988), Computer Simulation Using Particles, 10.1201/9780367806934
    """
    from bayes_bench.numerics.mesh_kernel import deposit_by_row  # here, for numba is slow to import

    lowest, highest = bounds
    nodes = nodes_between(lowest, highest).shape[1]
    weights = deposit_by_row(values, codes, loose, cells, lowest, (SPACING, nodes))
    return Mesh(lowest - _OVERHANG * SPACING, weights)


def shift_groups(mesh: Mesh, shifts: Floats) -> Mesh:
    """Move every group along the mesh and lay them all together as one.

    Parameters
    ----------
    mesh : Mesh
    shifts : ndarray (draw, group)
        How far up each group moves, logits.
    """
    from bayes_bench.numerics.mesh_kernel import add_moved

    lowest = shifts.min(axis=1)
    moves = (shifts - lowest[:, None]) / SPACING
    nodes = int(moves.max()) + mesh.weights.shape[2] + _OVERHANG + 3
    weights = add_moved(np.ascontiguousarray(mesh.weights), moves, nodes)
    return Mesh(mesh.origin + lowest - _OVERHANG * SPACING, weights[:, None, :])


def nodes_between(lowest: Floats, highest: Floats) -> Floats:
    """The nodes of a mesh on which points between two bounds would be laid.

    Parameters
    ----------
    lowest, highest : ndarray (draw,)

    Returns
    -------
    ndarray (draw, node)
        Node 2 of a draw lies at its lowest bound.
    """
    # six, and one for the rounding of the bounds
    nodes = int(float((highest - lowest).max()) / SPACING) + 7
    return lowest[:, None] + SPACING * (np.arange(nodes) - _OVERHANG)


def pieces_between(values: Floats) -> Floats:
    """Quintic polynomials between the nodes, from values there: Lagrange interpolation.

    Parameters
    ----------
    values : ndarray (draw, node)

    Returns
    -------
    ndarray (draw, node - 5, 6)
        Of the place beyond node 2, 3, ... in spacings, the constant first.
    """
    six = np.lib.stride_tricks.sliding_window_view(values, 6, axis=1)
    return np.asarray(np.einsum("ski,ij->skj", six, _QUINTIC))
