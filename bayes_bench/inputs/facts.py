"""What became of people, units and levels on their way into cells: values, not sentences."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import xarray as xr

ATTRIBUTE = "facts"
"""Where cells keep them."""


@dataclass(frozen=True)
class Count:
    """A number of people as far as it may be shown.

    Attributes
    ----------
    value : int, optional
        None where it may not be shown.
    fewer_than : int
        Where it may not: what it is below.
    """

    value: int | None
    fewer_than: int = 0

    def __str__(self) -> str:
        """In English, as files and the terminal have it: 8, or fewer than 5."""
        return f"fewer than {self.fewer_than}" if self.value is None else str(self.value)


@dataclass(frozen=True)
class Facts:
    """What became of people, units and levels.

    Attributes
    ----------
    merged_units : tuple of str
        Codes of the units that are shown together as "other".
    merged_levels : mapping of str to int
        By covariate, how many of its levels are one level; never which.
    dropped : mapping of str to Count
        By unit, how many of its people were left out for missing values.
    periods : int
        How many periods the table has; 0 where the model names none.
    """

    merged_units: tuple[str, ...] = ()
    merged_levels: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, Count] = field(default_factory=dict)
    periods: int = 0

    @property
    def text(self) -> str:
        """As cells keep them, which a netCDF file may hold."""
        dropped = {unit: (count.value, count.fewer_than) for unit, count in self.dropped.items()}
        said = {
            "merged_units": self.merged_units,
            "merged_levels": self.merged_levels,
            "periods": self.periods,
        }
        return json.dumps({**said, "dropped": dropped}, sort_keys=True)


def counted_people(people: int, least: int) -> Count:
    """A number of people where fewer than ``least`` may not be shown.

    Parameters
    ----------
    people, least : int

    Returns
    -------
    Count
    """
    return Count(people) if people >= least else Count(None, least)


def facts_of(cells: xr.Dataset) -> Facts:
    """The facts of cells, as `bayes_bench.aggregate` left them.

    Parameters
    ----------
    cells : Dataset
        Of cells made by hand the merged units alone are known.

    Returns
    -------
    Facts
    """
    if ATTRIBUTE not in cells.attrs:
        return Facts(tuple(cells.attrs.get("merged_units", ())))
    said = json.loads(cells.attrs[ATTRIBUTE])
    dropped = {unit: Count(*count) for unit, count in said["dropped"].items()}
    units, levels = tuple(said["merged_units"]), said["merged_levels"]
    return Facts(units, levels, dropped, said.get("periods", 0))
