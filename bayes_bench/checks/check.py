"""What a predictive check is: its names, its rows of `checks.csv`, the draws behind them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.typing import Floats

COLUMNS = ["check", "unit", "observed", "lower", "upper", "p"]

type Measure = Literal["share", "people", "1"]
"""What the figures of a check are: rates of events, numbers of people, plain numbers."""


@dataclass(frozen=True)
class Replicated:
    """What a check compares, for each draw of `thinned_draws`.

    Attributes
    ----------
    labels : list of str
        ``check, unit``, or the check alone: a row of `checks.csv` each.
    values : ndarray (draw, label)
        The test statistic of replicated data.
    mid_p_value : ndarray (draw, label)
        P(y_rep > y) + P(y_rep = y) / 2 given the parameters of each draw; the mean over draws is
        the mid-p-value of the check.
    """

    labels: list[str]
    values: Floats
    mid_p_value: Floats


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
        From a fit to a table with `COLUMNS`; p is the mid-p-value throughout:
        P(y_rep > y) + P(y_rep = y) / 2.
    place : int
        Its order among the checks.
    replicated : callable, optional
        The draws behind the rows, for their Monte Carlo errors. Not of a check with importance
        weights: it has errors of its own.
    measure : tuple of (str, str)
        Name and `Measure` of those whose figures are no rates.
    bounds : (float, float)
        What a figure can be.
    """

    names: tuple[str, ...]
    about: str
    rows: Callable[[Fit], pd.DataFrame]
    place: int
    replicated: Callable[[Fit], Replicated] | None = None
    measure: tuple[tuple[str, Measure], ...] = ()
    bounds: tuple[float, float] = (0.0, float("inf"))

    def measure_of(self, name: str) -> Measure:
        """What the figures of one of its names are."""
        return dict(self.measure).get(name, "share")


def mid_p(replicated: Floats, observed: float | Floats) -> Floats:
    """1 where a replicate exceeds the observed value, 1/2 where it ties with it, else 0.

    The mean over replicates is the mid-p-value.
    """
    contribution: Floats = (replicated > observed) + 0.5 * (replicated == observed)
    return contribution
