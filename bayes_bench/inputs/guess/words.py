"""Words of columns' names that say what part a column plays, in English and Danish."""

import re
from collections.abc import Iterable

UNIT_WORDS = (
    *(
        "hospital",
        "sygehus",
        "clinic",
        "klinik",
        "provider",
        "trust",
        "ward",
        "practice",
        "praksis",
    ),
    *("municipal", "kommune", "county", "district", "distrikt", "region", "state", "area"),
    *(
        "school",
        "skole",
        "country",
        "cntry",
        "nation",
        "class",
        "klasse",
        "unit",
        "enhed",
        "site",
        "center",
        "centre",
        "afdeling",
    ),
)
PART_WORDS = (
    *("class", "klasse", "ward", "afdeling", "department", "section", "afsnit", "team", "hold"),
    *("group", "gruppe", "unit", "enhed", "stue", "room"),
)
"""Names of what lies within another unit, and often has a code there only."""
OUTCOME_WORDS = (
    *("died", "dead", "death", "mort", "død", "doed", "surviv", "readmi", "genind", "complic"),
    *(
        "outcome",
        "udfald",
        "event",
        "pass",
        "bestå",
        "fail",
        "dropout",
        "frafald",
        "infect",
        "vacc",
    ),
    *("employ", "job", "benefit", "ydelse", "success", "cured", "recover", "gradua"),
)
GOOD_WORDS = (
    "vacc",
    "surviv",
    "pass",
    "bestå",
    "employ",
    "job",
    "success",
    "cured",
    "recover",
    "gradua",
)
SEX_WORDS = ("sex", "gender", "køn", "koen")
EVENTS_WORDS = (*OUTCOME_WORDS, "cases", "tilfælde", "tilfaelde", "events", "positive", "yes", "ja")
TRIALS_WORDS = ("trials", "total", "people", "person", "patient", "pupils", "n", "i alt", "antal")
CODES = frozenset(("id", "code", "kode", "nr", "zip", "postnr", "postnummer", "postcode"))
"""Words of a name that say that its numbers are codes."""
WEIGHT_WORDS = ("weight", "wght", "wgt", "vægt", "vaegt")
MEASURED = frozenset(
    (
        *("age", "alder", "income", "indkomst", "weight", "vægt", "vaegt", "height", "højde"),
        *("bmi", "days", "dage", "los", "score", "point", "points", "percent", "pct", "count"),
        *("antal", "amount", "beløb", "cost", "pris", "price", "duration", "length"),
    )
)
"""Words of a name that say that a column is measured or counted."""


def said_in(name: str, words: Iterable[str]) -> bool:
    """Whether a column's name has one of these words; a single letter has to be all of it."""
    folded = name.casefold()
    return any(word == folded if len(word) == 1 else word in folded for word in words)


def is_measured(name: str) -> bool:
    """Whether one of the words of a column's name says that it is measured or counted."""
    return bool(_words(name) & MEASURED)


def is_code(name: str) -> bool:
    """Whether a column's name says that it is a code: of a unit, of an address, of anything."""
    return said_in(name, UNIT_WORDS) or bool(_words(name) & CODES)


def _words(name: str) -> set[str]:
    return {*re.split(r"[\W\d_]+", name.casefold())}


def is_part_of(name: str, other: str) -> bool:
    """Whether one column is called like a part of a unit, and another like a unit around it."""
    is_around = said_in(other, UNIT_WORDS) and not said_in(other, PART_WORDS)
    return is_around and said_in(name, PART_WORDS)
