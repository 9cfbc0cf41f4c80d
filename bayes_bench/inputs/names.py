"""The names and places of units: the shipped list of municipalities, or a CSV file of the user."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.inputs.model.file import SHIPPED_NAMES, Model
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.interface.suggestions import counted

PLACES = ("region", "tile_column", "tile_row")


@dataclass(frozen=True)
class UnitList:
    """What a list of units says of each, by code.

    Attributes
    ----------
    names : dict of str to str
    places : DataFrame
        Those of the columns ``region`` (text, "" where none is given), ``tile_column`` and
        ``tile_row`` (float64, NaN where none is given) that the list has; the two of a tile go
        together.
    notes : tuple of str
        What was taken for granted in reading it.
    """

    names: dict[str, str]
    places: pd.DataFrame
    notes: tuple[str, ...] = ()


def unit_list(model: Model) -> UnitList:
    """Return the list of units that the model names, read once; an empty one where it names none.

    Raises
    ------
    DataError
        Where the list cannot be read, gives a code twice, or a tile is not a number.
    """
    if model.data.names is None:
        return UnitList({}, pd.DataFrame())
    place = _place(model)
    read = read_table(place, ["code", "name"], PLACES, ["code", "name", "region"])
    table = read.columns.astype(object)
    codes = [code_text(code) for code in table["code"].fillna("")]
    _refuse_doubtful(pd.Series(codes), table["name"], place.name)
    names = dict(zip(codes, map(composed, table["name"]), strict=True))
    places = _places(table.set_axis(pd.Index(codes, dtype=object)), place.name)
    return UnitList(names, places, read.notes)


def shipped_codes() -> frozenset[str]:
    """Codes of the list that is shipped, Denmark's municipalities."""
    table = read_table(_shipped(), ["code"]).columns
    return frozenset(code_text(code) for code in table["code"].astype(str))


def _places(table: pd.DataFrame, file: str) -> pd.DataFrame:
    places: dict[str, pd.Series] = {}
    if "region" in table:
        places["region"] = table["region"].fillna("").map(composed)
    if {"tile_column", "tile_row"} <= set(table):
        tiles = {name: _numbers(table[name], name, file) for name in ("tile_column", "tile_row")}
        lacking = tiles["tile_column"].isna() | tiles["tile_row"].isna()
        places |= {name: values.mask(lacking) for name, values in tiles.items()}
    return pd.DataFrame(places)


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
