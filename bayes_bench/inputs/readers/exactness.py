"""Whole numbers that their column's type cannot tell apart are no codes.

In single precision (Stata's `float`, a C float) 16,777,217 and 16,777,216 are one number, in
double precision 2**53 + 1 and 2**53 are: units would be joined without a word.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from bayes_bench.inputs.readers.raw_table import EXACT_TO, RawTable
from bayes_bench.interface.suggestions import counted


def exact_to(dtype: str) -> int:
    """Return up to where a floating type of pandas, NumPy or Arrow holds every whole number."""
    names = {"float": "float32", "halffloat": "float16", "half_float": "float16"}
    name = dtype.lower().partition("[")[0]
    return EXACT_TO.get(names.get(name, name), EXACT_TO["float64"])


def inexact_codes(raw: RawTable, codes: Sequence[str]) -> Iterator[str]:
    """Yield a problem for every column of codes whose type has lost digits."""
    for name in codes:
        if name not in raw.columns:
            continue
        values = raw.columns[name]
        if not isinstance(values.dtype, pd.CategoricalDtype):
            numbers = values.to_numpy(dtype=float)
            limit = raw.exact_to.get(name, EXACT_TO["float64"])
            rows = int((np.abs(numbers) >= limit).sum())
            if rows:
                yield _lost(raw.name, name, rows, limit)


def _lost(file: str, name: str, rows: int, limit: int) -> str:
    return (
        f'{file}: the column "{name}" names units or categories by numbers above {limit:,} in '
        f"{counted(rows, 'row')}, and its type (floating point) cannot tell such numbers apart: "
        "different codes may have become one. Take it from the source as text or as an integer "
        "(in Stata: long, double or string)"
    )
