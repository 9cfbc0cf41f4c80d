"""What is shown together: units merged by name, and, for disclosure control, those too small."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import OTHER, composed
from bayes_bench.inputs.model.file import Model
from bayes_bench.interface.suggestions import did_you_mean


def merged_by_name(units: Collection[str], model: Model, known: Collection[str]) -> dict[str, str]:
    """Return unit -> the unit it belongs to after `data.merge`.

    Parameters
    ----------
    units : collection of str
        Codes of the units that have people.
    model : Model
        Its `data.merge`.
    known : collection of str
        Codes in the list of names: these may be listed without having people.

    Raises
    ------
    DataError
        Where a listed unit is unknown, a new name is another unit's code, or one unit is left.
    """
    merge = model.data.merge
    problems = [
        *(
            f'data.merge."{name}": there is no unit "{code}" in the data{did_you_mean(code, units)}'
            for name, members in merge.items()
            for code in members
            if code not in units and code not in known
        ),
        *(
            f'data.merge."{name}": another unit of the data is called that already'
            for name, members in merge.items()
            if composed(name) in set(units) - set(members)
        ),
    ]
    if problems:
        raise DataError([f"{model.file}{problem}" for problem in problems])
    into = {code: composed(name) for name, members in merge.items() for code in members}
    owner = {unit: into.get(unit, unit) for unit in units}
    if len(set(owner.values())) < 2:
        raise DataError(
            f"{model.file}data.merge joins all units that have people into one: it takes two to "
            "compare, so leave a unit out of it"
        )
    return owner


@dataclass(frozen=True)
class Totals:
    """People and events by unit, or by level of a category, in their order."""

    trials: pd.Series
    events: pd.Series

    def least(self) -> pd.Series:
        """Return the smallest of people, events and non-events of each."""
        counts = {"people": self.trials, "events": self.events}
        return pd.DataFrame({**counts, "none": self.trials - self.events}).min(axis="columns")


def too_small(totals: Totals, model: Model) -> list[str]:
    """Return the units that are merged into "other", in the order of units.

    Those with fewer people, events or non-events than `disclosure.minimum_count`; and, while
    these together are still too small, the next smallest by people (ties: the first in order).

    Raises
    ------
    DataError
        Where fewer than two units could then be shown, or a unit of the data is called "other".
    """
    if model.disclosure.public:
        return []
    gone = gathered(totals, model.disclosure.minimum_count)
    if gone:
        shown = totals.trials.size - len(gone)
        _refuse_unshowable(totals, shown, model.disclosure.minimum_count)
    return gone


def gathered(totals: Totals, minimum: int, into: str | None = None) -> list[str]:
    """Return the units, or levels, that have to be shown as one, in their order.

    Those that are too small (primary suppression), and the next smallest while these together
    still are (secondary suppression).

    Parameters
    ----------
    totals : Totals
    minimum : int
        Least number of people, of events and of non-events that may be shown.
    into : str, optional
        The one that takes in the others where there are any, if it is there.
    """
    small = totals.least() < minimum
    if small.any():
        small |= small.index == into
    gone = list(totals.trials.index[small])
    rest = list(totals.trials[~small].sort_values(kind="stable").index)
    while gone and rest and _least_of(totals, gone) < minimum:
        gone.append(rest.pop(0))
    return [code for code in totals.trials.index if code in set(gone)]


def _least_of(totals: Totals, units: list[str]) -> int:
    trials, events = int(totals.trials[units].sum()), int(totals.events[units].sum())
    return min(events, trials - events)


def _refuse_unshowable(totals: Totals, shown: int, minimum: int) -> None:
    problems = []
    if shown < 2:
        problems.append(
            f"{shown} of {totals.trials.size} units have at least {minimum} people, events and "
            "non-events (disclosure.minimum_count), and it takes two to compare; write "
            "public = true under [disclosure] if the data are public already"
        )
    if OTHER in totals.trials.index:
        problems.append(
            f'a unit of the data is called "{OTHER}", which is what the units too small to be '
            "shown are merged into: give it another name"
        )
    if problems:
        raise DataError(problems)
