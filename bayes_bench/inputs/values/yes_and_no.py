"""Words that say that an outcome happened, or that it did not, in several languages."""

import re
from collections.abc import Collection, Mapping

PAIRS: Mapping[str, frozenset[str]] = {
    "1/2": frozenset({"1", "2"}),
    "yes/no": frozenset({"yes", "no"}),
    "y/n": frozenset({"y", "n"}),
    "ja/nej": frozenset({"ja", "nej"}),
    "j/n": frozenset({"j", "n"}),
    "t/f": frozenset({"t", "f"}),
    "alive/dead": frozenset({"alive", "dead"}),
}
"""Ways of coding an outcome that are no secret of anybody, without capitals."""
CODINGS = frozenset({frozenset({"0", "1"}), frozenset({"true", "false"}), *PAIRS.values()})
"""Pairs of values that are no secret of anybody, without capitals."""
MISSING_CODES = frozenset(
    ("8", "9", "88", "98", "99", "888", "998", "999", "-8", "-9", "-88", "-98", "-99", "-999")
)
"""Numbers that stand for missing, or for an answer refused, in surveys and registers."""
AFFIRMATIVE = frozenset(
    ("y", "yes", "ja", "j", "true", "t", "sand", "oui", "dead", "died", "død", "event", "x")
)
NEGATIVE = frozenset(
    ("n", "no", "nej", "false", "f", "falsk", "non", "alive", "survived", "levende", "none", "0")
)
NOT = ("not ", "no ", "ikke ", "ingen ", "non ")
"""How a text begins that says that something did not happen."""
SEXES = frozenset(
    frozenset(pair.split())
    for pair in ("f m", "k m", "m w", "female male", "kvinde mand", "girl boy", "pige dreng")
)
"""Pairs of values that are a person's sex, and nothing that happened."""


def coding_of(codes: Collection[str]) -> str | None:
    """Return which of the known ways of coding an outcome two values are, in whatever capitals."""
    folded = frozenset(code.casefold() for code in codes)
    return next((name for name, pair in PAIRS.items() if folded == pair), None)


def is_known_coding(codes: Collection[str]) -> bool:
    """Whether two values are a known way of coding an outcome, 0 and 1 among them."""
    return frozenset(code.casefold() for code in codes) in CODINGS


def stand_ins_among(codes: Collection[str]) -> tuple[str, ...]:
    """Return the codes for missing that stand beside two values of an outcome: 9 beside 0 and 1."""
    values = [code for code in codes if code not in MISSING_CODES]
    return tuple(code for code in codes if code in MISSING_CODES) if is_known_coding(values) else ()


def are_sexes(codes: Collection[str]) -> bool:
    """Whether two values are the two sexes, of which f is no "false"."""
    return frozenset(map(_folded, codes)) in SEXES


def says_yes(text: str) -> bool:
    """Whether a value says that it happened."""
    return _folded(text) in AFFIRMATIVE


def says_no(text: str) -> bool:
    """Whether a value says that it did not happen."""
    folded = _folded(text)
    return folded in NEGATIVE or folded.startswith(NOT)


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
