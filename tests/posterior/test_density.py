"""The engine's log density against PyMC's, and its derivatives against finite differences."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model, read_model, with_keys
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.density import Points, density_of, log_density, log_likelihood
from bayes_bench.posterior.pymc_model import build_pymc_model
from tests.builders.small_problems import cells_of, people_model

MODELS = sorted((Path(__file__).parents[2] / "models").glob("*.toml"))
FAMILIES = {
    "half-normal": {"family": "half-normal", "scale": 0.7},
    "half-t": {"family": "half-t", "df": 3.0, "scale": 0.4},
    "half-cauchy": {"family": "half-t", "df": 1.0, "scale": 1.5},
    "exponential": {"family": "exponential", "rate": 2.5},
}
POINTS = 6


def random_points(cells: xr.Dataset, model: Model) -> Points:
    """Points far and near: fixed effects and unit effects of sd 1, log sd's around -1."""
    density = density_of(Analysis(model, cells))
    rng = np.random.default_rng(20160101)
    return Points(
        rng.normal(0.0, 1.0, (POINTS, density.fixed)),
        rng.normal(0.0, 1.0, (POINTS, density.units)),
        rng.normal(-1.0, 1.5, (POINTS, density.sds)),
    )


def pymc_log_density(cells: xr.Dataset, model: Model, at: Points) -> np.ndarray:
    """PyMC's own log density of the same points, on its unconstrained scale."""
    definition, density = build_pymc_model(cells, model), density_of(Analysis(model, cells))
    evaluate = definition.compile_logp()
    values = []
    for fixed, unit, phi in zip(at.fixed, at.unit_effect, at.log_sd, strict=True):
        point = {"intercept": fixed[0], "unit_effect": unit, "unit_sd_log__": phi[0]}
        if density.terms:
            point["coefficient"] = fixed[1 : 1 + len(density.terms)]
        for log_sd, grouping in zip(phi[1:], density.groupings, strict=True):
            point[f"{grouping.name}_sd_log__"] = log_sd
            point[f"{grouping.name}_effect"] = fixed[grouping.columns]
        values.append(float(evaluate(point)))
    return np.array(values)


def assert_equal_up_to_a_constant(ours: np.ndarray, theirs: np.ndarray) -> None:
    """1e-9 (1 + |log p|): what summing thousands of terms in another order may change."""
    difference = ours - theirs
    tolerance = 1e-9 * (1.0 + np.abs(theirs).max())
    assert np.ptp(difference) < tolerance


@pytest.mark.filterwarnings("ignore:Cannot cache compiled function")  # a large design is a constant
@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_equals_pymc_on_every_shipped_model(path: Path) -> None:
    model = read_model(path)
    cells = aggregate(read_people(model), model)
    at = random_points(cells, model)
    ours = log_density(density_of(Analysis(model, cells)), at)
    assert_equal_up_to_a_constant(ours, pymc_log_density(cells, model, at))


@pytest.mark.parametrize("df", [2.5, 12.0])
def test_equals_pymc_with_student_t_effects(df: float, people: pd.DataFrame) -> None:
    model = people_model()
    model = with_keys(model, {"model": {"unit_effects": "student-t", "df": df}})
    cells = cells_of(people, model)
    at = random_points(cells, model)
    ours = log_density(density_of(Analysis(model, cells)), at)
    assert_equal_up_to_a_constant(ours, pymc_log_density(cells, model, at))


def test_equals_pymc_with_further_groupings(grouped: tuple[xr.Dataset, Model]) -> None:
    """One around the units and one across them, each with a prior of its own."""
    cells, model = grouped
    at = random_points(cells, model)
    density = density_of(Analysis(model, cells))
    assert [grouping.name for grouping in density.groupings] == ["region", "diagnosis"]
    assert_equal_up_to_a_constant(log_density(density, at), pymc_log_density(cells, model, at))


@pytest.mark.parametrize("family", FAMILIES)
def test_equals_pymc_under_every_prior_family(family: str, people: pd.DataFrame) -> None:
    model = people_model(
        unit_sd=FAMILIES[family],
        intercept={"mean": -1.0, "sd": 2.0},
        coefficient={"mean": 0.1, "sd": 0.8},
    )
    cells = cells_of(people, model)
    at = random_points(cells, model)
    ours = log_density(density_of(Analysis(model, cells)), at)
    assert_equal_up_to_a_constant(ours, pymc_log_density(cells, model, at))


def test_the_comparison_tells_models_apart(people: pd.DataFrame) -> None:
    model = people_model(unit_sd=FAMILIES["half-normal"])
    other = people_model(unit_sd={"family": "half-normal", "scale": 0.71})
    cells = cells_of(people, model)
    at = random_points(cells, model)
    ours = log_density(density_of(Analysis(model, cells)), at)
    with pytest.raises(AssertionError):
        assert_equal_up_to_a_constant(ours, pymc_log_density(cells, other, at))


def test_rows_and_counts_have_one_likelihood(people: pd.DataFrame) -> None:
    model = people_model()
    density = density_of(Analysis(model, cells_of(people, model)))
    at = random_points(cells_of(people, model), model)
    twice = density_of(Analysis(model, cells_of(pd.concat([people, people]), model)))
    assert twice.trials.size == density.trials.size
    np.testing.assert_allclose(
        log_likelihood(twice, at), 2.0 * log_likelihood(density, at), rtol=1e-12
    )
