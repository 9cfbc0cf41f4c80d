"""A data frame as raw columns."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.readers.exactness import exact_to
from bayes_bench.inputs.readers.found_out import looked_over
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable, raw_column, refuse_nested

CONTAINERS = (list, tuple, dict, set, frozenset, np.ndarray, pd.Series, pd.DataFrame)
ARROW_CONTAINERS = ("list", "large_list", "fixed_size_list", "struct", "map")


def raw_frame(frame: pd.DataFrame, wanted: Wanted, name: str) -> RawTable:
    """Return the wanted columns of a data frame as raw columns.

    Raises
    ------
    DataError
        Where a column is not there, or cannot hold the codes that it should, or holds lists.
    """
    places = located(wanted, [str(column) for column in frame.columns], name)
    sources = {column: frame.iloc[:, place] for column, place in places.items()}
    kinds = {column: _nested(values) for column, values in sources.items()}
    refuse_nested({column: kind for column, kind in kinds.items() if kind}, name)
    columns = pd.DataFrame({column: raw_column(values) for column, values in sources.items()})
    held = {column: exact_to(str(values.dtype)) for column, values in sources.items()}
    return looked_over(RawTable(name, columns, exact_to=held), wanted)


def _nested(values: pd.Series) -> str:
    """What a column holds where it is no single values; else nothing."""
    kind = str(values.dtype)
    if kind.startswith(ARROW_CONTAINERS):
        return kind.partition("<")[0]
    if values.dtype != object:
        return ""
    return next((type(value).__name__ for value in values if isinstance(value, CONTAINERS)), "")
