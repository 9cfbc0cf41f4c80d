"""The report's words in a language: sentences with named slots, and the reader's own words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from bayes_bench.inputs.model.file import SHIPPED_NAMES, Model
from bayes_bench.inputs.model.labels import DANISH, NOUNS, Labels
from bayes_bench.interface.choices import languages
from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.names import NO_NAMES, Names, names_for
from bayes_bench.report.language.numbers import Numbers

LANGUAGES = languages()
CAPITALS = ("unit", "units", "people", "whole")
"""Nouns that begin a sentence somewhere: with a capital, they fill slots of their own."""

type Slots = Mapping[str, str]


@dataclass(frozen=True)
class Words:
    """Says things in a language.

    Attributes
    ----------
    table : mapping
        The wording: sections of sentences.
    numbers : Numbers
        Of the same language.
    always : mapping
        Slots that every sentence may use, such as what a unit is called.
    names : Names
        What columns and levels are called.
    title : str
        What the analysis is called.
    """

    table: Mapping[str, Any]
    numbers: Numbers
    always: Slots = field(default_factory=dict)
    names: Names = NO_NAMES
    title: str = ""

    def say(self, key: str, slots: Slots | None = None) -> str:
        """The sentence of a dotted key, its slots filled.

        What is filled in is plain text: whoever writes it into HTML escapes it.
        """
        return self.filled(str(self.found(key)), slots)

    def filled(self, sentence: str, slots: Slots | None = None) -> str:
        """A sentence of the wording with its slots filled; what fills them is not read again."""
        return sentence.format_map({**self.always, **(slots or {})})

    def count(self, key: str, number: int, slots: Slots | None = None) -> str:
        """The sentence ``key.one`` or ``key.many``, with the number in its slot ``n``.

        ``key.none`` is taken for 0 where it is there.
        """
        forms = self.found(key)
        form = "one" if number == 1 else "none" if number == 0 and "none" in forms else "many"
        return self.say(f"{key}.{form}", {"n": self.numbers.whole(number), **(slots or {})})

    def found(self, key: str) -> Any:
        """What the wording holds under a dotted key."""
        found: Any = self.table
        for part in key.split("."):
            found = found[part]
        return found


@cache
def wording(language: str) -> Mapping[str, Any]:
    """The table of ``wording/<language>.toml``."""
    path = files("bayes_bench.report.language") / "wording" / f"{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words_for(model: Model, language: str) -> Words:
    """The words of a report on a model.

    Parameters
    ----------
    model : Model
        Says what its units are and which direction is good.
    language : str
        ``en`` or ``da``.

    Returns
    -------
    Words
    """
    table, numbers = wording(language), Numbers(language)
    names = names_for(model, language, table["page"]["missing"], table["page"]["interaction"])
    kind = "municipality" if model.data.names == SHIPPED_NAMES else "unit"
    column = names.column(model.data.outcome or model.data.events or "")
    settings = {
        "interval": numbers.percent(model.benchmark.interval, 0),
        "certainty": numbers.percent(model.benchmark.flag_probability, 0),
        "margin": numbers.decimal(model.benchmark.margin),
        **table["direction"][model.data.better],
    }
    nouns = nouns_of(language, model.labels, kind, column)
    danish = model.labels.da.title if language == DANISH else None
    title = printable(danish or model.title)
    return Words(table, numbers, {**nouns, **settings}, names, title)


def nouns_of(language: str, labels: Labels, kind: str = "unit", column: str = "") -> dict[str, str]:
    """The nouns that fill slots: those of the wording, or the reader's own in their place.

    Parameters
    ----------
    language : str
        ``en`` or ``da``.
    labels : Labels
        The reader's words.
    kind : str
        What is compared where they do not say: ``unit`` or ``municipality``.
    column : str
        What the column of the outcome is called.

    Returns
    -------
    dict of str to str
        ``unit, units, people, whole, outcome``, and those of `CAPITALS` with a capital.
    """
    plain, own = wording(language)["nouns"], labels.in_language(language)
    given = {name: printable(noun) for name in NOUNS if (noun := getattr(own, name))}
    found = {**plain["unit"], **plain[kind], **given}
    slots = {"units": found["units"], "column": column}
    filled = {n: text if n in given else text.format_map(slots) for n, text in found.items()}
    capitals = {name.capitalize(): capital(filled[name]) for name in CAPITALS}
    return filled | capitals


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
