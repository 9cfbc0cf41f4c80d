"""A posterior has the same names and dims whichever sampler drew it."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench import streams
from bayes_bench.posterior.density import Density, Points
from bayes_bench.posterior.trees import parameter_dataset, posterior_tree, sampler_figures
from tests.builders.small_problems import people_model

CHAINS, DRAWS = 2, 5


@pytest.fixture
def points(density: Density) -> Points:
    rng, shape = np.random.default_rng(1), (CHAINS, DRAWS)
    fixed, unit = (rng.standard_normal((*shape, n)) for n in (density.fixed, density.units))
    return Points(fixed, unit, rng.standard_normal((*shape, density.sds)))


def test_points_have_the_names_of_terms_and_units(density: Density, points: Points) -> None:
    draws = parameter_dataset(points, density)
    np.testing.assert_array_equal(draws["intercept"], points.fixed[..., 0])
    last = draws["coefficient"].sel(term=density.terms[-1])
    np.testing.assert_array_equal(last, points.fixed[..., -1])
    unit = draws["unit_effect"].sel(unit=density.unit_names[2])
    np.testing.assert_array_equal(unit, points.unit_effect[..., 2])
    np.testing.assert_allclose(np.log(draws["unit_sd"]), points.log_unit_sd)


def test_members_of_a_further_grouping_have_their_names(grouped_density: Density) -> None:
    density, rng, shape = grouped_density, np.random.default_rng(2), (CHAINS, DRAWS)
    sizes = (density.fixed, density.units, density.sds)
    points = Points(*(rng.standard_normal((*shape, size)) for size in sizes))
    draws = parameter_dataset(points, density)
    assert draws["coefficient"].sizes["term"] == len(density.terms) == 2
    np.testing.assert_allclose(np.log(draws["diagnosis_sd"]), points.log_sd[..., 2])
    last = draws["diagnosis_effect"].sel(diagnosis="d7")
    np.testing.assert_array_equal(last, points.fixed[..., -1])
    assert draws["region_effect"].dims == ("chain", "draw", "region")


def test_the_tree_has_draws_of_the_prior_beside_those_of_the_posterior(
    density: Density, points: Points
) -> None:
    draws, model = parameter_dataset(points, density), people_model()
    statistics = xr.Dataset({"accepted": (("chain", "draw"), np.ones((CHAINS, DRAWS)))})
    tree = posterior_tree("laplace", draws, statistics, density, model)
    assert tree.attrs == {"sampler": "laplace", "title": model.title}
    assert set(tree["prior"].to_dataset()) == set(draws)
    assert tree["prior"].sizes["draw"] == streams.PRIOR_DRAWS
    np.testing.assert_array_equal(tree["sample_stats"]["draw"], draws["draw"])


def test_figures_are_those_of_the_sampler_named() -> None:
    statistics = xr.Dataset({"pareto_k": 0.2, "log_weight": (("chain", "draw"), np.zeros((2, 3)))})
    tree = xr.DataTree.from_dict({"/sample_stats": statistics})
    tree.attrs["sampler"] = "laplace"
    assert sampler_figures(tree) == {"pareto_k": 0.2}
