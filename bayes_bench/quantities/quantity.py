"""What a reported quantity is: its name, its meaning, its draws, and whether it is judged."""

from collections.abc import Callable
from dataclasses import dataclass

import xarray as xr

from bayes_bench.fit import Fit


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
    draws : callable
        From a fit to draws (chain, draw) or (chain, draw, label).
    formula : str
    doi : str
        Of its source.
    bounds : (float, float)
        What it can be at least and at most.
    """

    name: str
    meaning: str
    unit: str
    draws: Callable[[Fit], xr.DataArray]
    formula: str = ""
    doi: str = ""
    bounds: tuple[float, float] = (float("-inf"), float("inf"))


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
    """

    of: Callable[[Fit], tuple[Quantity, ...]]
    place: int
    judged: bool = True
