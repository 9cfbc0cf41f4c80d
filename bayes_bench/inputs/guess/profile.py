"""What a column of a table holds: numbers or texts, how many different ones, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.inputs.columns import coded, number_column
from bayes_bench.inputs.model.key_types import BETWEEN
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.values.column import Signs
from bayes_bench.inputs.values.groupings import are_alike, follows
from bayes_bench.inputs.values.same_codes import are_dates
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True, eq=False)
class Profile:
    """A column, looked at from outside.

    Attributes
    ----------
    name : str
    levels : tuple of str
        Its different values as codes, in their order. Values of people: never to be printed
        before they are known to be those of many.
    places : ndarray (row,)
        Which of them each row has; -1 where it is missing.
    numbers : ndarray (row,), optional
        Where every value is a number.
    labels : mapping of str to str
        What the file calls codes.
    title : str
        What the file calls the column; often nothing.
    is_date : bool
        Whether every value is written like a date.
    """

    name: str
    levels: tuple[str, ...]
    places: Integers
    numbers: Floats | None
    labels: Mapping[str, str]
    title: str
    is_date: bool

    @property
    def rows(self) -> int:
        """Rows of the table."""
        return self.places.size

    @property
    def missing(self) -> int:
        """Rows without a value."""
        return int((self.places < 0).sum())

    @property
    def counts(self) -> Integers:
        """Rows of each level (level,)."""
        return np.bincount(self.places[self.places >= 0], minlength=len(self.levels))

    @property
    def is_whole(self) -> bool:
        """Whether every value is a whole number."""
        if self.numbers is None:
            return False
        known = self.numbers[~np.isnan(self.numbers)]
        return bool((known == np.floor(known)).all())

    @property
    def is_labelled(self) -> bool:
        """Whether the file calls most of its values something, and not a code for missing alone."""
        return 2 * sum(level in self.labels for level in self.levels) >= max(len(self.levels), 1)

    @property
    def identifies(self) -> bool:
        """Whether nearly every row has a value of its own, and no measurement does that."""
        return len(self.levels) > 0.9 * max(self.rows - self.missing, 1) and (
            self.numbers is None or self.is_whole
        )


def profile_of(raw: RawTable, name: str) -> Profile:
    """Look at a column.

    Parameters
    ----------
    raw : RawTable
    name : str
        Of the column.

    Returns
    -------
    Profile
    """
    values = raw.columns[name]
    codes = coded(values)
    levels = tuple(str(level) for level in codes.cat.categories)
    numbers = number_column(values, Signs(raw.decimal))
    has_numbers = bool(levels) and not numbers.problems
    return Profile(
        name,
        levels,
        codes.cat.codes.to_numpy().astype(np.int64),
        numbers.values.to_numpy() if has_numbers else None,
        raw.labels.get(name, {}),
        raw.titles.get(name, ""),
        bool(levels) and are_dates(levels),
    )


def is_constant_within(column: Profile, groups: Profile) -> bool:
    """Whether all rows of a group have one value of the column."""
    known = (column.places >= 0) & (groups.places >= 0)
    return bool(known.any()) and follows(column.places[known], groups.places[known])


def together(parts: Sequence[Profile]) -> Profile:
    """What several columns name together, such as a class in a school."""
    places = np.stack([one.places for one in parts], axis=1)
    known = (places >= 0).all(axis=1)
    pairs, inverse = np.unique(places[known], axis=0, return_inverse=True)
    of_rows = np.full(places.shape[0], -1)
    of_rows[known] = inverse.reshape(-1)
    texts = [
        BETWEEN.join(one.levels[place] for one, place in zip(parts, pair, strict=True))
        for pair in pairs
    ]
    name = BETWEEN.join(one.name for one in parts)
    return Profile(name, tuple(texts), of_rows, None, {}, "", is_date=False)


def sort_alike(one: Profile, other: Profile) -> bool:
    """Whether two columns put the same people together, in whatever words."""
    known = (one.places >= 0) & (other.places >= 0)
    return (
        len(one.levels) == len(other.levels)
        and bool(known.any())
        and are_alike(one.places[known], other.places[known])
    )
