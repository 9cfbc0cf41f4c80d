"""CSV: comma, semicolon, tab or pipe; UTF-8, UTF-16 or Windows-1252; all columns are read as text.

DuckDB reads what is as it should be, quickly. Everything else is read by Python, which either
reads the same or says what is wrong: other encodings, line ends of several kinds, cells of several
lines, rows of other widths. No message of either library is passed on: theirs show whole rows.
"""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from bayes_bench.inputs.readers.delimited.careful import read_careful
from bayes_bench.inputs.readers.delimited.decimals import decimal_sign
from bayes_bench.inputs.readers.delimited.dialect import DELIMITERS, Dialect, dialect_of
from bayes_bench.inputs.readers.delimited.encoding import (
    UTF8,
    WINDOWS,
    encoding_notes,
    encoding_of,
    odd_letter_notes,
    refuse_odd_letters,
)
from bayes_bench.inputs.readers.delimited.fast import read_fast
from bayes_bench.inputs.readers.delimited.physical import length_notes, physical
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable


def read_csv(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a CSV file, which may be gzipped, as text.

    Raises
    ------
    DataError
        Where the file is empty, its encoding or its rows cannot be made out, or a column is not
        there.
    """
    encoding = encoding_of(path)
    dialect = dialect_of(path, encoding, wanted)
    how = f" (read as separated by {DELIMITERS.get(dialect.delimiter, dialect.delimiter)})"
    places = located(wanted, dialect.header, path.name, how)
    columns, notes = _read(path, dialect, places)
    if encoding == WINDOWS:
        refuse_odd_letters(columns, path.name)
        notes = (*notes, *odd_letter_notes(columns, path.name))
    decimal, said = decimal_sign(dialect.delimiter, columns, path.name, wanted.codes)
    return RawTable(
        path.name,
        columns,
        decimal=decimal,
        notes=(*encoding_notes(encoding, path.name), *notes, *said),
    )


def _read(
    path: Path, dialect: Dialect, places: Mapping[str, int]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if dialect.encoding not in (UTF8, WINDOWS):
        return read_careful(path, dialect, places)
    lines = physical(path)
    notes = length_notes(lines.lines - dialect.skipped, is_ended=lines.is_ended, name=path.name)
    read = None
    if dialect.encoding == UTF8 and lines.is_plain:
        read = read_fast(path, dialect, lines, places)
    columns, more = (read, ()) if read is not None else read_careful(path, dialect, places)
    return columns, (*notes, *more)
