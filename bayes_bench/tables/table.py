"""What a table of a run is: its file, the meaning of its columns, and how a fit becomes it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.tables.column import Column


@dataclass(frozen=True)
class Table:
    """A table of a run: one CSV, its sheet, its page of the data dictionary.

    Attributes
    ----------
    file : str
        Such as ``ranks.csv``; also the name of its sheet.
    about : str
        What a row is, in a sentence.
    columns : tuple of Column
    build : callable
        From a fit to the table, with these columns in this order.
    place : int
        Its order among the tables.
    is_there : callable
        Whether a run has it: some need covariates, or not too many units.
    is_of_tables : bool
        Whether it tells of the other tables, and so is built after them.
    units : tuple of str
        Columns that hold codes of units whose figures a row has; a page's tables among them.
    leaves_out : bool
        Whether rows of hidden units are left out, and not blanked: where their place or their
        order tells of them.
    refers : mapping of str to tuple of str
        Columns that name another unit, and what is empty where that one is hidden.
    of_units : callable, optional
        From a table to which of its rows are a figure of all units, each alike or the most extreme
        alone, from which a hidden one could be worked out (row,).
    ranks_all : tuple of str
        Columns of ranks among all units, no two alike: a gap in them is a hidden unit's.
    aside : callable, optional
        From a fit to work that building it waits for: where that is entered, other processes begin
        with it, while the tables before this one are built.
    """

    file: str
    about: str
    columns: tuple[Column, ...]
    build: Callable[[Fit], pd.DataFrame]
    place: int
    is_there: Callable[[Fit], bool] = lambda _fit: True
    is_of_tables: bool = False
    units: tuple[str, ...] = ("unit",)
    leaves_out: bool = False
    refers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_units: Callable[[pd.DataFrame], pd.Series] | None = None
    ranks_all: tuple[str, ...] = ()
    aside: Callable[[Fit], AbstractContextManager[object]] | None = None

    @property
    def names(self) -> list[str]:
        """Names of its columns, a pattern for a family of them."""
        return [column.name for column in self.columns]

    def column(self, header: str) -> Column:
        """The column that a header belongs to.

        Raises
        ------
        KeyError
            There is none.
        """
        for column in self.columns:
            if column.is_header(header):
                return column
        raise KeyError(header)


type Tables = Mapping[str, pd.DataFrame]
"""Finished tables by file."""
