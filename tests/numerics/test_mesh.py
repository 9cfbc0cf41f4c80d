import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from bayes_bench.numerics.mesh import (
    SPACING,
    Mesh,
    lay_on_mesh,
    lay_rows_on_mesh,
    shift_groups,
)

# The interpolation error that the module promises (2e-10), with room for rounding.
TOLERANCE = 1e-9

points_of_people = arrays(np.float64, (2, 7), elements=st.floats(-30, 30))


def everyone(points: np.ndarray) -> Mesh:
    people = points.shape[1]
    return lay_on_mesh(points, np.full(people, 1 / people), np.zeros(people, dtype=np.int64), 1)


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
    own = lay_on_mesh(points, np.ones(4001), np.arange(4001), 4001)
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
    mesh = lay_on_mesh(points, np.full(3, 0.25), np.zeros(3, dtype=np.int64), 1)
    assert mesh.weights[0, 0].tolist() == [0, 0, 0.75, 0, 0, 0]
    assert mesh.nodes[0, 2] == pytest.approx(0.123456789, abs=1e-15)  # one rounding


def rows_by_hand(loose_columns: int, sizes: tuple[int, ...]) -> tuple:
    """Arguments of `lay_rows_on_mesh`, and every cell's logit in two draws (draw, cell)."""
    rng = np.random.default_rng(2)
    cells, starts = sum(sizes), np.cumsum([0, *sizes])
    codes = np.stack([rng.integers(0, 2, cells), 2 + rng.integers(0, 3, cells)], axis=1)
    loose, shares = rng.normal(size=(cells, loose_columns)), rng.random(cells)
    table, slopes = rng.normal(size=(2, 5)), rng.normal(size=(2, loose_columns))
    effect = rng.normal(size=(2, len(sizes)))
    logits = table[:, codes].sum(axis=2) + slopes @ loose.T
    logits += np.repeat(effect, sizes, axis=1)
    bounds = logits.min(axis=1), logits.max(axis=1)
    values = (table, slopes, effect)
    return (values, codes.astype(np.int32), loose, (shares, starts), bounds), logits


@pytest.mark.parametrize(("loose_columns", "sizes"), [(0, (40,)), (2, (7, 1, 32)), (1, (1,))])
def test_a_row_has_the_mesh_of_the_cells_that_use_it(loose_columns, sizes) -> None:
    given_rows, logits = rows_by_hand(loose_columns, sizes)
    mesh = lay_rows_on_mesh(*given_rows)
    _, codes, _, (shares, _), _ = given_rows
    for row in range(5):
        used = (codes == row).any(axis=1)
        direct = expit(logits[:, used] - 1.3) @ shares[used]
        found = mesh.expect(expit(mesh.nodes - 1.3))[:, row]
        assert found == pytest.approx(direct, abs=sum(sizes) * TOLERANCE)
    assert mesh.weights.sum(axis=2)[:, :2].sum(axis=1) == pytest.approx(shares.sum())


def test_wider_bounds_change_no_mean() -> None:
    (*rest, (lowest, highest)), _ = rows_by_hand(1, (7, 33))
    tight = lay_rows_on_mesh(*rest, (lowest, highest))
    wide = lay_rows_on_mesh(*rest, (lowest - 7.77, highest + 5.0))
    means = [mesh.expect(expit(mesh.nodes + 0.4)) for mesh in (tight, wide)]
    assert means[0] == pytest.approx(means[1], abs=40 * TOLERANCE)


def test_pooling_weighs_the_groups() -> None:
    rng = np.random.default_rng(3)
    points, groups = rng.normal(size=(2, 30)), np.repeat([0, 1], 15)
    mesh = lay_on_mesh(points, np.full(30, 1 / 15), groups, 2).pooled(np.array([0.2, 0.8]))
    means = [expit(points[:, groups == group]).mean(axis=1) for group in (0, 1)]
    pooled = 0.2 * means[0] + 0.8 * means[1]
    assert mesh.expect(expit(mesh.nodes))[:, 0] == pytest.approx(pooled, abs=TOLERANCE)


def test_moved_groups_are_the_moved_people() -> None:
    rng = np.random.default_rng(4)
    points, groups, shifts = (
        rng.normal(size=(2, 30)),
        np.repeat([0, 1], 15),
        rng.normal(size=(2, 2)),
    )
    mesh = lay_on_mesh(points, np.full(30, 1 / 30), groups, 2)
    moved = shift_groups(mesh, shifts)
    direct = expit(points + shifts[:, groups]).mean(axis=1)
    # interpolated twice
    assert moved.expect(expit(moved.nodes))[:, 0] == pytest.approx(direct, abs=2 * TOLERANCE)


@pytest.mark.parametrize("shifts", [[[0.0]], [[-40.0, 700.0, 0.03125]], [[1.0, 1.0]]])
def test_groups_moved_far_apart_keep_their_masses_and_places(shifts) -> None:
    moves = np.array(shifts)
    groups = np.arange(moves.shape[1])
    points = np.full((1, moves.shape[1]), -2.34)
    mesh = lay_on_mesh(points, 1.0 + groups, groups, groups.size)
    moved = shift_groups(mesh, moves)
    assert moved.weights.sum() == pytest.approx((1.0 + groups).sum())
    centre = (points + moves) @ (1.0 + groups)
    # nodes of some hundred logits have thirteen decimals
    assert moved.expect(moved.nodes)[:, 0] == pytest.approx(centre, abs=1e-9)
