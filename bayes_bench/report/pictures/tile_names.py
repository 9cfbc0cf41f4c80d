"""Names on tiles: on as few lines as they need, or in three letters."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from bayes_bench.interface.plain_text import printable, shortened

_VOWELS = "aeiouyæøåäöüé"
# Consonants that begin a syllable together; otherwise only the last of several does.
_PAIRS = ("st", "sk", "br", "tr", "dr", "kr", "gr", "bl", "gl", "kl")
LONGEST = 40
"""Letters of a name that a tile tells."""
_LEAST = 3  # letters of a piece, or the end of a word stands on a line that says nothing

type Width = Callable[[str], float]


def lines_of(name: str, room: float, width: Width) -> list[str]:
    """A name on lines of at most so much room, where that can be.

    Parameters
    ----------
    name : str
    room : float
        Width of a line.
    width : callable
        Of a text, in the same measure.

    Returns
    -------
    list of str
        Broken at hyphens and spaces, else between syllables, with a hyphen.
    """
    lines = [""]
    for piece in _pieces(printable(name), room, width):
        longer = lines[-1] + piece
        if not lines[-1] or width(_closed(longer, name)) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return [_closed(line, name).strip() for line in lines]


def _closed(line: str, name: str) -> str:
    """A line that breaks a word ends in a hyphen."""
    is_end = name.endswith(line.strip()) or line[-1:] in " -–/"
    return line if is_end else line + "-"


def _pieces(name: str, room: float, width: Width) -> list[str]:
    words = [word for word in re.split(r"(?<=[-–/ ])", name) if word]
    pieces: list[str] = []
    for word in words:
        pieces += [word] if width(word.strip()) <= room else syllables(word)
    return pieces


def syllables(word: str) -> list[str]:
    """A word in pieces, each beginning with a consonant before a vowel.

    A guess by rule, made for Danish place names: Frede-riks-havn, Vest-him-mer-lands.
    """
    lower, starts = word.lower(), [0]
    for at in range(1, len(word) - 1):
        if lower[at] in _VOWELS or lower[at + 1] not in _VOWELS or not lower[at].isalpha():
            continue
        start = at - 1 if lower[at - 1 : at + 1] in _PAIRS or lower[at] == "j" else at
        has_vowel = re.search(f"[{_VOWELS}]", lower[starts[-1] : start])
        if lower[at - 1 : at + 1] == "ng" or not has_vowel:
            continue
        if start - starts[-1] >= _LEAST - 1 and len(word) - start >= _LEAST:
            starts.append(start)
    return [word[a:b] for a, b in zip(starts, [*starts[1:], len(word)], strict=True)]


def three_letters(names: Sequence[str]) -> list[str]:
    """The first three letters of each name; where names share them, two and a telling third.

    Frederikshavn and Frederikssund are Frh and Frs. Where no letter tells one apart, a number does.
    """
    lines = shortened(names, LONGEST)
    letters: dict[str, str] = {}
    shared = Counter(line[:3] for line in dict.fromkeys(lines))
    taken = {head for head, count in shared.items() if count == 1}
    for line in dict.fromkeys(lines):
        letters[line] = line[:3]
        if shared[line[:3]] > 1:
            letters[line] = next(three for three in _choices(line) if three not in taken)
            taken.add(letters[line])
    return [letters[line] for line in lines]


def _choices(line: str) -> Iterator[str]:
    """Three letters for a name, the most telling first; without end."""
    yield from (line[:2] + third for third in _thirds(line))
    yield line[:3]
    yield from (f"{line[:1]}{number}" for number in count(2))


def _thirds(line: str) -> list[str]:
    """Letters that may tell a name apart: that of its last part, later consonants, the rest."""
    parts = [piece for part in re.split(r"[-–/ ]+", line) if part for piece in syllables(part)]
    later = [letter for letter in line[3:].lower() if letter.isalnum()]
    consonants = [letter for letter in later if letter not in _VOWELS]
    return [part[0].lower() for part in parts[-1:] if len(parts) > 1] + consonants + later
