"""What a predictive check is: a name, and rows of `checks.csv` from a fit."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from bayes_bench.fitted import Fit

COLUMNS = ["check", "unit", "observed", "lower", "upper", "p"]


@dataclass(frozen=True)
class Check:
    """A predictive check, or several of one kind.

    Attributes
    ----------
    names : tuple of str
        What stands in the column ``check``; of a family by group the part before the bracket.
    about : str
        What it compares, in a sentence.
    rows : callable
        From a fit to a table with `COLUMNS`; p = P(y_rep > y) + P(y_rep = y) / 2 throughout.
    place : int
        Its order among the checks.
    """

    names: tuple[str, ...]
    about: str
    rows: Callable[[Fit], pd.DataFrame]
    place: int
