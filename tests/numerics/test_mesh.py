import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit

from bayes_bench.numerics.mesh import SPACING, Mesh, lay_on_mesh, shift_groups

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


def test_two_ways_of_grouping_are_two_meshes_in_one() -> None:
    rng = np.random.default_rng(2)
    points, shares = rng.normal(size=(3, 40)), rng.random(40)
    sex, joint = rng.integers(0, 2, 40), rng.integers(0, 3, 40)
    both = lay_on_mesh(points, shares, np.stack([sex, joint + 2]), 5)
    one, other = lay_on_mesh(points, shares, sex, 2), lay_on_mesh(points, shares, joint, 3)
    assert np.array_equal(both.weights, np.concatenate([one.weights, other.weights], axis=1))


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
