"""What is fitted together: units merged by name, and, for disclosure control, those too small.

Who is too small depends on people and case mix alone. Merging whoever had few events would take the
best units out of the fit, or the worst: the sd between units would come out too small, and the
intervals of those that are left too narrow. What may not be shown of what happened is hidden where
it is shown (`bayes_bench.inputs.disclosure.hidden`).
"""

from collections.abc import Callable, Collection
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
            f'data.merge."{name}": there is no {model.labels.one} "{code}" in the data'
            f"{did_you_mean(code, units)}"
            for name, members in merge.items()
            for code in members
            if code not in units and code not in known
        ),
        *(
            f'data.merge."{name}": another {model.labels.one} of the data is called that already'
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
            f"{model.file}data.merge joins all {model.labels.several} that have {model.labels.who} "
            f"into one: it takes two to compare, so leave one {model.labels.one} out of it"
        )
    return owner


FEWEST_MERGED = 3
"""Of two units that are one, each could subtract itself and be left with the other."""


@dataclass(frozen=True)
class Sizes:
    """How many people units have, and how many events are expected of them, in their order.

    Attributes
    ----------
    people : Series
        By unit.
    expected : Series
        Events of these people where units do not differ: by the pooled regression.
    """

    people: pd.Series
    expected: pd.Series

    def least(self) -> pd.Series:
        """The smallest of people, expected events and expected non-events of each."""
        counts = {"people": self.people, "events": self.expected}
        return pd.DataFrame({**counts, "none": self.people - self.expected}).min(axis="columns")

    def may_be_one(self, units: list[str], minimum: int) -> bool:
        """Whether units are enough to be one: three or more, none with half of their people."""
        people, expected = self.people[units], float(self.expected[units].sum())
        is_enough = min(expected, float(people.sum()) - expected) >= minimum
        return len(units) >= FEWEST_MERGED and is_enough and 2 * people.max() < people.sum()


def too_small(sizes: Sizes, model: Model) -> list[str]:
    """Return the units that are merged into "other", in the order of units.

    Those with fewer people, expected events or expected non-events than
    `disclosure.minimum_count`; and the next smallest by people (ties: the first in order) until
    these together are three or more, none of them has half of their people, and their expected
    events and non-events reach the minimum.

    Raises
    ------
    DataError
        Where fewer than two units could then be ranked, or a unit of the data is called "other".
    """
    if model.disclosure.shows_all:
        return []
    minimum = model.disclosure.minimum_count
    small = sizes.least() < minimum
    gone = gathered(sizes.people, small, lambda units: sizes.may_be_one(units, minimum))
    if gone:
        _refuse_unshowable(sizes, int(small.sum()), sizes.people.size - len(gone), model)
    return gone


def gathered(
    people: pd.Series, small: pd.Series, are_enough: Callable[[list[str]], bool]
) -> list[str]:
    """Return the units, or levels, that become one, in their order.

    Those that are too small (primary suppression), and the next smallest by people until they are
    enough together (secondary suppression); all where they never are.

    Parameters
    ----------
    people : Series
        By unit, or level, in their order.
    small : Series of bool
        Which of them are too small.
    are_enough : callable
        Whether some of them may be one.
    """
    gone = list(people.index[small])
    rest = list(people[~small].sort_values(kind="stable").index)
    while gone and rest and not are_enough(gone):
        gone.append(rest.pop(0))
    taken = set(gone)
    return [code for code in people.index if code in taken]


def _refuse_unshowable(sizes: Sizes, small: int, shown: int, model: Model) -> None:
    problems, minimum, words = [], model.disclosure.minimum_count, model.labels
    if shown < 2:
        problems.append(
            f"{shown} of {words.counted_units(sizes.people.size)} could be ranked, and it takes "
            f"two to compare: {small} have fewer than {minimum} {words.who}, expected events or "
            "expected non-events (disclosure.minimum_count), and they are merged with the next "
            "smallest until they are three or more of which none has half of the "
            f"{words.who}; join {words.several} by name under data.merge, write "
            'use = "internal" under [disclosure] if nothing leaves, or '
            "public = true if the data are public already"
        )
    if OTHER in sizes.people.index:
        problems.append(
            f'one {words.one} of the data is called "{OTHER}", which is what the {words.several} '
            "too small to be shown are merged into: give it another name"
        )
    if problems:
        raise DataError(problems)
