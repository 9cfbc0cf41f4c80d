"""What a section of the page is: a file below ``sections/`` that holds everything of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from bayes_bench.registry import registered
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page

if TYPE_CHECKING:  # matplotlib is imported where a picture is drawn
    from matplotlib.figure import Figure

type Drawing = Figure
"""A name that is not looked up before it is needed, which it is not here."""
type Column = Callable[[int], Drawing]
"""From a width in pixels to a part of a picture."""
type Context = dict[str, Any]
"""What a template is given; plain text throughout, for the template escapes it."""


@dataclass(frozen=True)
class Picture:
    """A picture of a section.

    Attributes
    ----------
    name : str
        Of its files in ``figures/``.
    table : str
        The file that holds its figures.
    draw : callable
        From a page, words and a width in pixels to the figure.
    is_there : callable
        Whether a page has it.
    tips : callable
        What pointing at its parts shows, by ``gid``.
    columns : callable
        How to draw it, at a width, in parts that stand side by side where the page is wide; may be
        empty.
    by_unit : bool
        Whether it has a mark for each unit, so that it says how many are hidden.
    """

    name: str
    table: str
    draw: Callable[[Page, Words, int], Drawing]
    is_there: Callable[[Page], bool] = lambda _page: True
    tips: Callable[[Page, Words], Mapping[str, str]] = lambda _page, _words: {}
    columns: Callable[[Page, Words], tuple[Column, ...]] = lambda _page, _words: ()
    by_unit: bool = True


@dataclass(frozen=True)
class Band:
    """Neighbouring sections that stand side by side where the page is wide.

    Attributes
    ----------
    name : str
    style : str
        Its class in the style sheet.
    """

    name: str
    style: str


FIRST_SCREEN = Band("first screen", "first")
"""Map, caterpillar, reliability."""
BELIEF = Band("belief", "split")
"""Checks, diagnostics."""
METHOD = Band("method", "split")
"""Methods, definitions."""


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes
    ----------
    name : str
        Its anchor on the page; ``<name>.nav`` in the wording is its line in the navigation.
    place : int
        Its order on the page.
    context : callable
        From a page and words to what its template is given, as ``it``.
    template : str
        Below ``templates/sections/``.
    needs : tuple of str
        Tables without which it is left out.
    is_there : callable
        Whether a page that has these tables has it.
    pictures : tuple of Picture
    band : Band, optional
        What it stands in together with its neighbours.
    is_in_navigation : bool
    """

    name: str
    place: int
    context: Callable[[Page, Words], Context]
    template: str
    needs: tuple[str, ...] = ()
    is_there: Callable[[Page], bool] = lambda _page: True
    pictures: tuple[Picture, ...] = ()
    band: Band | None = None
    is_in_navigation: bool = True


@cache
def every_section() -> tuple[Section, ...]:
    """Every section there is, in the order of the page."""
    return registered("bayes_bench.report.sections", "SECTION", Section)


def sections_of(page: Page) -> list[Section]:
    """The sections that a page has, in order.

    Parameters
    ----------
    page : Page
    """
    return [
        section
        for section in every_section()
        if set(section.needs) <= set(page.tables) and section.is_there(page)
    ]


def pictures_of(page: Page) -> Iterator[Picture]:
    """The pictures that a page has, in order."""
    for section in sections_of(page):
        yield from (picture for picture in section.pictures if picture.is_there(page))
