"""The order of names: numbers by size, Danish letters where Danes look for them."""

import re
import unicodedata

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
# Beyond z, in the Danish order; aa is the older spelling of å.
_LAST = {"æ": "\ue001", "ä": "\ue001", "ø": "\ue002", "ö": "\ue002", "å": "\ue003"}

type Key = tuple[int, float, str, str]


def collation_key(text: str, *, danish: bool) -> Key:
    """Return what to sort names by.

    Parameters
    ----------
    text : str
    danish : bool
        Put æ, ø, å last, and aa with å.

    Returns
    -------
    tuple
        Numbers come before names. Names that differ only in case or accents keep a fixed order.
    """
    if _NUMBER.fullmatch(text):
        return 0, float(text), "", text
    folded = unicodedata.normalize("NFC", text).casefold()
    if danish:
        folded = folded.replace("aa", "å")
        folded = "".join(_LAST.get(letter, letter) for letter in folded)
    apart = unicodedata.normalize("NFD", folded)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return 1, 0.0, plain, text


def collated(names: list[str], *, danish: bool) -> list[int]:
    """Place of each name in the order, counted from 0; equal names keep theirs."""
    keys = [collation_key(name, danish=danish) for name in names]
    order = sorted(range(len(names)), key=lambda at: keys[at])
    places = [0] * len(names)
    for place, at in enumerate(order):
        places[at] = place
    return places
