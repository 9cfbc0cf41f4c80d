from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.numerics.mesh import (
    SPACING,
    Mesh,
    lay_rows_on_mesh,
    nodes_between,
    pieces_between,
    shift_groups,
)
from bayes_bench.typing import Floats, Integers

# The interpolation error that the module promises (2e-10), with room for rounding.
TOLERANCE = 1e-9

points_of_people = arrays(np.float64, (2, 7), elements=st.floats(-30, 30))


def laid(points: Floats, masses: Floats, groups: Integers, count: int) -> Mesh:
    """Points on the meshes of their groups: cells that are a unit each, their only row the group's.

    The node that is there for the rounding of the bounds is empty, and left out.
    """
    draws, cells = points.shape
    nothing, codes = np.zeros((draws, count)), groups[:, None].astype(np.int32)
    mesh = lay_rows_on_mesh(
        (nothing, np.empty((draws, 0)), points),
        codes,
        np.empty((cells, 0)),
        (masses, np.arange(cells + 1)),
        (points.min(axis=1), points.max(axis=1)),
    )
    assert not mesh.weights[:, :, -1].any()
    return Mesh(mesh.origin, mesh.weights[:, :, :-1])


def everyone(points: np.ndarray) -> Mesh:
    people = points.shape[1]
    return laid(points, np.full(people, 1 / people), np.zeros(people, dtype=np.int64), 1)


@given(points_of_people, st.floats(-3, 3))
def test_means_of_the_logistic_curve_are_those_of_the_people(points, shift) -> None:
    mesh = everyone(points)
    direct = expit(points + shift).mean(axis=1)
    assert mesh.expect(expit(mesh.nodes + shift))[:, 0] == pytest.approx(direct, abs=TOLERANCE)


def test_nearest_nodes_would_not_do() -> None:
    """The negative control: the tolerance tells the interpolation from simple bins."""
    points = np.random.default_rng(1).normal(size=(1, 50))
    binned = np.round(points / SPACING) * SPACING
    assert abs(expit(binned).mean() - expit(points).mean()) > 1000 * TOLERANCE


def test_the_error_per_person_stays_under_its_bound() -> None:
    points = np.linspace(-9, 9, 4001)[None, :]
    own = laid(points, np.ones(4001), np.arange(4001), 4001)
    errors = own.expect(expit(own.nodes)) - expit(points)
    assert np.abs(errors).max() < 2e-10


@given(points_of_people.map(lambda points: points / 10), st.integers(0, 5))
def test_moments_up_to_the_fifth_are_kept(points, power) -> None:
    mesh = everyone(points)
    direct = (points**power).mean(axis=1)
    # rounding only: six weights near 1, powers up to 3.2 ** 5
    assert mesh.expect(mesh.nodes**power)[:, 0] == pytest.approx(direct, abs=1e-11)


def test_people_who_are_all_alike_lie_on_a_node() -> None:
    points = np.full((1, 3), 0.123456789)
    mesh = laid(points, np.full(3, 0.25), np.zeros(3, dtype=np.int64), 1)
    assert mesh.weights[0, 0].tolist() == [0, 0, 0.75, 0, 0, 0]
    assert mesh.nodes[0, 2] == pytest.approx(0.123456789, abs=1e-15)  # one rounding


@dataclass(frozen=True)
class Rows:
    """Cells of two ways of two and three rows, in two draws."""

    values: tuple[Floats, Floats, Floats]
    codes: NDArray[np.int32]
    loose: Floats
    shares: Floats
    starts: Integers

    @property
    def logits(self) -> Floats:
        """Linear predictor the long way (draw, cell)."""
        table, slopes, effect = self.values
        own = np.repeat(effect, np.diff(self.starts), axis=1)
        return np.asarray(table[:, self.codes].sum(axis=2) + slopes @ self.loose.T + own)

    def laid(self, below: float = 0.0, above: float = 0.0) -> Mesh:
        """Their mesh, with bounds wider by so much than need be."""
        bounds = self.logits.min(axis=1) - below, self.logits.max(axis=1) + above
        cells = self.shares, self.starts
        return lay_rows_on_mesh(self.values, self.codes, self.loose, cells, bounds)


