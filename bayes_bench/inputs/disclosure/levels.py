"""Levels of categories that too few people have: they get no effect of their own.

Who is merged depends on people alone, as with units, and not on what happened to them. Levels with
few events have their effect, and it is hidden where it is shown.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import OTHER
from bayes_bench.inputs.disclosure.units import gathered
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.people_rules import persons_of


@dataclass(frozen=True)
class Merged:
    """People whose categories have only levels that may be shown.

    Attributes
    ----------
    people : DataFrame
        The levels that were merged are one level "other", the last.
    references : mapping
        Category -> the level that the others are compared with.
    merged : mapping
        Category -> how many of its levels were merged; never which.
    """

    people: pd.DataFrame
    references: Mapping[str, str]
    merged: Mapping[str, int]

    def warnings(self, who: str = "people") -> list[str]:
        """Return what the statistician should know about merged levels, by who is counted."""
        return [
            f'{count} levels of the covariate "{name}" are one level, "{OTHER}": too few {who} '
            "to be shown, or needed to hide one that has (disclosure.minimum_count)"
            for name, count in self.merged.items()
        ]


def merged_levels(people: pd.DataFrame, model: Model) -> Merged:
    """Merge the levels that too few people have into "other".

    Parameters
    ----------
    people : DataFrame
        People whose categories have no unused levels.
    model : Model
        Nothing is merged where `disclosure.shows_all`.

    Returns
    -------
    Merged

    Raises
    ------
    DataError
        Where a named reference would be merged, or one level would remain.
    """
    categories = [c for c in model.characteristics if c.kind == "category"]
    sizes = {c.name: _sizes(people, c.name, model) for c in categories}
    gone = {c.name: _gone(sizes[c.name], model) for c in categories}
    problems = [_problem(c, sizes[c.name], gone[c.name], model) for c in categories]
    if any(problems):
        raise DataError([problem for problem in problems if problem])
    return Merged(
        people.assign(**{name: _joined(people[name], gone[name]) for name in gone if gone[name]}),
        {c.name: _reference(c, sizes[c.name], gone[c.name]) for c in categories},
        {name: len(levels) for name, levels in gone.items() if levels},
    )


def _sizes(people: pd.DataFrame, name: str, model: Model) -> pd.Series:
    """People by level, in the order of levels."""
    sums = persons_of(people, model).groupby(people[name], observed=True).sum()
    return sums.set_axis([str(level) for level in sums.index])


def _gone(sizes: pd.Series, model: Model) -> set[str]:
    if model.disclosure.shows_all:
        return set()
    minimum = model.disclosure.minimum_count
    small = sizes < minimum
    if small.any():
        small |= small.index == OTHER  # a level called so takes in those that are too small
    return set(
        gathered(sizes, small, lambda levels: len(levels) > 1 and sizes[levels].sum() >= minimum)
    )


def _problem(covariate: Covariate, sizes: pd.Series, gone: Collection[str], model: Model) -> str:
    few = f"fewer than {model.disclosure.minimum_count} {model.labels.who}"
    public = "or write public = true under [disclosure] if the data are public already"
    if gone and len(gone) == sizes.size:
        return (
            f'the covariate "{covariate.name}" has no two levels that can be shown: levels with '
            f'{few} (disclosure.minimum_count) are merged into "{OTHER}", and nothing else is '
            f"left; leave it out, make its levels broader, {public}"
        )
    if covariate.reference in set(gone) - {OTHER}:
        return (
            f'the covariate "{covariate.name}" cannot have "{covariate.reference}" as its '
            f"reference: levels with {few} (disclosure.minimum_count) are merged into "
            f'"{OTHER}", and with them the next smallest where they are still too few; name a '
            f"more frequent level as reference, leave reference out, {public}"
        )
    return ""


def _joined(values: pd.Series, gone: Collection[str]) -> pd.Series:
    levels = [str(level) for level in values.cat.categories]
    shown = [*(level for level in levels if level not in gone), OTHER]
    places = np.array([shown.index(OTHER if level in gone else level) for level in levels])
    codes = places[values.cat.codes.to_numpy()]
    categories = pd.Index(shown, dtype=object)
    return pd.Series(pd.Categorical.from_codes(codes, categories=categories), index=values.index)


def _reference(covariate: Covariate, sizes: pd.Series, gone: Collection[str]) -> str:
    # argmax takes the first of equally frequent levels, which is the first in order
    most = str(sizes.index[int(sizes.to_numpy().argmax())])
    return covariate.reference or (OTHER if most in gone else most)
