"""The order of names: numbers by size, Danish letters where Danes look for them."""

import unicodedata

from bayes_bench.interface.natural_order import Parts, natural_parts

# Beyond z, in the Danish order; aa is the older spelling of å.
_LAST = {"æ": "\ue001", "ä": "\ue001", "ø": "\ue002", "ö": "\ue002", "å": "\ue003"}

type Key = tuple[Parts, str]


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
        Numbers come before names, and within names they count by their size: Ward 2, Ward 10.
        Names that differ only in case, accents or zeros in front keep a fixed order.
    """
    return natural_parts(text, lambda letters: _plain(letters, danish=danish)), text


def _plain(text: str, *, danish: bool) -> str:
    """Letters without case and accents, the last ones of Danish where Danes look for them."""
    folded = unicodedata.normalize("NFC", text).casefold()
    if danish:
        folded = folded.replace("aa", "å")
        folded = "".join(_LAST.get(letter, letter) for letter in folded)
    apart = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def collated(names: list[str], *, danish: bool) -> list[int]:
    """Place of each name in the order, counted from 0; equal names keep theirs."""
    keys = [collation_key(name, danish=danish) for name in names]
    order = sorted(range(len(names)), key=lambda at: keys[at])
    places = [0] * len(names)
    for place, at in enumerate(order):
        places[at] = place
    return places
