"""The words for readers: what units, people, columns and levels are called, in each language."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.inputs.model.key_types import Code, Column, Text
from bayes_bench.interface.section import Section
from bayes_bench.interface.suggestions import listed

NOUNS = ("unit", "units", "people", "whole", "outcome")
FIRST, DANISH = "en", "da"
"""Languages: whose labels stand in [labels] itself, and whose in a table of their own below it."""
_UNSEEN = ("C", "Zl", "Zp")  # classes of characters: control, format, unassigned; ends of a line


def _plain(text: str) -> str:
    """One line of text that shows what it holds."""
    odd = [letter for letter in text if unicodedata.category(letter).startswith(_UNSEEN)]
    if odd:
        raise ValueError(
            f"holds the character U+{ord(odd[0]):04X}, which cannot be shown: "
            "write plain text on one line"
        )
    return composed(text)


def _one_spelling(spelling: Callable[[str], str]) -> BeforeValidator:
    """Refuses a table that has one key in two spellings, of which only one would be kept."""

    def checked(table: object) -> object:
        if not isinstance(table, Mapping):
            return table
        keys = Counter(spelling(f"{key}") for key in table)
        twice = sorted(key for key, count in keys.items() if count > 1)
        if twice:
            raise ValueError(f"has {listed(twice)} twice, in two spellings: keep one")
        return table

    return BeforeValidator(checked)


Label = Annotated[Text, AfterValidator(_plain)]
Levels = Annotated[Mapping[Code, Label], _one_spelling(code_text)]


class Wording(Section):
    """Words for readers in one language; each that is left out has a plain one in its place."""

    at: ClassVar[tuple[str | int, ...]] = ("labels",)

    unit: Label | None = None
    """One of those compared: hospital. Goes with units."""
    units: Label | None = None
    """Several of them: hospitals."""
    people: Label | None = None
    """Who is counted, in the plural: patients."""
    whole: Label | None = None
    """What all units are together: England."""
    outcome: Label | None = None
    """What happened, to complete "21.9% of 20,359 people …": died within 30 days."""
    columns: Annotated[Mapping[Column, Label], _one_spelling(composed)] = Field(
        default_factory=dict
    )
    """What covariates, key figures and the outcome's columns are called: { age = "Age" }."""
    levels: Annotated[Mapping[Column, Levels], _one_spelling(composed)] = Field(
        default_factory=dict
    )
    """What levels are called, by column: { sex = { m = "men", f = "women" } }."""


class DanishWording(Wording):
    """Words for readers in Danish."""

    at: ClassVar = ("labels", "da")

    title: Label | None = None
    """The model's title in Danish."""


class Labels(Wording):
    """The words for readers: page, pictures, workbook and messages use them."""

    da: DanishWording = DanishWording()
    """The same in Danish; what is left out there is taken from above, and the other way round."""

    def counted_units(self, count: int) -> str:
        """So many units in the words of a message: 1 hospital, 3 hospitals."""
        return f"{count} {self.one if count == 1 else self.several}"

    @property
    def one(self) -> str:
        """What is compared, in the words of a message: hospital."""
        return self.in_language(FIRST).unit or "unit"

    @property
    def several(self) -> str:
        """The same in the plural: hospitals."""
        return self.in_language(FIRST).units or "units"

    @property
    def who(self) -> str:
        """Who is counted, in the words of a message."""
        return self.in_language(FIRST).people or "people"

    def own(self, language: str) -> Wording:
        """Words that are given in a language, and no others."""
        return self.da if language == DANISH else self

    def in_language(self, language: str) -> Wording:
        """Words in a language; one that is given in another language only is taken from there.

        Parameters
        ----------
        language : str
            ``en`` or ``da``.

        Returns
        -------
        Wording
        """
        own, other = (self.da, self) if language == DANISH else (self, self.da)
        kept = {name: getattr(own, name) or getattr(other, name) for name in NOUNS}
        levels = {
            column: {**other.levels.get(column, {}), **own.levels.get(column, {})}
            for column in {**other.levels, **own.levels}
        }
        return Wording(**kept, columns={**other.columns, **own.columns}, levels=levels)


def keys_of(wording: Wording) -> list[str]:
    """The keys that a language has a label for, as they stand in the model file."""
    return [
        *(name for name in NOUNS if getattr(wording, name) is not None),
        *(f"columns.{column}" for column in wording.columns),
        *(f"levels.{column}.{code}" for column, table in wording.levels.items() for code in table),
    ]


def one_language_notes(labels: Labels) -> list[str]:
    """What is said in one language only, so that readers of the other find it in that one.

    Parameters
    ----------
    labels : Labels

    Returns
    -------
    list of str
        A sentence for each of the two languages in which something is missing.
    """
    english, danish = keys_of(labels), keys_of(labels.da)
    lacks = (
        ("labels.da", "Danish", "English", _lacking(danish, english, labels)),
        ("labels", "English", "Danish", _lacking(english, danish, labels.da)),
    )
    return [
        f"[{place}] lacks {listed(keys, most=6)}: what readers of {into} see is {of}"
        for place, into, of, keys in lacks
        if keys
    ]


def _lacking(keys: Sequence[str], others: Sequence[str], other: Wording) -> list[str]:
    """Keys of the other language only, but for columns that it calls as the table does."""
    as_it_is = {
        f"columns.{name}"
        for name, label in other.columns.items()
        if label == " ".join(name.replace("_", " ").split())
    }
    return [key for key in others if key not in keys and key not in as_it_is]


def label_problems(
    table: Mapping[str, Any], categories: Mapping[str, bool], unit: object
) -> Iterator[str]:
    """Every broken rule of ``[labels]``, each a sentence that begins with the key's path.

    Parameters
    ----------
    table : mapping
        The section as the file has it, right or wrong; what has the wrong type is passed over.
    categories : mapping of str to bool
        The columns that may be labelled, and whether they may have levels.
    unit : object
        The column of units, which has a label of its own.
    """
    tables = {"labels": table, "labels.da": _table(table, DANISH)}
    for place, wording in tables.items():
        yield from _noun_problems(place, wording)
        yield from _column_problems(
            f"{place}.columns", _table(wording, "columns"), categories, unit
        )
        yield from _column_problems(f"{place}.levels", _table(wording, "levels"), categories, unit)


def _table(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """A table of the file, or nothing where something else stands."""
    found = table.get(key)
    return found if isinstance(found, Mapping) else {}


def _noun_problems(place: str, wording: Mapping[str, Any]) -> Iterator[str]:
    forms = ("unit", "units")
    lacking = [form for form in forms if wording.get(form) is None]
    if len(lacking) == 1:
        given = next(form for form in forms if form not in lacking)
        yield f"{place}.{lacking[0]} is missing: {place}.{given} takes both, one and several"


def _column_problems(
    place: str, named: Mapping[str, Any], categories: Mapping[str, bool], unit: object
) -> Iterator[str]:
    with_levels = place.endswith("levels")
    known = {name for name, has_levels in categories.items() if has_levels or not with_levels}
    for name in dict.fromkeys(map(composed, named)):
        if name in known or not name:
            continue
        if name == unit:
            remedy = "give names of units by data.names" if with_levels else "write labels.unit"
            yield f'{place} names "{name}", the column of units: {remedy}'
        elif name in categories:
            yield f'{place} names "{name}", which has no levels: take it out'
