"""The names of units from a column of the table itself."""

import pandas as pd

from bayes_bench.inputs.values.own_names import unit_names


def column(*codes: str | None) -> pd.Series:
    """Categories."""
    return pd.Series(pd.Categorical(codes))


def test_a_unit_has_the_name_of_its_rows() -> None:
    names, problems = unit_names(column("1", "2", "1", None), column("A", "B", None, "C"))
    assert names == {"1": "A", "2": "B"}
    assert problems == []


def test_two_names_of_one_unit_are_refused_by_number() -> None:
    _, problems = unit_names(column("1", "1", "2", "2", "3"), column("A", "B", "A", "C", "D"))
    assert problems == ["has more than one name for 2 units: a unit has one name, in all its rows"]


def test_a_column_without_names() -> None:
    assert unit_names(column("1", "2"), column(None, None)) == ({}, ["has no name in any row"])
