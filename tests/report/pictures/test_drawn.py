"""A picture of the page as files and as markup."""

import pytest
from matplotlib.figure import Figure

from bayes_bench.report.language.words import Words
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.drawn import drawn
from bayes_bench.report.pictures.style import NARROW, WIDE, Frame, drawing, sheet
from bayes_bench.report.pictures.svg import svg_bytes
from bayes_bench.report.section import Picture
from tests.builders.pages import said


def draw(_page: Page, _words: Words, width: int) -> Figure:
    with drawing():
        figure, axis = sheet(width, 100, Frame(10, 10, 10, 10))
        axis.text(0, 0, f"{width}").set_gid("tile-0")
    return figure


def half(width: int) -> Figure:
    with drawing():
        return sheet(width // 2, 100, Frame(10, 10, 10, 10))[0]


@pytest.mark.parametrize("columns", [(), (half, half)])
def test_both_widths_and_the_columns(small: Outcome, columns: tuple[object, ...]) -> None:
    picture = Picture(
        "one",
        "ranks.csv",
        draw,
        tips=lambda _page, _words: {"tile-0": "a tip"},
        columns=lambda _page, _words: columns,  # type: ignore[arg-type,return-value]
    )
    page, words = said(small, "en")
    found = drawn(picture, page, words)
    assert (found.name, found.table) == ("one", "ranks.csv")
    assert found.svg == svg_bytes(draw(page, words, WIDE), "one")
    assert found.png.startswith(b"\x89PNG")
    assert f'data-width="{NARROW}"' in found.narrow
    assert "a tip" in found.narrow
    widths = [WIDE // 2] * 2 if columns else [WIDE]
    for part, width in zip(found.wide, widths, strict=True):
        assert f'data-width="{width}"' in part
