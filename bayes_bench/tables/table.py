"""What a table of a run is: its file, the meaning of its columns, and how a fit becomes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from bayes_bench.fit import Fit

type Kind = Literal["label", "fact", "estimate", "decision", "error"]
"""label: text that names or explains; fact: counted or given, without Monte Carlo error; estimate:
from draws, diagnosed under `Column.quantity`; decision: follows from estimates, such as a flag;
error: a Monte Carlo error."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its header; of a family of columns such as ``rank_1 ... rank_R`` the pattern ``rank_*``.
    meaning : str
        What it is, with its unit of measure, for the data dictionary.
    kind : str
    quantity : str
        For an estimate, what of ``diagnostics.csv`` judges it.
    """

    name: str
    meaning: str
    kind: Kind = "label"
    quantity: str = ""


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
    """

    file: str
    about: str
    columns: tuple[Column, ...]
    build: Callable[[Fit], pd.DataFrame]
    place: int
    is_there: Callable[[Fit], bool] = lambda _fit: True


type Tables = Mapping[str, pd.DataFrame]
"""Finished tables by file."""
