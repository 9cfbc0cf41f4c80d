"""The section [data] of a model file: where the people are, and what each column is."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from bayes_bench.inputs.model.key_types import (
    BETWEEN,
    Codes,
    Column,
    Missing,
    OneOrMoreCodes,
    Text,
    UnitColumns,
)
from bayes_bench.interface.section import Positive, Section


class Data(Section):
    """Where the people are, and which columns say what happened to whom."""

    at: ClassVar = ("data",)

    path: Text | None = None
    """The table of people, relative to the model file; may be left to the command's --data."""
    unit: UnitColumns
    """The column that names each person's unit (municipality, school, hospital); a list of columns
    where it takes several, as class codes that begin anew in every school: ["school", "class"]."""
    names: Text | None = None
    """"municipalities", or a CSV file with code,name,region,tile_column,tile_row."""
    name_column: Column | None = None
    """A column with the names of units, in place of names."""
    outcome: Column | None = None
    """A column of 0 and 1, one row per person; or give events and trials."""
    event: OneOrMoreCodes = ()
    """The value (or values) of outcome that is the event; without it outcome is 0 and 1."""
    events: Column | None = None
    """The column that counts the events, with trials."""
    trials: Column | None = None
    """The column that counts the people, with events."""
    weights: Column | None = None
    """A column of frequencies: each row counts as so many equal rows."""
    period: Column | None = None
    """The column of the period, such as the year."""
    better: Literal["higher", "lower"]
    """Whether few events or many are good."""
    missing: Missing = "refuse"
    """What to do with a missing value: refuse it, make it a category, or drop the row."""
    missing_values: Codes = ()
    """Further texts that mean missing, in every column: ["-99", "NA"]."""
    merge: Mapping[str, Codes] = Field(default_factory=dict)
    """Units to join before the analysis: { "Esbjerg-Fanø" = ["0561", "0563"] }."""
    round: Mapping[str, Positive] = Field(default_factory=dict)
    """Linear or spline covariates to round before anybody is counted, to the nearest multiple of a
    step: { age = 1, income = 5000 }."""

    @property
    def unit_columns(self) -> tuple[str, ...]:
        """The columns that name a person's unit."""
        return (self.unit,) if isinstance(self.unit, str) else tuple(self.unit)

    @property
    def unit_name(self) -> str:
        """What the unit's column is called in the table of people: "school / class" of two."""
        return BETWEEN.join(self.unit_columns)
