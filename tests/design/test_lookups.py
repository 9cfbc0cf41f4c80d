"""The design taken apart into tables is still the design."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.design.lookups import MIN_WAYS, ROWS_PER_WAY, Lookups
from bayes_bench.design.matrix import design_matrix
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.inputs.people import read_people

MANY = 700


def taken_apart(ages: int, categories: int) -> tuple[Lookups, np.ndarray]:
    """Lookups and the dense, centred design, of people with so many ages and categories."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame({"unit": rng.choice(["a", "b", "c"], MANY), "y": rng.integers(0, 2, MANY)})
    table["age"] = 20 + np.arange(MANY) % ages
    for number in range(categories):
        table[f"c{number}"] = rng.choice(list("pqrstuvw"[: 2 + number]), MANY)
    covariates = [{"name": f"c{number}", "kind": "category"} for number in range(categories)]
    model = model_from_table(
        {
            "title": "t",
            "data": {"unit": "unit", "outcome": "y", "better": "lower"},
            "disclosure": {"public": True},
            "covariates": [*covariates, {"name": "age", "kind": "spline", "df": 3}],
        }
    )
    cells = aggregate(read_people(model, table), model)
    design = design_matrix(cells, model)
    dense = np.hstack([np.ones((cells.sizes["cell"], 1)), design.matrix.toarray() - design.center])
    return design.lookups, dense


@pytest.mark.parametrize(("ages", "categories"), [(5, 0), (40, 2), (40, 7), (ROWS_PER_WAY + 1, 3)])
def test_rows_add_up_to_the_design(ages: int, categories: int) -> None:
    lookups, dense = taken_apart(ages, categories)
    np.testing.assert_allclose(lookups.dense, dense, atol=1e-13)
    assert lookups.codes.shape[1] >= MIN_WAYS
    assert (lookups.loose.shape[1] == 3) == (ages > ROWS_PER_WAY)


def test_covariates_of_few_values_go_together() -> None:
    lookups, _ = taken_apart(40, 7)
    assert lookups.codes.shape[1] < 8
    rows_used = [np.unique(way).size for way in lookups.codes.T]
    assert max(rows_used) <= ROWS_PER_WAY
    assert len(lookups.rows) <= lookups.codes.shape[1] * ROWS_PER_WAY


def test_no_row_is_shared_by_two_ways() -> None:
    lookups, dense = taken_apart(40, 3)
    ways = [set(way) for way in lookups.codes.T]
    assert sum(map(len, ways)) == len(set.union(*ways))
    # the negative control: cells that use each other's rows are other people
    assert not np.allclose(lookups.rows[np.roll(lookups.codes, 1, axis=0)].sum(axis=1), dense)


@pytest.mark.parametrize(("ages", "categories"), [(5, 0), (40, 7), (ROWS_PER_WAY + 1, 3)])
def test_the_linear_predictor_lies_between_its_bounds(ages: int, categories: int) -> None:
    lookups, dense = taken_apart(ages, categories)
    fixed = np.random.default_rng(4).normal(size=(3, dense.shape[1]))
    values, slopes = lookups.values(fixed)
    predictor = fixed @ dense.T
    found = values[:, lookups.codes].sum(axis=2) + slopes @ lookups.loose.T
    np.testing.assert_allclose(found, predictor, atol=1e-12)
    lowest, highest = lookups.bounds(values, slopes)
    assert (lowest <= predictor.min(axis=1) + 1e-12).all()
    assert (highest >= predictor.max(axis=1) - 1e-12).all()
    if categories == 0:  # one way only: somebody has the least, somebody the most
        np.testing.assert_allclose(lowest, predictor.min(axis=1), atol=1e-12)
        np.testing.assert_allclose(highest, predictor.max(axis=1), atol=1e-12)


def test_the_way_of_a_term_is_the_one_that_has_it() -> None:
    lookups, dense = taken_apart(40, 7)
    for term in range(dense.shape[1] - 1):
        way = lookups.way_of(term)
        outside = np.r_[0 : way.start, way.stop : len(lookups.rows)]
        assert (lookups.rows[outside, 1 + term] == 0).all()
        inside = (lookups.codes >= way.start) & (lookups.codes < way.stop)
        assert (inside.sum(axis=1) == 1).all()
        own = lookups.rows[lookups.codes[inside], 1 + term]
        np.testing.assert_allclose(own, dense[:, 1 + term], atol=1e-13)
