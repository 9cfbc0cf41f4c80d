"""A data frame as raw columns."""

import pandas as pd

from bayes_bench.inputs.readers.exactness import exact_to
from bayes_bench.inputs.readers.found_out import looked_over
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable, raw_column


def raw_frame(frame: pd.DataFrame, wanted: Wanted, name: str) -> RawTable:
    """Return the wanted columns of a data frame as raw columns.

    Raises
    ------
    DataError
        Where a column is not there, or cannot hold the codes that it should.
    """
    places = located(wanted, [str(column) for column in frame.columns], name)
    sources = {column: frame.iloc[:, place] for column, place in places.items()}
    columns = pd.DataFrame({column: raw_column(values) for column, values in sources.items()})
    held = {column: exact_to(str(values.dtype)) for column, values in sources.items()}
    return looked_over(RawTable(name, columns, exact_to=held), wanted)
