"""Small models and tables that the tests of this floor vary."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import DataError, ModelFileError
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people

ModelOf = Callable[..., Model]

type Content = str | bytes | Path | pd.DataFrame


def a_model(covariates: tuple[dict[str, Any], ...] = (), **sections: Any) -> Model:
    """Return a model of unit u and outcome y; sections are merged into the defaults."""
    data = {"unit": "u", "better": "lower"} | sections.pop("data", {})
    if "events" not in data:
        data = {"outcome": "y"} | data
    disclosure = {"public": True} | sections.pop("disclosure", {})
    table = {"title": "T", "data": data, "covariates": covariates, "disclosure": disclosure}
    return Model.model_validate(table | sections)


MIN_FILE = """
title = "T"
[data]
unit = "u"
outcome = "y"
better = "lower"
"""
"""A model file with nothing but what has no default."""


def file_problems(folder: Path, text: str | bytes) -> str:
    """What is said of a model file that cannot be used."""
    path = folder / "wrong.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelFileError) as caught:
        read_model(path)
    assert all(line.startswith("wrong.toml: ") for line in caught.value.problems)
    return str(caught.value)


def model_of_file(folder: Path, text: str) -> Model:
    """The model of a file."""
    path = folder / "right.toml"
    path.write_text(text, encoding="utf-8")
    return read_model(path)


def columns(people: pd.DataFrame) -> dict[str, list[Any]]:
    """What a table of people says, column by column."""
    return {str(name): people[name].tolist() for name in people}


def units_of(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """A table of counts: unit -> (events, trials)."""
    rows = [(unit, events, trials) for unit, (events, trials) in counts.items()]
    return pd.DataFrame(rows, columns=["u", "e", "n"])


def counts_model(**sections: Any) -> Model:
    """A model of such a table."""
    data = {"events": "e", "trials": "n"} | sections.pop("data", {})
    return a_model(data=data, **sections)


def totals(cells: xr.Dataset) -> dict[str, tuple[int, int]]:
    """Unit -> (events, trials) of cells."""
    sums = cells[["events", "trials"]].groupby("unit_index").sum()
    pairs = zip(sums["events"].values, sums["trials"].values, strict=True)
    return dict(zip(cells["unit"].values, ((int(e), int(n)) for e, n in pairs), strict=True))


def _file(content: str | bytes | Path, path: Path) -> Path:
    """The content as a file, if it is none."""
    if isinstance(content, Path):
        return content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def model_of() -> ModelOf:
    return a_model


@pytest.fixture
def problems_of(tmp_path: Path) -> Callable[..., str]:
    """Return what is said about a CSV text or a data frame that cannot be used."""

    def told(
        model: Model, data: str | bytes | Path | pd.DataFrame, name: str = "people.csv"
    ) -> str:
        if not isinstance(data, pd.DataFrame):
            data = _file(data, tmp_path / name)
        with pytest.raises(DataError) as caught:
            read_people(model, data)
        return str(caught.value)

    return told


@pytest.fixture
def people_of(tmp_path: Path) -> Callable[..., pd.DataFrame]:
    """Return the people of a CSV text or a data frame."""

    def read(
        model: Model, data: str | bytes | Path | pd.DataFrame, name: str = "people.csv"
    ) -> Any:
        if not isinstance(data, pd.DataFrame):
            data = _file(data, tmp_path / name)
        return read_people(model, data)

    return read
