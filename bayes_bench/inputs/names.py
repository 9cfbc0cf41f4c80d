"""The names and places of units: the shipped list of municipalities, or a CSV file of the user."""

import contextlib
from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.inputs.model.file import SHIPPED_NAMES, Model
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.suggestions import counted


def unit_names(model: Model) -> dict[str, str]:
    """Return code -> name of the list that the model names; empty where it names none.

    Raises
    ------
    DataError
        Where the list cannot be read, or gives a code twice.
    """
    if model.data.names is None:
        return {}
    place = _place(model)
    table = read_table(place, ["code", "name"]).columns.astype(object)
    codes = [code_text(code) for code in table["code"].fillna("")]
    _refuse_doubtful(pd.Series(codes), table["name"], place.name)
    return dict(zip(codes, map(composed, table["name"]), strict=True))


def unit_places(model: Model) -> pd.DataFrame:
    """Return region and tile of the units of the list that the model names, by code.

    Returns
    -------
    DataFrame
        Those of the columns ``region`` (text, "" where none is given), ``tile_column`` and
        ``tile_row`` (float64, NaN where none is given) that the list has; the two of a tile go
        together. No columns where the model names no list.

    Raises
    ------
    DataError
        Where a tile is not a number.
    """
    if model.data.names is None:
        return pd.DataFrame()
    place = _place(model)
    columns = _optional(place, ("region", "tile_column", "tile_row"))
    tiles = {name: columns[name] for name in ("tile_column", "tile_row") if name in columns}
    places = {"region": columns["region"].fillna("").map(composed)} if "region" in columns else {}
    if len(tiles) == 2:
        numbers = {name: _numbers(values, name, place.name) for name, values in tiles.items()}
        lacking = numbers["tile_column"].isna() | numbers["tile_row"].isna()
        places |= {name: values.mask(lacking) for name, values in numbers.items()}
    return pd.DataFrame(places)


def _optional(place: Path, names: Sequence[str]) -> dict[str, pd.Series]:
    """Those of the columns that the list has, by code."""
    columns = {}
    for name in names:
        # `unit_names` has read the list: the one thing that can be wrong is that a column is absent
        with contextlib.suppress(DataError):
            table = read_table(place, ["code", name]).columns.astype(object)
            codes = [code_text(code) for code in table["code"].fillna("")]
            columns[name] = pd.Series(table[name].to_numpy(), index=codes, dtype=object)
    return columns


def _numbers(values: pd.Series, name: str, file: str) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype(float)
    wrong = int((numbers.isna() & values.notna()).sum())
    if wrong:
        raise DataError(f"{file}: {name} is not a number ({counted(wrong, 'row')})")
    return numbers


def _place(model: Model) -> Path:
    if model.data.names == SHIPPED_NAMES:
        return _shipped()
    folder = Path() if model.path is None else model.path.parent
    return folder / str(model.data.names)


def _shipped() -> Path:
    package: Traversable = files("bayes_bench")
    inside = Path(str(package / "data" / "municipalities.csv"))
    # in a checkout the list lies in data/ beside the package
    return inside if inside.is_file() else Path(str(package)).parent / "data" / inside.name


def _refuse_doubtful(codes: pd.Series, names: pd.Series, file: str) -> None:
    problems: Sequence[str] = [
        f"{file}: {words} ({counted(int(where.sum()), 'row')})"
        for where, words in (
            ((codes == "") | names.isna(), "has rows without a code or without a name"),
            (codes.duplicated() & (codes != ""), "gives codes more than once"),
        )
        if where.any()
    ]
    if problems:
        raise DataError(problems)
