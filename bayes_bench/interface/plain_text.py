"""Text that can be shown anywhere: on one line, without characters that steer what shows it."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile


def printable(text: str) -> str:
    """The text on one line, without characters that no file may hold."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def printable_lines(text: str) -> str:
    """Lines of text without characters that steer a terminal: no escape sequence reaches it."""
    if text.isprintable():
        return text
    return "".join(" " if _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    """Whether it is a control or format character, the end of a line apart."""
    return letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf", "Zl", "Zp")


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """What each code is called, so that no two look alike.

    Parameters
    ----------
    names : mapping of str to str
        By code. One that shows nothing gives way to its code; where several look alike, each has
        its code behind it in brackets.

    Returns
    -------
    dict of str to str
        By code, in the same order; no two look alike where no two codes do.
    """
    shown = {code: name if _seen(name) else code for code, name in names.items()}
    alike = _alike(shown)
    while alike:
        shown |= {code: f"{shown[code]} ({code})" for code in alike}
        before, alike = alike, _alike(shown)
        if alike == before:  # the codes themselves look alike
            break
    return shown


def _seen(name: str) -> str:
    """What the eye sees of a name."""
    return " ".join(printable(name).split())


def _alike(names: Mapping[str, str]) -> list[str]:
    """Codes whose names look like another's."""
    times = Counter(_seen(name) for name in names.values())
    return [code for code, name in names.items() if times[_seen(name)] > 1]


def shortened(names: Sequence[str], length: int) -> list[str]:
    """Names on one line each, cut where they are too long, so that no two become alike.

    Parameters
    ----------
    names : sequence of str
    length : int
        Letters that there is room for.

    Returns
    -------
    list of str
        Cut at the end; in the middle where the ends tell names apart; around the place where they
        differ; a name that no cut tells apart is left as it is.
    """
    lines = [printable(name) for name in names]
    shown = {line: short(line, length) for line in lines}
    for group in _clashing(shown):
        others = {text for line, text in shown.items() if line not in group}
        shown |= next(cuts for cuts in _cuts(group, length) if _tells_apart(cuts, others))
    return [shown[line] for line in lines]


def short(text: str, length: int) -> str:
    """The text on one line, cut where it is too long for its place."""
    line = printable(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def _clashing(shown: Mapping[str, str]) -> list[list[str]]:
    """Groups of different lines that are shown alike."""
    lines = defaultdict(list)
    for line, text in shown.items():
        lines[text].append(line)
    return [group for group in lines.values() if len(group) > 1]


def _cuts(lines: Sequence[str], length: int) -> Iterator[dict[str, str]]:
    """Ways to cut lines that begin alike, the most legible first; the last leaves them whole."""
    for head in range(2 * length // 3, length // 4, -1):
        tails = {line: line[head + 1 - length :].partition(" ")[2] for line in lines}
        if all(tails.values()):  # whole words
            yield {line: _joined(line, head, tails[line], length) for line in lines}
    for head in range(2 * length // 3, 0, -1):
        yield {line: _joined(line, head, line[head + 1 - length :], length) for line in lines}
    alike = takewhile(lambda letters: len({*letters}) == 1, zip(*lines, strict=False))
    differ = sum(1 for _ in alike)
    for before in (length // 2, 1, 0):
        at = max(differ - before, 0)
        yield {line: _joined(line, 3, short(line[at:], length - 4), length) for line in lines}
    yield {line: line for line in lines}


def _joined(line: str, head: int, tail: str, length: int) -> str:
    """The first letters of a line that is too long, and what is shown of the rest."""
    return line if len(line) <= length else f"{line[:head].rstrip()}…{tail.lstrip()}"


def _tells_apart(cuts: Mapping[str, str], others: set[str]) -> bool:
    """Whether no two lines are shown alike, nor one like another that is shown beside them."""
    texts = {*cuts.values()}
    is_whole = all(line == text for line, text in cuts.items())
    return is_whole or (len(texts) == len(cuts) and not texts & others)
