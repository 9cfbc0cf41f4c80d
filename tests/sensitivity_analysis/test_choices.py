"""One choice changed at a time, held to a model file that says so."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import DataError
from bayes_bench.posterior.sampling import sample
from bayes_bench.sensitivity_analysis.choices import (
    interactions_with,
    recoded,
    reseeded,
    with_coefficient_prior,
    with_group_sd_priors,
    with_reference,
    with_unit_sd_prior,
    without_covariate,
    without_grouping,
)
from tests.builders import variants
from tests.builders.fits import cells_of
from tests.builders.posterior import grouped_model, grouped_people
from tests.builders.variants import COVARIATES, Fitted, model_of

ROUNDED = {
    "unit": "unit",
    "outcome": "ill",
    "better": "lower",
    "round": {"age": 5, "bmi": 2},
}


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return variants.fitted()


@pytest.mark.parametrize("name", ["joint", "sex", "age", "bmi"])
def test_leaving_out_is_the_model_file_without_it(fitted: Fitted, name: str) -> None:
    model = model_of([c for c in COVARIATES if c["name"] != name])
    cells, found = cells_of(fitted.people, model), without_covariate(fitted.base, name)
    assert found.model.covariates == model.covariates
    xr.testing.assert_identical(found.cells.drop_attrs(deep=False), cells.drop_attrs(deep=False))
    if name == "joint":  # one fit will do: the cells are all that goes in
        draws, wanted = (
            sample(analysis)["posterior"] for analysis in (found, Analysis(model, cells))
        )
        xr.testing.assert_identical(draws.to_dataset(), wanted.to_dataset())


def test_leaving_a_grouping_out_is_the_model_file_without_it() -> None:
    people, model = grouped_people(), grouped_model()
    found = without_grouping(Analysis(model, cells_of(people, model)), "diagnosis")
    wanted = cells_of(people, found.model)
    assert [group.name for group in found.model.groups] == ["region"]
    xr.testing.assert_identical(found.cells.drop_attrs(deep=False), wanted.drop_attrs(deep=False))


def test_the_priors_of_groupings_are_stretched_together() -> None:
    people, model = grouped_people(), grouped_model()
    found = with_group_sd_priors(
        Analysis(model, cells_of(people, model)), 2.0
    ).model.priors.group_sd
    half = np.array([0.5])
    for name in ("region", "diagnosis"):
        before, after = (prior.of(name).quantile(half) for prior in (model.priors.group_sd, found))
        np.testing.assert_allclose(after, 2.0 * before)


def test_what_is_left_out_is_no_longer_rounded() -> None:
    """Its step would name no covariate; the step of the other one stays."""
    people = variants.people_of(5)
    model = model_of(COVARIATES, data=ROUNDED)
    found = without_covariate(Analysis(model, cells_of(people, model)), "age")
    assert found.model.data.round == {"bmi": 2.0}
    kept = model_of(
        [c for c in COVARIATES if c["name"] != "age"],
        data=found.model.data.model_dump(exclude_none=True),
    )
    assert found.model.covariates == kept.covariates
    wanted = cells_of(people, kept)
    xr.testing.assert_identical(found.cells.drop_attrs(deep=False), wanted.drop_attrs(deep=False))


def test_other_reference_levels_are_the_most_frequent_of_the_others(fitted: Fitted) -> None:
    found = recoded(fitted.base)
    counts = fitted.people["joint"].value_counts()
    wanted = {"joint": counts.index[1], "sex": "f"}  # "m" is named, whether or not it leads
    for name, level in wanted.items():
        assert found.cells[f"covariate_{name}"].attrs["reference"] == level
    assert [c.reference for c in found.model.covariates] == [*wanted.values(), None, None]
    terms = design_matrix(found.cells, found.model).terms
    assert [term.label for term in terms[:3]] == ["joint[hand]", "joint[hip]", "sex[m]"]


def test_levels_are_counted_by_people_and_not_by_cells() -> None:
    people = pd.DataFrame(
        {
            "unit": [f"u{n % 5}" for n in range(100)],
            "joint": ["hand"] * 50 + ["knee"] * 30 + ["hip"] * 20,
            "age": [50] * 80 + [*range(40, 60)],  # a cell for each hip
            "ill": [n // 5 % 2 for n in range(100)],
        }
    )
    model = model_of([COVARIATES[0], COVARIATES[2]])
    found = recoded(Analysis(model, cells_of(people, model)))
    assert found.model.covariates[0].reference == "knee"


@pytest.mark.parametrize(
    "prior",
    [
        {"family": "half-normal", "scale": 0.7},
        {"family": "half-t", "df": 3, "scale": 0.4},
        {"family": "exponential", "rate": 5.0},
    ],
)
def test_a_stretched_prior_has_stretched_quantiles(prior: dict[str, Any]) -> None:
    base = Analysis(model_of([], priors={"unit_sd": prior}), xr.Dataset())
    levels = np.array([0.1, 0.5, 0.9])
    for factor in (2.0, 0.5):
        found = with_unit_sd_prior(base, factor).model.priors.unit_sd
        assert found.family == prior["family"]
        wanted = factor * base.model.priors.unit_sd.quantile(levels)
        np.testing.assert_allclose(found.quantile(levels), wanted, rtol=1e-9)


def test_one_choice_at_a_time(fitted: Fitted) -> None:
    model = fitted.base.model
    changed: dict[str, Callable[[], Analysis]] = {
        "benchmark": lambda: with_reference(fitted.base, "typical"),
        "sampling": lambda: reseeded(fitted.base, 7),
        "priors": lambda: with_coefficient_prior(fitted.base, 2.5),
    }
    for section, make in changed.items():
        before, after = model.model_dump(), make().model.model_dump()
        assert {name for name in before if before[name] != after[name]} == {section}
    assert with_coefficient_prior(fitted.base, 2.5).model.priors.coefficient.sd == 2.5


def test_what_makes_no_sense_says_so() -> None:
    bare = Analysis(model_of([{"name": "age", "kind": "linear"}]), xr.Dataset())
    with pytest.raises(DataError, match="no categories"):
        recoded(bare)
    with pytest.raises(DataError, match="no covariates"):
        with_coefficient_prior(Analysis(model_of([]), xr.Dataset()), 2.5)


def test_leaving_out_keeps_everybody_and_merges_patterns(fitted: Fitted) -> None:
    for name in ("joint", "sex", "age", "bmi"):
        cells = without_covariate(fitted.base, name).cells
        for count in ("events", "trials"):
            sums = cells[count].groupby(cells["unit_index"]).sum()
            base = fitted.base.cells
            assert sums.equals(base[count].groupby(base["unit_index"]).sum())
        columns = [n for n in cells.coords if str(n).startswith("covariate_")]
        patterns = pd.DataFrame({n: cells[n].to_numpy() for n in ["unit_index", *columns]})
        assert f"covariate_{name}" not in patterns
        assert not patterns.duplicated().any()


def test_recoding_changes_no_count(fitted: Fitted) -> None:
    found = recoded(fitted.base).cells
    for name in ("events", "trials", "covariate_joint", "covariate_sex"):
        np.testing.assert_array_equal(found[name], fitted.base.cells[name])


def test_a_covariate_takes_its_interactions_with_it() -> None:
    people, more = variants.people_of(5), [{"name": "joint:sex"}, {"name": "sex:age"}]
    model = model_of([*COVARIATES, *more])
    base = Analysis(model, cells_of(people, model))
    assert interactions_with("sex", model) == ["joint:sex", "sex:age"]
    found = without_covariate(base, "joint")
    kept = model_of([*(c for c in COVARIATES if c["name"] != "joint"), more[1]])
    assert found.model.covariates == kept.covariates
    cells = cells_of(people, kept)
    np.testing.assert_array_equal(
        found.design.matrix.toarray(), design_matrix(cells, kept).matrix.toarray()
    )
    alone = without_covariate(base, "sex:age")
    assert alone.cells is base.cells
    assert [c.name for c in alone.model.covariates] == [c["name"] for c in [*COVARIATES, more[0]]]


def test_other_reference_levels_code_interactions_anew() -> None:
    people, model = variants.people_of(5), model_of([*COVARIATES, {"name": "joint:sex"}])
    base = Analysis(model, cells_of(people, model))
    other = recoded(base)
    crossed = [t.label for t in other.design.terms if t.kind == "interaction"]
    assert crossed
    assert crossed != [t.label for t in base.design.terms if t.kind == "interaction"]


def test_without_covariates_of_units_there_is_nothing_to_decide_of_them() -> None:
    own = [{**c, "level": "unit"} if c["name"] == "age" else c for c in COVARIATES]
    model = model_of(own, benchmark={"unit_covariates": "performance"})
    cells = cells_of(variants.people_of(5), model_of(COVARIATES))
    left = without_covariate(Analysis(model, cells), "age").model
    assert left.benchmark.unit_covariates == "case_mix"
    assert without_covariate(Analysis(model, cells), "bmi").model.benchmark == model.benchmark
