"""A picture of the page, drawn: its files, and its markup for the page in both widths."""

from dataclasses import dataclass

from markupsafe import Markup
from matplotlib.figure import Figure

from bayes_bench.inputs.disclosure.internal import NOT_FOR_RELEASE
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import internal_note
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.internal_note import with_note
from bayes_bench.report.pictures.style import NARROW, WIDE
from bayes_bench.report.pictures.svg import inline_svg, png_bytes, svg_bytes
from bayes_bench.report.section import Picture


@dataclass(frozen=True)
class Drawn:
    """A picture as files and as markup.

    Attributes
    ----------
    name : str
    table : str
        The file that holds its figures.
    svg, png : bytes
        Its files.
    wide : list of Markup
        For a desk, its columns.
    narrow : Markup
        For a telephone.
    """

    name: str
    table: str
    svg: bytes
    png: bytes
    wide: list[Markup]
    narrow: Markup


def drawn(picture: Picture, page: Page, words: Words) -> Drawn:
    """Draw a picture of a page in both widths.

    Parameters
    ----------
    picture : Picture
    page : Page
    words : Words
    """
    wide, narrow = (picture.draw(page, words, width) for width in (WIDE, NARROW))
    tips, name = picture.tips(page, words), picture.name
    on_page, small = svg_bytes(wide, name), svg_bytes(narrow, f"{name}-narrow")
    parts = [
        svg_bytes(draw(WIDE), f"{name}-{number}")
        for number, draw in enumerate(picture.columns(page, words))
    ]
    svg, png = _files(wide, name, internal_note(page, words), on_page)
    return Drawn(
        name=name,
        table=picture.table,
        svg=svg,
        png=png,
        wide=[Markup(inline_svg(part, tips)) for part in parts or [on_page]],  # noqa: S704
        narrow=Markup(inline_svg(small, tips)),  # noqa: S704 -- serialised by ElementTree
    )


def _files(figure: Figure, name: str, note: str, on_page: bytes) -> tuple[bytes, bytes]:
    """The picture as SVG and PNG, which the page's caption does not go with."""
    if not note:
        return on_page, png_bytes(figure)
    alone = with_note(figure, note)
    return svg_bytes(alone, name, NOT_FOR_RELEASE), png_bytes(alone, NOT_FOR_RELEASE)
