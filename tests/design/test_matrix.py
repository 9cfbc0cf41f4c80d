"""The design against formulaic's coding, people instead of cells, and hand-made cases."""

from typing import Any

import formulaic
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.aggregation import aggregate
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people

JOINT = {"name": "joint", "reference": "knee"}
AGE = {"name": "age", "kind": "spline", "df": 4}
WAGE = {"name": "wage", "kind": "linear"}


def register(persons: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "u": rng.choice(list("ABC"), persons),
            "y": rng.integers(0, 2, persons),
            "joint": rng.choice(["hip", "hand", "knee"], persons, p=[0.5, 0.3, 0.2]),
            "age": rng.integers(18, 67, persons).astype(float),
            "wage": np.round(rng.lognormal(3, 1, persons)),
        }
    )


def by_person(cells: xr.Dataset, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.repeat(values, cells["trials"].to_numpy(), axis=0)


def made(frame: pd.DataFrame, model: Model) -> tuple[xr.Dataset, Any]:
    cells = aggregate(read_people(model, frame), model)
    return cells, design_matrix(cells, model)


def test_categories_are_treatment_coded(model_of: Any) -> None:
    cells, design = made(register(), model_of((JOINT,)))
    joint = cells["covariate_joint"]
    people = pd.DataFrame({"joint": np.array(joint.attrs["levels"])[joint.values]})
    oracle = formulaic.model_matrix("C(joint, contr.treatment('knee'))", people)
    np.testing.assert_array_equal(design.matrix.toarray(), oracle.to_numpy()[:, 1:])
    assert [term.label for term in design.terms] == ["joint[hand]", "joint[hip]"]
    assert [term.level for term in design.terms] == ["hand", "hip"]


def test_linear_columns_have_sd_one_over_people(model_of: Any) -> None:
    frame = register()
    cells, design = made(frame, model_of((WAGE,)))
    column = by_person(cells, design.matrix.toarray()[:, 0])
    # a thousand sums of 500 rounded terms
    np.testing.assert_allclose(column.std(), 1.0, rtol=1e-12)
    np.testing.assert_allclose(design.terms[0].scale, frame["wage"].std(ddof=0), rtol=1e-12)
    assert design.terms[0].label == "wage"


def test_center_is_the_mean_over_people(model_of: Any) -> None:
    cells, design = made(register(), model_of((JOINT, AGE, WAGE)))
    people = by_person(cells, design.matrix.toarray() - design.center)
    np.testing.assert_allclose(people.mean(axis=0), 0.0, atol=1e-12)


def test_knots_are_quantiles_of_people(model_of: Any) -> None:
    frame = register()
    _, design = made(frame, model_of((AGE,)))
    expected = np.quantile(frame["age"], [0, 0.25, 0.5, 0.75, 1])
    np.testing.assert_allclose(design.knots["age"], expected, rtol=1e-14)


def test_spline_columns_span_those_of_formulaic(model_of: Any) -> None:
    cells, design = made(register(), model_of((AGE,)))
    age = pd.DataFrame({"age": cells["covariate_age"].values})
    inner = design.knots["age"][1:-1].tolist()
    oracle = formulaic.model_matrix(f"cr(age, knots={inner})", age).to_numpy()
    ours = np.column_stack([np.ones(len(age)), design.matrix.toarray()])
    for one, other in ((ours, oracle), (oracle, ours)):
        fitted = one @ np.linalg.lstsq(one, other, rcond=None)[0]
        # two bases of one space: what is left is rounding
        np.testing.assert_allclose(fitted, other, atol=1e-10)
    assert np.linalg.matrix_rank(ours) == 5


def test_the_matrix_is_sparse_with_terms_in_the_models_order(model_of: Any) -> None:
    cells, design = made(register(), model_of((WAGE, JOINT, AGE)))
    assert design.matrix.format == "csr"
    assert design.matrix.shape == (cells.sizes["cell"], len(design.terms))
    labels = [term.label for term in design.terms]
    assert labels == ["wage", "joint[hand]", "joint[hip]", *(f"age[{k}]" for k in (1, 2, 3, 4))]
    assert {term.scale for term in design.terms[1:]} == {1.0}


def test_no_covariates_make_an_empty_design(model_of: Any) -> None:
    cells, design = made(register(), model_of())
    assert design.matrix.shape == (cells.sizes["cell"], 0)
    assert design.center.shape == (0,)
    assert design.terms == ()


def test_rows_and_counts_have_the_same_design(model_of: Any) -> None:
    frame = register()
    keys = ["u", "joint", "age", "wage"]
    table = frame.groupby(keys)["y"].agg(e="sum", n="size").reset_index()
    covariates = (JOINT, AGE, WAGE)
    _, rows = made(frame, model_of(covariates))
    _, counts = made(table, model_of(covariates, data={"events": "e", "trials": "n"}))
    assert rows.matrix.data.tobytes() == counts.matrix.data.tobytes()
    assert rows.center.tobytes() == counts.center.tobytes()
    assert rows.terms == counts.terms


def test_a_spline_of_few_values_is_refused(model_of: Any) -> None:
    frame = register().assign(age=lambda f: (f["age"] > 60).astype(float))
    with pytest.raises(DataError, match=r'"age" has too few different values .* df = 4'):
        made(frame, model_of((AGE,)))


@pytest.mark.parametrize("covariate", [WAGE, {"name": "wage", "kind": "spline", "df": 2}])
@pytest.mark.parametrize(
    ("factor", "shift", "remedy"),
    [
        (1e160, 0, "divide it by"),
        (1e305, 0, "divide it by"),
        (1e-200, 0, "multiply it by"),
        (1e-3, 1e15, "subtract a constant"),
        (-1e-8, -1e6, "subtract a constant"),
    ],
)
def test_a_measurement_beyond_rounding_is_refused(
    model_of: Any, covariate: dict[str, Any], factor: float, shift: float, remedy: str
) -> None:
    frame = register().assign(wage=lambda f: (f["wage"] % 100) * factor + shift)
    with pytest.raises(DataError, match=f'"wage" .*{remedy}'):
        made(frame, model_of((covariate,)))


@pytest.mark.parametrize("factor", [1e-90, 1.0, 1e90])
def test_the_unit_of_measurement_does_not_matter(model_of: Any, factor: float) -> None:
    frame = register()
    _, design = made(frame, model_of((WAGE,)))
    _, scaled = made(frame.assign(wage=frame["wage"] * factor), model_of((WAGE,)))
    # a product of a factor rounds each value once
    np.testing.assert_allclose(scaled.matrix.toarray(), design.matrix.toarray(), rtol=1e-13)


def test_covariates_that_copy_each_other_are_legal(model_of: Any) -> None:
    frame = register().assign(copy=lambda f: f["wage"] * 2)
    _, design = made(frame, model_of((WAGE, {"name": "copy", "kind": "linear"})))
    assert np.linalg.matrix_rank(design.matrix.toarray()) == 1
