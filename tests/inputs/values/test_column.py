"""A converted column has nothing to say unless something is told."""

import pandas as pd

from bayes_bench.inputs.values.column import Column, Signs


def test_nothing_is_wrong_by_default() -> None:
    column = Column(pd.Series([1.0]))
    assert column.problems == column.notes == ()
    assert Signs() == Signs(".", frozenset())
