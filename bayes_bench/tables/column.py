"""What a column of a table is: its meaning, unit and range, and which diagnosis judges it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import inf
from typing import Any, Literal

from bayes_bench.estimands.intervals import BOUNDS
from bayes_bench.fitted import Fit

type Kind = Literal["label", "fact", "estimate", "decision", "error"]
"""label: text that names or explains; fact: counted, given or computed from the data alone, without
Monte Carlo error; estimate: from draws, diagnosed under `Column.quantity`; decision: follows
from estimates, such as a flag or a place in a list; error: a Monte Carlo error, or what it leaves.
"""

PROPORTION, PROBABILITY = (0.0, 1.0), (0.0, 1.0)
POINTS, POSITIVE, FROM_ONE, NO_BOUNDS = (-100.0, 100.0), (0.0, inf), (1.0, inf), (-inf, inf)
"""Ranges: proportions and probabilities, percentage points, what cannot be below 0, or 1."""

_SENTENCES = {
    "": "Posterior mean of {}",
    "_lower": "Lower bound of the equal-tailed credible interval of {}",
    "_upper": "Upper bound of the equal-tailed credible interval of {}",
}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Its header; of a family of columns such as ``rank_1 ... rank_R`` the pattern ``rank_*``.
    meaning : str
        What it is, in a sentence.
    kind : str
    unit : str
        Unit of measure; "1" for a ratio, "" for text.
    bounds : (float, float)
        The minimum and the maximum that it can have.
    quantity : str
        What of ``diagnostics.csv`` judges it: a quantity of the registry, with a label made of the
        columns of the row, such as ``indicator[{unit}]``; ``[*]`` means all rows of the quantity.
        See `quantity_names`.
    error : str
        The column of the same row that holds its Monte Carlo error, or bounds that this leaves.
    counts : tuple of str
        In a column of estimates, by the first column of the row: what is rather a count of units
        or pairs about which something was decided, and has no row of its own.
    is_there : callable
        Whether a run has it: some would tell of single people.
    of_people : bool
        Whether it is a fact of who the people are, whatever happened to them: shown of hidden units
        too, as labels are.
    """

    name: str
    meaning: str
    kind: Kind = "label"
    unit: str = ""
    bounds: tuple[float, float] = NO_BOUNDS
    quantity: str = ""
    error: str = ""
    counts: tuple[str, ...] = ()
    is_there: Callable[[Fit], bool] = lambda _fit: True
    of_people: bool = False

    @property
    def is_always_shown(self) -> bool:
        """Whether it is shown of hidden units, too."""
        return self.of_people or self.kind == "label"

    def is_header(self, header: str) -> bool:
        """Whether a header is this column's, or one of its family."""
        return fnmatchcase(header, self.name)

    @property
    def sentence(self) -> str:
        """Its meaning with its range."""
        return f"{self.meaning.rstrip('.')}{_range(*self.bounds)}."


def _range(minimum: float, maximum: float) -> str:
    if maximum < inf:
        return f"; from {minimum:g} to {maximum:g}"
    return f"; at least {minimum:g}" if minimum > -inf else ""


UNIT = Column("unit", "Code of the unit, as in the data.")
NAME = Column("name", "Name of the unit; its code where no names are known.")


def fact(
    name: str, meaning: str, unit: str = "", bounds: tuple[float, float] = NO_BOUNDS
) -> Column:
    """A column without Monte Carlo error."""
    return Column(name, meaning, "fact", unit, bounds)


N = Column("n", "People in the unit.", "fact", "people", POSITIVE, of_people=True)


def mcse(name: str, of: str, unit: str) -> Column:
    """A column of Monte Carlo standard errors of another."""
    meaning = f"Monte Carlo standard error of {of}; missing where all draws agree."
    return Column(name, meaning, "error", unit, POSITIVE)


def with_interval(
    name: str,
    of: str,
    unit: str,
    quantity: str,
    bounds: tuple[float, float] = NO_BOUNDS,
) -> tuple[Column, ...]:
    """Three columns of one quantity: the posterior mean and the bounds of the credible interval.

    Parameters
    ----------
    name : str
        Of the first column.
    of : str
        What the quantity is.
    unit, quantity, bounds
        As in `Column`.

    Returns
    -------
    tuple of Column
        ``name, name_lower, name_upper``.
    """
    return tuple(
        Column(name + end, f"{_SENTENCES[end].format(of)}.", "estimate", unit, bounds, quantity)
        for end in BOUNDS
    )


def quantity_names(template: str, row: Mapping[Any, object], reference: str) -> str:
    """The name in ``diagnostics.csv`` of what judges a number.

    Parameters
    ----------
    template : str
        `Column.quantity`.
    row : mapping
        The row of the number, by column.
    reference : str
        The model's: it is not named, nor is an empty last part of a label.

    Returns
    -------
    str
    """
    named = {
        str(key): "" if str(key).endswith("reference") and value == reference else value
        for key, value in row.items()
    }
    name = template.format(**named)
    return name.replace(", ]", "]").replace("[, ", "[")
