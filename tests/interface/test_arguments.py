"""A wrong order of arguments is named; the right one passes as if nobody looked."""

import pickle
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import bayes_bench as bb
from bayes_bench.errors import ArgumentError, InputError
from bayes_bench.interface.arguments import checked_arguments

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def model() -> bb.Model:
    return bb.read_model(ROOT / "models" / "surgical.toml")


@pytest.fixture(scope="module")
def cells(model: bb.Model) -> xr.Dataset:
    return bb.aggregate(bb.read_people(model), model)


def test_two_exchanged_are_both_named(model: bb.Model, cells: xr.Dataset) -> None:
    with pytest.raises(ArgumentError) as caught:
        bb.fit(model, cells)  # type: ignore[arg-type]
    assert caught.value.problems == (
        "cells takes a Dataset, and was given: Model (that is for model)",
        "model takes a Model, and was given: Dataset (that is for cells)",
        "write bb.fit(cells, model)",
    )


def test_three_in_another_order(model: bb.Model, cells: xr.Dataset) -> None:
    posterior = xr.DataTree()
    with pytest.raises(ArgumentError, match=r"write bb\.benchmark\(posterior, cells, model\)"):
        bb.benchmark(cells, posterior, model)  # type: ignore[arg-type]


def test_by_name_too() -> None:
    with pytest.raises(ArgumentError, match="model takes a Model, and was given: str"):
        bb.read_people(model="models/surgical.toml")  # type: ignore[arg-type]


def test_it_is_a_type_error_and_an_input_error() -> None:
    assert issubclass(ArgumentError, TypeError)
    assert issubclass(ArgumentError, InputError)


def test_too_many_are_told_by_python(model: bb.Model, cells: xr.Dataset) -> None:
    with pytest.raises(TypeError, match=r"fit\(\) takes 2 positional arguments"):
        bb.fit(cells, model, 3)  # type: ignore[arg-type]


def half(number: int, part: float = 0.5, unit: str = "") -> str:
    return f"{number * part:g}{unit}"


def test_plain_arguments_in_another_order_are_named() -> None:
    with pytest.raises(ArgumentError) as caught:
        checked_arguments(half)("cm", 3)  # type: ignore[arg-type]
    assert caught.value.problems == (
        "number takes a whole number, and was given: str (that is for unit)",
        "write bb.half(number)",
    )
    with pytest.raises(ArgumentError, match="unit takes a text, and was given: float"):
        checked_arguments(half)(3, 0.1, 0.5)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="number takes a whole number, and was given: float"):
        checked_arguments(half)(2.5)  # type: ignore[arg-type]


def test_numpys_numbers_are_numbers() -> None:
    assert checked_arguments(half)(np.int64(4), np.float32(0.25), "m") == "1m"  # type: ignore[arg-type]
    assert checked_arguments(half)(4, 1) == "4"


def test_public_functions_can_be_pickled() -> None:
    assert pickle.loads(pickle.dumps(bb.fit)) is bb.fit  # noqa: S301 - our own
    assert bb.fit.__doc__ is not None
