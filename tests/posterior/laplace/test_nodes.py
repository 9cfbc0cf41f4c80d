"""Nodes along the log sd: around a mode that a fine grid finds too, down to where nothing is."""

import numpy as np
import pytest

from bayes_bench.posterior.density import Density
from bayes_bench.posterior.laplace.mode import node_at
from bayes_bench.posterior.laplace.nodes import LOG_DROP, nodes_of, outer_mode


def log_marginal(density: Density, phi: float) -> float:
    start = (density.prior_mean.copy(), np.zeros(density.units))
    return node_at(density, phi, start).log_marginal


def test_the_mode_is_that_of_a_grid(density: Density) -> None:
    mode, spacing = outer_mode(density)
    grid = np.linspace(-3.0, 1.0, 81)
    values = [log_marginal(density, phi) for phi in grid]
    # the mode is known to a quarter of a curvature sd, which is twice the spacing
    assert mode.log_unit_sd == pytest.approx(grid[int(np.argmax(values))], abs=spacing)
    assert mode.log_marginal >= max(values) - 0.05


def test_half_the_curvature_sd_is_the_spacing(density: Density) -> None:
    mode, spacing = outer_mode(density)
    step, phi = 0.05, mode.log_unit_sd
    left, middle, right = (log_marginal(density, phi + s) for s in (-step, 0.0, step))
    curvature = (2.0 * middle - left - right) / step**2
    assert spacing == pytest.approx(0.5 * min(curvature**-0.5, 1.0), rel=0.2)


def test_nodes_ascend_and_reach_down_to_nothing(density: Density) -> None:
    nodes = nodes_of(density)
    assert np.all(np.diff([node.log_unit_sd for node in nodes]) > 0.0)
    values = np.array([node.log_marginal for node in nodes])
    assert values[[0, -1]].max() <= values.max() - LOG_DROP
    assert np.all(values[1:-1] > values.max() - LOG_DROP)


def test_a_node_does_not_depend_on_where_its_search_began(density: Density) -> None:
    node = nodes_of(density)[2]
    again = node_at(density, node.log_unit_sd, (density.prior_mean.copy(), np.zeros(density.units)))
    np.testing.assert_allclose(node.fixed, again.fixed, atol=1e-5)
    # the determinant is that of where the last step began, which is up to a hundredth of an sd long
    assert node.log_marginal == pytest.approx(again.log_marginal, abs=1e-2)
