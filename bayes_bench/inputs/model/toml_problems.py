"""What is wrong with a text that is no TOML, in words for whoever wrote it."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
KEY = rf"[ \t]*({PART}(?:[ \t]*\.[ \t]*{PART})*)[ \t]*"
VALUE = re.compile(rf"{KEY}=")
HEADER = re.compile(rf"[ \t]*(\[\[?){KEY}\]")
TWICE = ("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate")
"""How the parser's words begin where a key or a section stands twice."""
LONGEST = 1000
"""Lines of a value that are still looked through."""


@dataclass(frozen=True)
class Statement:
    """A line that opens a section or gives a key its value.

    Attributes
    ----------
    line : int
        From 1.
    path : tuple of str or int
        Names from the outermost section on; behind the name of repeated sections, which of them.
    opens : str
        ``[`` or ``[[`` of a section, nothing of a key.
    """

    line: int
    path: tuple[str | int, ...]
    opens: str

    @property
    def name(self) -> str:
        """As the model file has it: ``data.unit``, ``[data]`` or ``[[covariates]]``."""
        dotted = ".".join(part for part in self.path if isinstance(part, str))
        return f"{self.opens}{dotted}{']' * len(self.opens)}"

    def excludes(self, later: "Statement") -> bool:
        """Whether the later one cannot stand beside this one."""
        if later.path == self.path:
            return not self.opens == later.opens == "[["
        if self.opens:
            return False
        shorter, longer = sorted((self.path, later.path), key=len)
        is_within = longer[: len(shorter)] == shorter
        return is_within and (not later.opens or shorter == self.path)


def toml_problems(message: str, text: str) -> list[str]:
    """Return what is wrong with a text: all that stands twice, or what the parser met first.

    Parameters
    ----------
    message : str
        Of the parser, with the place at its end.
    text : str

    Returns
    -------
    list of str
        Each without the name of the file.
    """
    doubled = _doubled(text) if message.startswith(TWICE) else []
    return doubled or [_where_it_stopped(message, text)]


def _where_it_stopped(message: str, text: str) -> str:
    place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    what = message[: place.start()] if place else message
    if place and place[1]:
        line, column = int(place[1]), int(place[2])
    else:
        line, column = text.count("\n") + 1, len(text.rsplit("\n", 1)[-1]) + 1
    is_path = "\\" in text.split("\n")[line - 1]
    remedy = "; write a Windows path in single quotes" if is_path else ""
    if message.startswith("Duplicate inline table key"):
        key = what.removeprefix("Duplicate inline table key").strip(" '")
        return f"line {line}: the key {key} stands twice within the same braces: keep one"
    return f"line {line}, column {column} is not TOML: {what}{remedy}"


def _doubled(text: str) -> list[str]:
    kept: list[Statement] = []
    problems: dict[tuple[int, str], str] = {}
    for later in _statements(text):
        earlier = next((one for one in kept if one.excludes(later)), None)
        if earlier is None:
            kept.append(later)
            continue
        # what is given in two ways is told once, and not for each key of the section
        which = f"{later.line}" if earlier.name == later.name else ""
        problems.setdefault((earlier.line, which), _told(earlier, later))
    return [*problems.values()]


def _told(earlier: Statement, later: Statement) -> str:
    lines = f"line {earlier.line} and line {later.line}"
    if earlier.name != later.name:
        return f"{earlier.name} ({lines}: {later.name}) is given in two ways: keep one"
    what = "put its keys under one" if later.opens else "keep one"
    return f"{later.name} stands twice, in {lines}: {what}"


def _statements(text: str) -> Iterator[Statement]:
    """The statements of a text, of which each is TOML by itself."""
    section: tuple[str | int, ...] = ()
    counts: dict[tuple[str | int, ...], int] = {}
    for line, lines in _runs(text.replace("\r\n", "\n").split("\n")):
        header, value = HEADER.match(lines), VALUE.match(lines)
        if header:
            path = _placed(_parts(header[2]), counts)
            yield Statement(line, path, header[1])
            if header[1] == "[[":
                counts[path] = counts.get(path, 0) + 1
            section = (*path, counts[path]) if path in counts else path
        elif value:
            yield Statement(line, (*section, *_parts(value[1])), "")


def _runs(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that belong together, with the number of the first; none behind what is no TOML."""
    start = 0
    while start < len(lines):
        longest = range(start + 1, min(start + LONGEST, len(lines)) + 1)
        runs = ("\n".join(lines[start:end]) for end in longest)
        found = next((run for run in runs if _is_toml(run)), None)
        if found is None:
            return
        yield start + 1, found
        start += found.count("\n") + 1


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except ValueError:
        return False
    return True


def _parts(key: str) -> tuple[str, ...]:
    """The names of a dotted key."""
    found: list[str] = []
    inner: Any = tomllib.loads(f"{key} = 0")
    while isinstance(inner, dict):
        ((name, inner),) = inner.items()
        found.append(name)
    return tuple(found)


def _placed(
    names: Sequence[str], counts: dict[tuple[str | int, ...], int]
) -> tuple[str | int, ...]:
    """A section's path, through the last of the repeated sections that it lies in."""
    path: tuple[str | int, ...] = ()
    for name in names[:-1]:
        path = (*path, name)
        path = (*path, counts[path]) if path in counts else path
    return (*path, names[-1])
