"""Nodes over the log sds: around a mode that a fine grid finds too, down to where nothing is."""

import numpy as np
import pytest

from bayes_bench.posterior.density import Density
from bayes_bench.posterior.laplace import nodes
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.laplace.mode import node_at
from bayes_bench.posterior.laplace.nodes import LOG_DROP, nodes_of, outer_mode


def log_marginal(density: Density, *phi: float) -> float:
    start = (density.prior_mean.copy(), np.zeros(density.units))
    return node_at(density, np.array(phi), start).log_marginal


def test_the_mode_is_that_of_a_grid(density: Density) -> None:
    mode, (spacing,) = outer_mode(density)
    grid = np.linspace(-3.0, 1.0, 81)
    values = [log_marginal(density, phi) for phi in grid]
    # the mode is known to a quarter of a curvature sd, which is twice the spacing
    assert mode.log_unit_sd == pytest.approx(grid[int(np.argmax(values))], abs=spacing)
    assert mode.log_marginal >= max(values) - 0.05


def test_the_mode_of_two_is_that_of_a_grid(regional_density: Density) -> None:
    mode, spacing = outer_mode(regional_density)
    grid = np.linspace(-2.5, 0.5, 16)
    values = np.array([[log_marginal(regional_density, a, b) for b in grid] for a in grid])
    best = np.unravel_index(int(values.argmax()), values.shape)
    assert np.all(np.abs(mode.log_sd - grid[[*best]]) <= 2.0 * spacing)
    assert mode.log_marginal >= values.max() - 0.1


def test_half_the_curvature_sd_is_the_spacing(density: Density) -> None:
    mode, (spacing,) = outer_mode(density)
    step, phi = 0.05, mode.log_unit_sd
    left, middle, right = (log_marginal(density, phi + s) for s in (-step, 0.0, step))
    curvature = (2.0 * middle - left - right) / step**2
    assert spacing == pytest.approx(0.5 * min(curvature**-0.5, 1.0), rel=0.2)


def test_nodes_ascend_and_reach_down_to_nothing(density: Density) -> None:
    grid = nodes_of(density)
    (axis,), values = grid.axes, grid.log_marginal
    assert np.all(np.diff(axis) > 0.0)
    assert [node.log_unit_sd for node in grid.nodes] == axis.tolist()
    assert values[[0, -1]].max() <= values.max() - LOG_DROP
    assert np.all(values[1:-1] > values.max() - LOG_DROP)


def test_nodes_are_at_every_combination(regional_density: Density) -> None:
    grid = nodes_of(regional_density)
    first, second = grid.axes
    places = [(a, b) for a in first for b in second]
    np.testing.assert_array_equal([node.log_sd for node in grid.nodes], places)
    # a node of the middle of the grid is what a search of its own finds
    middle = grid.nodes[len(grid.nodes) // 2 + 3]
    assert middle.log_marginal == pytest.approx(
        log_marginal(regional_density, *middle.log_sd), abs=1e-2
    )


def test_beside_a_node_are_its_neighbours_along_an_axis(regional_density: Density) -> None:
    grid = nodes_of(regional_density)
    size = grid.axes[1].size
    before, after = grid.beside(size + 2, axis=0)
    assert (before, after) == (grid.nodes[2], grid.nodes[2 * size + 2])
    before, after = grid.beside(0, axis=1)
    assert (before, after) == (grid.nodes[0], grid.nodes[1])


def test_too_many_nodes_are_left_to_another_sampler(
    regional_density: Density, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "MAX_NODES", 20)
    with pytest.raises(LaplaceError, match="2 standard deviations would need"):
        nodes_of(regional_density)


def test_a_node_does_not_depend_on_where_its_search_began(density: Density) -> None:
    node = nodes_of(density).nodes[2]
    again = node_at(density, node.log_sd, (density.prior_mean.copy(), np.zeros(density.units)))
    np.testing.assert_allclose(node.fixed, again.fixed, atol=1e-5)
    # the determinant is that of where the last step began, which is up to a hundredth of an sd long
    assert node.log_marginal == pytest.approx(again.log_marginal, abs=1e-2)
