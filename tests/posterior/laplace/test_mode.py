"""The mode at one log sd, and the derivatives there."""

import numpy as np

from bayes_bench.posterior.density import Density, Points, log_density
from bayes_bench.posterior.expansion import expand
from bayes_bench.posterior.laplace.mode import node_at

AT = np.array([-1.0])


def test_third_derivative_is_the_slope_of_the_second(density: Density) -> None:
    node, step = node_at(density, AT, (np.zeros(density.fixed), np.zeros(density.units))), 1e-4
    up, down = (expand(density, node.fixed, node.unit_effect + s).unit for s in (step, -step))
    np.testing.assert_allclose(node.third, -(up - down) / (2.0 * step), rtol=1e-6)


def test_mode_is_where_the_gradient_vanishes(density: Density) -> None:
    start = (np.zeros(density.fixed), np.zeros(density.units))
    node = node_at(density, AT, start)
    rng = np.random.default_rng(2)
    step = 1e-3 * rng.standard_normal((20, density.fixed + density.units))

    def at(shift: np.ndarray) -> np.ndarray:
        fixed, unit = node.fixed + shift[:, : density.fixed], node.unit_effect
        points = Points(fixed, unit + shift[:, density.fixed :], np.full((len(shift), 1), -1.0))
        return log_density(density, points)

    assert np.all(at(step) < at(np.zeros_like(step)))


def test_with_further_groupings_the_mode_is_in_their_effects_too(grouped_density: Density) -> None:
    density, phi = grouped_density, np.array([-1.0, -0.5, -1.5])
    node = node_at(density, phi, (density.prior_mean.copy(), np.zeros(density.units)))
    step = 1e-3 * np.random.default_rng(3).standard_normal((20, density.fixed + density.units))

    def at(shift: np.ndarray) -> np.ndarray:
        fixed, unit = node.fixed + shift[:, : density.fixed], node.unit_effect
        moved = unit + shift[:, density.fixed :]
        return log_density(density, Points(fixed, moved, np.tile(phi, (len(shift), 1))))

    assert np.all(at(step) < at(np.zeros_like(step)))
