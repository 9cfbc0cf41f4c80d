"""What an estimand of a unit is: everything that is said of it, in one place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import xarray as xr

type Measure = Callable[[xr.Dataset, xr.DataTree], xr.DataArray]
type Verdict = Literal["holds", "fails", "fixed_standard", "not_examined"]
type Verdicts = tuple[Verdict, Verdict, Verdict, Verdict, Verdict]

NATIONAL = ("national",)
OUTSIDE = ("typical", "population", "average_unit")
"""References that do not move with the country as a whole."""
EVERY_REFERENCE = (*NATIONAL, *OUTSIDE)
NO_REFERENCE = ("",)
COMPARED_EFFECT = "compared_effect"
"""Of the benchmark: what units are compared by where covariates of units are how they do."""


@dataclass(frozen=True)
class Estimand:
    """What can be said of a unit, and ranked by.

    Attributes
    ----------
    name : str
    measure : callable
        From the benchmark and the posterior it is of to draws (chain, draw, unit).
    units, long_name, formula : str
        Unit of measure, meaning in words, definition.
    place : int
        Its order among the estimands.
    references : tuple of str
        Those that it can be computed under; empty where it has none.
    has_sampling_error : bool
        Whether it is made of the observed events, sampling error included (unshrunken), and not of
        the unit's underlying rate. Its draws then say nothing of how another period would come out.
    bounds : (float, float)
        Its smallest and its largest possible value.
    doi : str
        Of its source.
    synonyms : tuple of str
        What else people call it, in small letters.
    axioms : mapping of references to five verdicts
        In the order of `axioms.AXIOMS`; a reference that is not there was not examined, and ""
        stands for none. The test of the axioms proves each, or keeps a counter-example.
    """

    name: str
    measure: Measure
    units: str
    long_name: str
    formula: str
    place: int
    references: tuple[str, ...] = ()
    has_sampling_error: bool = False
    bounds: tuple[float, float] = (float("-inf"), float("inf"))
    doi: str = ""
    synonyms: tuple[str, ...] = ()
    axioms: Mapping[tuple[str, ...], Verdicts] = field(default_factory=dict)

    @property
    def attrs(self) -> dict[str, str]:
        """What its draws say of themselves."""
        return {"units": self.units, "long_name": self.long_name, "formula": self.formula}

    @property
    def named_references(self) -> tuple[str, ...]:
        """Its references, "" where it has none."""
        return self.references or NO_REFERENCE

    def verdicts(self, reference: str) -> Verdicts:
        """Which axioms it keeps under a reference."""
        for references, verdicts in self.axioms.items():
            if reference in references:
                return verdicts
        return ("not_examined",) * 5


def column(name: str) -> Measure:
    """What the benchmark holds already."""
    return lambda bench, _posterior: bench[name]
