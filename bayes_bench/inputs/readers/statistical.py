"""Stata, SPSS and SAS files, through pyreadstat: codes are used, value labels kept to be shown."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyreadstat

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import code_text, composed, float_code
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import EXACT_TO, RawTable, raw_column
from bayes_bench.inputs.readers.sniffing import refuse_newer_stata
from bayes_bench.inputs.readers.transport import refuse_transport
from bayes_bench.interface.suggestions import counted

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
CHECKED: Mapping[str, Callable[[Path], None]] = {
    ".dta": refuse_newer_stata,
    ".xpt": refuse_transport,
}
"""What is looked at before the parser sees the file."""
WINDOWS = "WINDOWS-1252"
SAS_EXACT_TO = {3: 2**13, 4: 2**21, 5: 2**29, 6: 2**37, 7: 2**45}
"""Up to where a number of SAS of so many bytes holds every whole number (SAS, LENGTH)."""


def read_statistical(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a Stata, SPSS or SAS file.

    Missing codes, the system's and the user's, are missing.

    Raises
    ------
    DataError
        Where the file is of another kind, is cut short, holds text in another encoding than it
        says, or lacks a column.
    """
    ending = path.suffix.lower()
    if ending in CHECKED:
        CHECKED[ending](path)
    try:
        return _read(path, wanted)
    except BROKEN as error:
        if "encoding" not in str(error):
            raise DataError(
                f"{path.name}: cannot be read as a {ending} file: it is damaged or cut short, "
                "fetch it anew"
            ) from None
    return _in_windows(path, wanted)


def _in_windows(path: Path, wanted: Wanted) -> RawTable:
    """Read text that is not in the encoding that the file names: mostly Windows-1252."""
    try:
        raw = _read(path, wanted, encoding=WINDOWS)
    except BROKEN:
        raise DataError(
            f"{path.name}: holds text that is not in the encoding that the file names: save it "
            "anew (from SPSS in Unicode mode), or as CSV in UTF-8"
        ) from None
    note = (
        f"{path.name}: holds text that is not in the encoding that the file names, read as "
        "Windows-1252: look whether names and labels are right, or save it anew in Unicode"
    )
    return replace(raw, notes=(note, *raw.notes))


def _read(path: Path, wanted: Wanted, **options: str) -> RawTable:
    reader = STATISTICAL[path.suffix.lower()]
    told = reader(str(path), metadataonly=True, **options)[1]
    header = [name or "" for name in told.column_names]
    places = located(wanted, header, path.name)
    found = [header[place] for place in places.values()]
    frame, about = reader(str(path), usecols=found, **options)
    _refuse_short(path.name, len(frame), told.number_rows)
    sources = dict(zip(places, found, strict=True))
    columns = {name: raw_column(frame[source]) for name, source in sources.items()}
    labels = {
        name: _labels(about.variable_value_labels.get(source, {}))
        for name, source in sources.items()
    }
    return RawTable(
        path.name,
        pd.DataFrame(columns),
        {name: table for name, table in labels.items() if table},
        notes=_length_notes(path, len(frame)),
        exact_to={name: _exact_to(about, source) for name, source in sources.items()},
        titles={
            name: composed(about.column_names_to_labels.get(source) or "")
            for name, source in sources.items()
        },
    )


def _refuse_short(name: str, rows: int, told: int | None) -> None:
    if told is not None and told > rows:
        raise DataError(
            f"{name}: is cut short: it says that it has {told:,} rows, and {rows:,} are there: "
            "fetch it anew"
        )


def _length_notes(path: Path, rows: int) -> tuple[str, ...]:
    if path.suffix.lower() != ".xpt":
        return ()
    return (
        (
            f"{path.name}: {counted(rows, 'row')} read; a SAS transport file does not say how many "
            "it has: compare with its source"
        ),
    )


def _exact_to(about: Any, column: str) -> int:
    if about.readstat_variable_types.get(column) == "float":
        return EXACT_TO["float32"]
    is_sas = "sas" in str(about.file_format).lower() or about.file_format == "xport"
    width = about.variable_storage_width.get(column, 8) if is_sas else 8
    return SAS_EXACT_TO.get(width, EXACT_TO["float64"])


def _labels(table: Mapping[float | str, str | None]) -> dict[str, str]:
    """Labels that say something: of an empty one the code is shown."""
    spelt = {
        float_code(code) if isinstance(code, float) else code_text(code): composed(label)
        for code, label in table.items()
        if label is not None
    }
    return {code: label for code, label in spelt.items() if label}
