"""The report's words in a language: sentences with named slots."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from bayes_bench.inputs.model.file import SHIPPED_NAMES, Model
from bayes_bench.interface.choices import languages
from bayes_bench.report.language.numbers import Numbers

LANGUAGES = languages()

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
    """

    table: Mapping[str, Any]
    numbers: Numbers
    always: Slots = field(default_factory=dict)

    def say(self, key: str, slots: Slots | None = None) -> str:
        """The sentence of a dotted key, its slots filled.

        What is filled in is plain text: whoever writes it into HTML escapes it.
        """
        return str(self.found(key)).format_map({**self.always, **(slots or {})})

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
    table = wording(language)
    kind = "municipality" if model.data.names == SHIPPED_NAMES else "unit"
    numbers = Numbers(language)
    settings = {
        "interval": numbers.percent(model.benchmark.interval, 0),
        "certainty": numbers.percent(model.benchmark.flag_probability, 0),
        "margin": numbers.decimal(model.benchmark.margin),
        "outcome": printable(model.data.outcome or model.data.events or "").replace("_", " "),
    }
    direction = table["direction"][model.data.better]
    return Words(table, numbers, {**table["nouns"][kind], **direction, **settings})


def printable(text: str) -> str:
    """The text on one line, without characters that no file may hold."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)
