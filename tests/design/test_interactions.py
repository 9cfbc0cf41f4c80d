"""Columns of interactions against products written out."""

import numpy as np
import pytest
from scipy import sparse

from bayes_bench.design.interactions import met, products
from bayes_bench.design.matrix import design_matrix, matrix_at
from bayes_bench.errors import DataError
from tests.builders.estimands import MakeProblem, cells_of, model_of

CROSSED = [{"name": "joint:sex"}, {"name": "sex:age"}, {"name": "bmi:age"}]


def test_products_are_of_centred_columns_but_for_their_constant() -> None:
    rng = np.random.default_rng(3)
    columns, center = rng.normal(size=(7, 3)), np.array([0.5, -1.0, 2.0])
    found = products(sparse.csr_array(columns), center, [(0, 2), (1, 2)]).toarray()
    written = [(columns[:, a] - center[a]) * (columns[:, 2] - center[2]) for a in (0, 1)]
    constants = np.array([center[0] * center[2], center[1] * center[2]])
    assert found == pytest.approx(np.stack(written, axis=1) - constants)


def test_the_design_centres_them_over_people(make_problem: MakeProblem) -> None:
    problem = make_problem(more=CROSSED)
    design, weights = problem.design, problem.cells["trials"].to_numpy()
    centred = design.matrix.toarray() - design.center
    assert weights @ centred == pytest.approx(np.zeros(len(design.terms)), abs=1e-9)
    places = {term.label: place for place, term in enumerate(design.terms)}
    product = centred[:, places["sex[m]"]] * centred[:, places["age"]]
    expected = product - np.average(product, weights=weights)
    assert centred[:, places["sex:age[m:]"]] == pytest.approx(expected, abs=1e-12)
    assert design.terms[places["bmi:age[2:]"]].parts == (places["bmi[2]"], places["age"])
    assert matrix_at(design, problem.cells, problem.model).toarray() == pytest.approx(
        design.matrix.toarray()
    )
    dense = design.lookups.dense[:, 1:]
    assert dense == pytest.approx(centred, abs=1e-12)


def test_an_interaction_does_not_depend_on_where_a_measurement_has_its_zero() -> None:
    model = model_of(
        [*({"name": n, "kind": k} for n, k in (("sex", "category"), ("age", "linear"))), CROSSED[1]]
    )
    cells = cells_of([9, 30], 1, bare=False)
    since = cells.assign_coords(covariate_age=cells["covariate_age"] + 1900)
    one, other = (design_matrix(of, model) for of in (cells, since))
    assert (one.matrix.toarray() - one.center) == pytest.approx(
        other.matrix.toarray() - other.center, abs=1e-9
    )


def test_a_combination_that_nobody_has_gets_no_column() -> None:
    model = model_of([{"name": "joint"}, {"name": "sex"}, CROSSED[0]])
    cells = cells_of([9, 30], 1, bare=False)
    never = (cells["covariate_joint"] == 2) & (cells["covariate_sex"] == 1)
    labels = [term.label for term in design_matrix(cells.isel(cell=~never), model).terms]
    assert "joint:sex[hip:m]" in labels
    assert "joint:sex[knee:m]" not in labels
    both = (cells["covariate_joint"] > 0) & (cells["covariate_sex"] == 1)
    with pytest.raises(DataError, match='the interaction "joint:sex" has nobody'):
        design_matrix(cells.isel(cell=~both), model)


def test_who_has_both() -> None:
    columns = sparse.csr_array(np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 0.0]]))
    assert met(columns, [(0, 1), (0, 2), (1, 2)]) == [False, True, False]
