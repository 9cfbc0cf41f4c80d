"""The variants of a model: which there are, and that they leave the base as it is."""

import pytest
import xarray as xr

from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.sensitivity_analysis.variants import MAX_LEFT_OUT, variants_of
from tests.builders import variants
from tests.builders.fits import fit_of
from tests.builders.posterior import grouped_model
from tests.builders.variants import COVARIATES, Fitted, model_of


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return variants.fitted()


def test_the_base_is_left_as_it_was(fitted: Fitted) -> None:
    before = fitted.base.cells.copy(deep=True)
    for variant in variants_of(fitted.fit):
        with_nothing = variant.variant == "unit_means"  # five columns for fifteen units
        if not with_nothing:
            variant.make()
    xr.testing.assert_identical(fitted.base.cells, before)


def listed(model: Model) -> list[tuple[str, tuple[str, ...]]]:
    found = variants_of(fit_of(xr.DataTree(), xr.Dataset(), model))
    return [(variant.variant, variant.details) for variant in found]


def test_the_variants_of_a_model(fitted: Fitted) -> None:
    both = ("case_mix", "own")
    assert listed(model_of(COVARIATES, sensitivity={"without": ["age"]})) == [
        ("seed", ("20160102",)),
        ("reference", ("average_unit", "population", "typical")),
        ("without", ("age",)),
        *((name, both) for name in ("unit_risk", "unit_means", "volume")),
        *(("prior_unit_sd", (factor,)) for factor in ("2", "0.5")),
        ("prior_coefficient", ("2.5",)),
        ("coding", ("",)),
    ]
    each = [detail for variant, detail in listed(fitted.base.model) if variant == "without"]
    assert each == [("joint",), ("sex",), ("age",), ("bmi",)]


@pytest.mark.parametrize(("count", "words"), [(0, "no covariates"), (16, r"under \[sensitivity\]")])
def test_nothing_is_left_out_of_nothing_or_of_too_many(count: int, words: str) -> None:
    model = model_of([{"name": f"x{n}", "kind": "linear"} for n in range(count)])
    assert count not in range(1, MAX_LEFT_OUT + 1)
    (without,) = (
        v for v in variants_of(fit_of(xr.DataTree(), xr.Dataset(), model)) if v.variant == "without"
    )
    with pytest.raises(DataError, match=words):
        without.make()


def test_groupings_have_variants_of_their_own() -> None:
    found = listed(grouped_model())
    assert [detail for variant, detail in found if variant == "without_grouping"] == [
        ("region",),
        ("diagnosis",),
    ]
    assert [detail for variant, detail in found if variant == "prior_group_sd"] == [
        ("2",),
        ("0.5",),
    ]
    assert not [v for v, _ in listed(model_of(COVARIATES)) if "group" in v]
