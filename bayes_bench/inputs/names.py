"""The names of units: the shipped list of municipalities, or a CSV file of the user."""

from collections.abc import Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.inputs.model_file import SHIPPED_NAMES, Model
from bayes_bench.inputs.table_files import read_table


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
        f"{file}: {words} ({int(where.sum())} rows)"
        for where, words in (
            ((codes == "") | names.isna(), "has rows without a code or without a name"),
            (codes.duplicated() & (codes != ""), "gives codes more than once"),
        )
        if where.any()
    ]
    if problems:
        raise DataError(problems)
