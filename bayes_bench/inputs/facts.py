"""What became of people, units and levels on their way into cells: values, not sentences."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

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
class LeftOut:
    """Who was left out for missing values, over all units.

    Attributes
    ----------
    people, of : Count
        How many, and of how many.
    share, rows_share : float
        What part of the people they were, and what part of the table's rows (0 to 1).
    reasons : mapping of str to Count
        By column, how many lacked it, the most first; one may lack several.
    is_rounded : bool
        Whether numbers and shares are near the true ones, since those would tell of few.
    """

    people: Count
    of: Count
    share: float
    rows_share: float
    reasons: Mapping[str, Count]
    is_rounded: bool


@dataclass(frozen=True)
class Noticed:
    """Something odd about the table, which was used as it is.

    Attributes
    ----------
    kind : str
        What, such as ``capitals``; the wording of a page has a sentence for each.
    column : str
        Where; empty where it is about the table.
    counts : mapping of str to Count
        The numbers of its sentence.
    """

    kind: str
    column: str = ""
    counts: Mapping[str, Count] = field(default_factory=dict)


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
    left_out : LeftOut, optional
        Who was left out for missing values in total.
    noticed : tuple of Noticed
        What looks odd about the table.
    """

    merged_units: tuple[str, ...] = ()
    merged_levels: Mapping[str, int] = field(default_factory=dict)
    dropped: Mapping[str, Count] = field(default_factory=dict)
    periods: int = 0
    left_out: LeftOut | None = None
    noticed: tuple[Noticed, ...] = ()

    @property
    def text(self) -> str:
        """As cells keep them, which a netCDF file may hold."""
        dropped = {unit: (count.value, count.fewer_than) for unit, count in self.dropped.items()}
        said = {
            "merged_units": self.merged_units,
            "merged_levels": self.merged_levels,
            "periods": self.periods,
            "dropped": dropped,
            "left_out": None if self.left_out is None else asdict(self.left_out),
            "noticed": [asdict(item) for item in self.noticed],
        }
        return json.dumps(said)


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
    noticed = tuple(_noticed(item) for item in said.get("noticed", ()))
    left_out = _left_out(said.get("left_out"))
    return Facts(units, levels, dropped, said.get("periods", 0), left_out, noticed)


def _left_out(said: Mapping[str, Any] | None) -> LeftOut | None:
    if said is None:
        return None
    counts = {name: Count(**said[name]) for name in ("people", "of")}
    return LeftOut(**{**said, **counts, "reasons": _counts(said["reasons"])})


def _noticed(said: Mapping[str, Any]) -> Noticed:
    return Noticed(said["kind"], said["column"], _counts(said["counts"]))


def _counts(said: Mapping[str, Mapping[str, Any]]) -> dict[str, Count]:
    return {name: Count(**count) for name, count in said.items()}
