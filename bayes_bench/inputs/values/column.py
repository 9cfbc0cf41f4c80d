"""What a column becomes, and how the numbers of its table are written."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Column:
    """A converted column.

    Attributes
    ----------
    values : Series
        Categorical codes, or float64; missing is NaN.
    problems : tuple of str
        What cannot be used, without the names of file and column.
    notes : tuple of str
        What looks odd and was used as it is, likewise.
    """

    values: pd.Series
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signs:
    """How the numbers of a table are written.

    Attributes
    ----------
    decimal : str
        The decimal sign of its kind of file.
    known : frozenset of str
        Signs that are decimal signs for certain, by all numbers of the table.
    """

    decimal: str = "."
    known: frozenset[str] = frozenset()
