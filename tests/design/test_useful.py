"""Covariates that a design cannot use are refused all at once, each with its remedy."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.design.useful import refuse_useless, values_of
from bayes_bench.errors import DataError
from tests.builders.inputs import a_model

MODEL = a_model(
    (
        {"name": "same"},
        {"name": "large", "kind": "linear"},
        {"name": "small", "kind": "linear"},
        {"name": "few", "kind": "spline", "df": 4},
    ),
    groups=[{"name": "region"}],
)


def cells(**values: list[float]) -> xr.Dataset:
    coords = {f"covariate_{name}": ("cell", np.array(given)) for name, given in values.items()}
    return xr.Dataset({"trials": ("cell", np.full(4, 10))}, coords)


def test_every_one_is_told() -> None:
    given = cells(
        same=[1, 1, 1, 1],
        large=[1e101, 2, 3, 4],
        small=[0, 1e-120, 0, 1e-121],
        few=[1, 2, 1, 2],
        region=[0, 0, 0, 0],
    )
    with pytest.raises(DataError) as caught:
        refuse_useless(given, MODEL)
    told = caught.value.problems
    assert [line.split('"')[1] for line in told] == ["same", "large", "small", "few", "region"]
    assert "divide it by a constant" in told[1]
    assert "multiply it" in told[2]
    assert 'kind = "linear"' in told[3]


def test_useful_ones_pass() -> None:
    fine = [1.0, 2.0, 3.0, 5.0]
    given = cells(same=fine, large=fine, small=fine, few=fine, region=fine)
    model = a_model(({"name": "same"}, {"name": "large", "kind": "linear"}))
    refuse_useless(given, model)
    assert values_of(given, "few").tolist() == fine
