"""Stata, SPSS and SAS files, through pyreadstat: codes are used, value labels kept to be shown."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import code_text, composed, float_code
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable, raw_column

STATISTICAL: Mapping[str, Callable[..., Any]] = {
    ".dta": pyreadstat.read_dta,
    ".sav": pyreadstat.read_sav,
    ".zsav": pyreadstat.read_sav,
    ".sas7bdat": pyreadstat.read_sas7bdat,
    ".xpt": pyreadstat.read_xport,
}
# What a damaged file makes the parser raise, beside its own errors.
BROKEN = (
    pyreadstat.ReadstatError,
    pyreadstat.PyreadstatError,
    LookupError,
    OverflowError,
    TypeError,
    ValueError,
)


def read_statistical(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a Stata, SPSS or SAS file.

    Missing codes, the system's and the user's, are missing.

    Raises
    ------
    DataError
        Where the file is of another kind, or lacks a column.
    """
    reader = STATISTICAL[path.suffix.lower()]
    try:
        header = [name or "" for name in reader(str(path), metadataonly=True)[1].column_names]
        places = located(wanted, header, path.name)
        found = [header[place] for place in places.values()]
        frame, about = reader(str(path), usecols=found)
    except BROKEN:
        raise DataError(f"{path.name}: cannot be read as a {path.suffix} file") from None
    columns = {name: raw_column(frame[source]) for name, source in zip(places, found, strict=True)}
    labels = {
        name: _labels(about.variable_value_labels.get(source, {}))
        for name, source in zip(places, found, strict=True)
    }
    return RawTable(path.name, pd.DataFrame(columns), {k: v for k, v in labels.items() if v})


def _labels(table: Mapping[float | str, str | None]) -> dict[str, str]:
    return {
        float_code(code) if isinstance(code, float) else code_text(code): composed(label)
        for code, label in table.items()
        if label is not None
    }
