"""A sentence about what looks odd, that says as values too what it tells."""

from collections.abc import Mapping, Sequence
from typing import Self

from bayes_bench.inputs.facts import Count, Noticed


class Note(str):
    """A sentence for a terminal, and the fact that it tells: a page says it in its own language.

    Parameters
    ----------
    sentence : str
    kind : str
        Of the fact; the wording of a page has a sentence for it.
    column : str
        Which column it is about, where that is known.
    **counts : Count or int
        Its numbers.
    """

    __slots__ = ("fact",)
    fact: Noticed

    def __new__(
        cls, sentence: str, kind: str = "", column: str = "", **counts: Count | int
    ) -> Self:
        """Make the sentence, with its fact beside it."""
        note = super().__new__(cls, sentence)
        found = {n: c if isinstance(c, Count) else Count(c) for n, c in counts.items()}
        note.fact = Noticed(kind, column, found)
        return note

    def within(self, before: str, column: str) -> "Note":
        """The same behind some words, and about a column where it was not said about which."""
        note = Note(f"{before}{self}")
        note.fact = Noticed(self.fact.kind, self.fact.column or column, self.fact.counts)
        return note


def noted(before: str, note: str, column: str = "") -> str:
    """A note behind some words, with its fact where it has one."""
    return note.within(before, column) if isinstance(note, Note) else f"{before}{note}"


def column_notes(file: str, notes: Mapping[str, Sequence[str]]) -> list[str]:
    """Notes by column, with the names of file and column before them."""
    return [
        noted(f'{file}: the column "{name}" ', note, name)
        for name, lines in notes.items()
        for note in lines
    ]


def facts_in(notes: Sequence[str]) -> tuple[Noticed, ...]:
    """The facts that notes tell, in their order, each once."""
    facts = [note.fact for note in notes if isinstance(note, Note)]
    return tuple(fact for at, fact in enumerate(facts) if fact not in facts[:at])
