"""What follows from a model and its cells is counted right, and once."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.analysis import Analysis, population_of
from tests.builders.estimands import MakeProblem
from tests.builders.small_problems import counts_cells, counts_model


@pytest.fixture(scope="module")
def analysis(make_problem: MakeProblem) -> Analysis:
    problem = make_problem()
    return Analysis(problem.model, problem.cells)


def test_the_population_is_counted_person_by_person(analysis: Analysis) -> None:
    unit_of = np.repeat(analysis.cells["unit_index"].values, analysis.cells["trials"].values)
    population = analysis.population
    np.testing.assert_array_equal(population.people, np.bincount(unit_of))
    assert population.units == analysis.cells.sizes["unit"]
    assert population.unit_events.sum() == analysis.cells["events"].sum()
    for unit in range(population.units):
        own = population.one(unit)
        cells = population.unit_index == unit
        np.testing.assert_array_equal(own.events, population.events[cells])
        np.testing.assert_allclose(own.fractions, population.fractions[cells])
        assert own.fractions.sum() == pytest.approx(1.0)


def test_fractions_of_the_country_are_those_of_people(analysis: Analysis) -> None:
    trials = analysis.cells["trials"].to_numpy()
    np.testing.assert_allclose(analysis.population.country_fractions, trials / trials.sum())
    assert analysis.population.unit_fractions.sum() == pytest.approx(1.0)


def test_each_cell_has_its_unit(analysis: Analysis) -> None:
    by_unit = np.arange(analysis.population.units, dtype=float)[None]
    of_cells = analysis.population.of_cells(by_unit)[0]
    np.testing.assert_array_equal(of_cells, analysis.population.unit_index)


def test_what_is_derived_is_derived_once(analysis: Analysis) -> None:
    assert analysis.design is analysis.design
    assert analysis.population is analysis.population
    assert analysis.pooled is analysis.pooled


def test_the_pooled_regression_of_no_covariates_is_the_overall_rate() -> None:
    model = counts_model()
    analysis = Analysis(model, counts_cells([20, 50, 30], [2, 10, 8], model))
    np.testing.assert_allclose(analysis.pooled.probability, 0.2, atol=1e-8)


def test_coordinates_by_unit(analysis: Analysis) -> None:
    assert set(analysis.unit_coords) == {"unit", "name", "ranked"}


def test_a_cell_without_people_is_allowed_and_counts_nothing() -> None:
    model = counts_model()
    cells = counts_cells([20, 50], [2, 10], model)
    emptied = cells.assign(
        {name: cells[name] * (cells["unit_index"] > 0) for name in ("events", "trials")}
    )
    with np.errstate(invalid="ignore"):
        assert population_of(emptied).people.tolist() == [0, 50]


def test_what_differs_within_a_ranked_unit_does_so_by_pandas(analysis: Analysis) -> None:
    """Something of the units alone, a constant, and columns of one odd cell in each unit."""
    unit = analysis.population.unit_index
    odd = [np.where(np.arange(unit.size) == cell, 7, unit) for cell in analysis.population.starts]
    for values in (3 * unit, np.zeros(unit.size), *odd[:-1]):
        kinds = pd.Series(values).groupby(unit).nunique()[analysis.is_ranked]
        assert analysis.varies_within_units(values) == (kinds > 1).any()
    assert any(analysis.varies_within_units(values) for values in odd[:-1])
