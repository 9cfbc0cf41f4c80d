"""From the model file to an analysis: everything that is checked before the first draw."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import xarray as xr
from narwhals.typing import IntoFrame

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.design.collinear import collinear_notes
from bayes_bench.errors import DataError
from bayes_bench.inputs.disclosure.internal import is_internal
from bayes_bench.inputs.facts import facts_of
from bayes_bench.inputs.label_notes import label_notes
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.near_people import near_people_notes
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.rounding import rounding_notes
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.interface.natural_order import naturally

FEWEST_SHOWN = 2
"""It takes two to compare."""

MOST_UNITS = 10
"""Units of which each is told apart; of more it is said where the list is."""
INTERNAL = (
    "internal (disclosure.use): nothing is merged, hidden or rounded, and what is written is not "
    "for release"
)

type Stage = Callable[[str], AbstractContextManager[None]]


def untimed(_stage: str) -> AbstractContextManager[None]:
    """Time nothing."""
    return nullcontext()


@dataclass(frozen=True)
class Counted:
    """People as cells, when everything has been checked that can be before the first draw.

    Attributes
    ----------
    analysis : Analysis
    rows : int
        Of the table; not to be shown as it is where people were dropped.
    dropped : int
        People left out for missing values; not to be shown as it is.
    notes : tuple of str
        What the statistician should know.
    """

    analysis: Analysis
    rows: int
    dropped: int
    notes: tuple[str, ...]


def read_analysis(
    model: Model, data: str | Path | IntoFrame | None = None, stage: Stage = untimed
) -> Counted:
    """Read the people of a model and count them, and check what a run would stumble over.

    Parameters
    ----------
    model : Model
    data : str, Path or data frame, optional
        In place of the table that the model names.
    stage : callable, optional
        Times ``read`` and ``aggregate``.

    Returns
    -------
    Counted

    Raises
    ------
    InputError
        The data cannot be used with this model.
    """
    with stage("read"):
        people = read_people(model, data)
    with stage("aggregate"):
        cells = aggregate(people, model)
        analysis = checked(Analysis(with_seed(model, cells), cells))
        gain = near_people_notes(analysis.cells, model)
        alike = collinear_notes(analysis.design.case_mix, analysis.cells["trials"].to_numpy())
    notes = (*people.attrs["warnings"], *label_notes(people, model), *cells.attrs["warnings"])
    left_out = (*disclosure_notes(analysis), *alike, *dropped_notes(cells, model))
    rows, dropped = people.attrs["rows"], sum(people.attrs["dropped"].values())
    return Counted(
        analysis, rows, dropped, (*notes, *left_out, *rounding_notes(cells, model), *gain)
    )


def dropped_notes(cells: xr.Dataset, model: Model) -> list[str]:
    """Whom each unit lost, a sentence each for so few units that all of them can be read."""
    counts, people = dropped_by_unit(cells), model.labels.who
    if len(counts) > MOST_UNITS:
        units = model.labels.counted_units(len(counts))
        where = "indicators.csv of a run has how many of each"
        return [f"{people} of {units} were dropped for missing values; {where}"]
    names = dict(zip(cells["unit"].values.tolist(), cells["name"].values.tolist(), strict=True))
    called = {code: f"{name} ({code})" for code, name in names.items() if name != code}
    who = {
        unit: f"1 of the {people}" if few == "1" else f"{few} {people}"
        for unit, few in counts.items()
    }
    return [f"{called.get(unit, unit)}: {who[unit]} dropped for missing values" for unit in who]


def disclosure_notes(analysis: Analysis) -> list[str]:
    """For whose eyes a run is, and how many units it ranks and does not show."""
    if is_internal(analysis.model):
        return [INTERNAL]
    hidden, least = len(analysis.hidden.units), analysis.hidden.least
    units = analysis.model.labels.counted_units(hidden)
    told = (
        f"{units} fitted and ranked, and hidden in what is written: fewer than "
        f"{least} events or non-events, or needed to cover one "
        f"{analysis.model.labels.one} with so few (disclosure.minimum_count)"
    )
    return [told] if hidden else []


def dropped_by_unit(cells: xr.Dataset) -> Mapping[str, str]:
    """How many people of each unit were dropped for missing values, in words that may be shown."""
    dropped = facts_of(cells).dropped
    return {unit: str(dropped[unit]) for unit in naturally(dropped)}


def checked(analysis: Analysis) -> Analysis:
    """The analysis, if its design can be made, its `top` is in range and two units can be shown.

    Raises
    ------
    InputError
        It cannot.
    """
    for _ in (analysis.design, analysis.top):  # each is refused, or kept
        pass
    if analysis.is_shown.sum() < FEWEST_SHOWN:
        raise DataError(_unshowable(analysis))
    return analysis


def _unshowable(analysis: Analysis) -> str:
    words = analysis.model.labels
    return (
        f"{analysis.is_shown.sum()} of {analysis.ranked_count} ranked {words.several} could be "
        f"shown: the others have fewer than {analysis.hidden.least} events or non-events, or are "
        f"needed to cover one {words.one} with so few (disclosure.minimum_count); join "
        f'{words.several} by name under data.merge, write use = "internal" under [disclosure] if '
        "nothing leaves, or public = true if the data are public already"
    )
