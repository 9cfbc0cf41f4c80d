"""What was found, shown outside a report: its first sentences, and its pictures as figures."""

from dataclasses import dataclass
from functools import cached_property

from matplotlib.figure import Figure

from bayes_bench.errors import InputError
from bayes_bench.interface.suggestions import listed
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.opening import headline_sentences, internal_note
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.internal_note import with_note
from bayes_bench.report.pictures.style import WIDE
from bayes_bench.report.pictures.svg import svg_bytes
from bayes_bench.report.section import Picture, pictures_of


@dataclass(frozen=True, eq=False)
class Shown:
    """What was found, in a language.

    Parameters
    ----------
    outcome : Outcome
    language : str
        ``en`` or ``da``.
    """

    outcome: Outcome
    language: str

    @cached_property
    def _words(self) -> Words:
        return words_for(self.outcome.model, self.language)

    @cached_property
    def _page(self) -> Page:
        return Page(self.outcome, self.language, self._words.say("page.other"))

    @cached_property
    def _pictures(self) -> dict[str, Picture]:
        return {one.name: one for one in pictures_of(self._page)}

    @property
    def sentences(self) -> list[str]:
        """The report's first sentences."""
        return headline_sentences(self._page, self._words)

    def figure(self, name: str, why_not: str) -> Figure:
        """A picture of the report.

        Parameters
        ----------
        name : str
            Of its file.
        why_not : str
            When this picture is not there, for the message.

        Raises
        ------
        InputError
            This report has no such picture.
        """
        if name not in self._pictures:
            there = listed(self._pictures)
            raise InputError(f'no picture "{name}": {why_not} (pictures here: {there})')
        drawn = self._pictures[name].draw(self._page, self._words, WIDE)
        return with_note(drawn, internal_note(self._page, self._words))

    def svg(self, name: str) -> str:
        """A picture of the report as markup."""
        file = svg_bytes(self.figure(name, "every report has it"), name).decode()
        return file[file.index("<svg") :]
