"""What a reported quantity is: its name, its meaning, its draws, and whether it is judged."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

import pandas as pd
import xarray as xr

from bayes_bench.fitted import Fit

ERRORS = ["label", "mcse", "value"]
"""Columns of a table of Monte Carlo errors: the label, "" for none; the error, 0 or missing where
all draws agree; and the value, missing where the row stands for several. A label may repeat: its
largest error counts."""

MANY_UNITS = 2_000
"""From which on judging everything takes longer than drawing."""


@dataclass(frozen=True)
class Quantity:
    """A number that is reported, or one for each of several labels.

    Attributes
    ----------
    name : str
        As in ``diagnostics.csv``: ``name`` or ``name[label]``. Probabilities begin with
        "probability", ranks with "rank": the verdict holds these to bounds of their own.
    meaning : str
        In words.
    unit : str
        Unit of measure: "logits", "share", "percentage points", "people", "1".
    draws : callable, optional
        From a fit to draws (chain, draw) or (chain, draw, label); or (draw, label) of chains in a
        row, with the coord ``chain`` (draw).
    formula : str
    doi : str
        Of its source.
    bounds : (float, float)
        Its minimum and maximum.
    errors : callable, optional
        Where there are too many draws to hold, or the errors are known already, instead of draws:
        from a fit to a table with the Monte Carlo errors, `ERRORS`.
    """

    name: str
    meaning: str
    unit: str
    draws: Callable[[Fit], xr.DataArray] | None = None
    formula: str = ""
    doi: str = ""
    bounds: tuple[float, float] = (float("-inf"), float("inf"))
    errors: Callable[[Fit], pd.DataFrame] | None = None


@dataclass(frozen=True)
class Family:
    """Quantities of one kind.

    Attributes
    ----------
    of : callable
        From a fit to its quantities: a model without covariates has none of theirs.
    place : int
        Its order in ``diagnostics.csv``.
    judged : bool
        True: held to the sampler's standard, so that a result in which one of them fails is
        refused. False: computed of an accepted result alone, from draws thinned for the purpose;
        the Monte Carlo error is given.
    below : float
        Of a fit of as many units or more it is not judged.
    """

    of: Callable[[Fit], tuple[Quantity, ...]]
    place: int
    judged: bool = True
    below: float = inf

    def is_judged(self, fit: Fit) -> bool:
        """Whether it is held to the sampler's standard in this fit."""
        return self.judged and fit.analysis.population.units < self.below