def rows_of(loose_columns: int, sizes: tuple[int, ...]) -> Rows:
    rng = np.random.default_rng(2)
    cells = sum(sizes)
    codes = np.stack([rng.integers(0, 2, cells), 2 + rng.integers(0, 3, cells)], axis=1)
    widths = (5, loose_columns, len(sizes))
    table, slopes, effect = (rng.normal(size=(2, width)) for width in widths)
    starts, loose = np.cumsum([0, *sizes]), rng.normal(size=(cells, loose_columns))
    values = (table, slopes, effect)
    return Rows(values, codes.astype(np.int32), loose, rng.random(cells), starts)


@pytest.mark.parametrize(("loose_columns", "sizes"), [(0, (40,)), (2, (7, 1, 32)), (1, (1,))])
def test_a_row_has_the_mesh_of_the_cells_that_use_it(loose_columns, sizes) -> None:
    rows = rows_of(loose_columns, sizes)
    mesh = rows.laid()
    for row in range(5):
        used = (rows.codes == row).any(axis=1)
        direct = expit(rows.logits[:, used] - 1.3) @ rows.shares[used]
        found = mesh.expect(expit(mesh.nodes - 1.3))[:, row]
        assert found == pytest.approx(direct, abs=sum(sizes) * TOLERANCE)
    assert mesh.weights[:, :2].sum(axis=(1, 2)) == pytest.approx(rows.shares.sum())


def test_wider_bounds_change_no_mean() -> None:
    rows = rows_of(1, (7, 33))
    means = [mesh.expect(expit(mesh.nodes + 0.4)) for mesh in (rows.laid(), rows.laid(7.77, 5.0))]
    assert means[0] == pytest.approx(means[1], abs=40 * TOLERANCE)


def test_pieces_are_the_function_between_its_nodes() -> None:
    lowest, highest = np.array([-3.1, 0.2]), np.array([1.0, 0.2])
    nodes = nodes_between(lowest, highest)
    pieces = pieces_between(expit(nodes))
    for draw in (0, 1):
        points = np.linspace(lowest[draw], highest[draw], 77)
        place = (points - lowest[draw]) / SPACING
        first = np.floor(place).astype(int)
        powers = (place - first)[:, None] ** np.arange(6)
        found = np.sum(pieces[draw, first] * powers, axis=1)
        assert np.abs(found - expit(points)).max() < 2e-10


def test_moved_groups_are_the_moved_people() -> None:
    rng = np.random.default_rng(4)
    points, groups, shifts = (
        rng.normal(size=(2, 30)),
        np.repeat([0, 1], 15),
        rng.normal(size=(2, 2)),
    )
    mesh = laid(points, np.full(30, 1 / 30), groups, 2)
    moved = shift_groups(mesh, shifts)
    direct = expit(points + shifts[:, groups]).mean(axis=1)
    # interpolated twice
    assert moved.expect(expit(moved.nodes))[:, 0] == pytest.approx(direct, abs=2 * TOLERANCE)


@pytest.mark.parametrize("shifts", [[[0.0]], [[-40.0, 700.0, 0.03125]], [[1.0, 1.0]]])
def test_groups_moved_far_apart_keep_their_masses_and_places(shifts) -> None:
    moves = np.array(shifts)
    groups = np.arange(moves.shape[1])
    points = np.full((1, moves.shape[1]), -2.34)
    masses = np.arange(1, 1 + groups.size, dtype=np.float64)
    moved = shift_groups(laid(points, masses, groups, groups.size), moves)
    assert moved.weights.sum() == pytest.approx(masses.sum())
    centre = (points + moves) @ masses
    # nodes of some hundred logits have thirteen decimals
    assert moved.expect(moved.nodes)[:, 0] == pytest.approx(centre, abs=1e-9)
