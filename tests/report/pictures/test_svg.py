"""Pictures as elements of the page: its colours, its letters, no style of their own."""

import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from bayes_bench.report.pictures.style import BETTER, Frame, drawing, sheet
from bayes_bench.report.pictures.svg import inline_svg, png_bytes, svg_bytes


@pytest.fixture
def figure() -> Figure:
    with drawing():
        drawn, axis = sheet(200, 100, Frame(10, 10, 10, 10))
        axis.scatter([1], [2], c=BETTER)
        axis.text(1, 2, "a < b").set_gid("tile-0")
    return drawn


def test_the_same_picture_has_the_same_bytes(figure: Figure) -> None:
    assert svg_bytes(figure, "x") == svg_bytes(figure, "x")
    assert svg_bytes(figure, "x") != svg_bytes(figure, "y")  # identifiers are of the picture
    assert png_bytes(figure) == png_bytes(figure)


def test_an_inline_picture_has_the_pages_colours_and_tips(figure: Figure) -> None:
    markup = inline_svg(svg_bytes(figure, "x"), {"tile-0": "<b>tip</b>"})
    root = ET.fromstring(markup)  # noqa: S314 -- our own
    assert "style=" not in markup
    assert "var(--better)" in markup
    assert BETTER not in markup
    titles = [e.text for e in root.iter() if e.tag.endswith("title")]
    assert titles == ["<b>tip</b>"]
    assert "&lt;b&gt;" in markup
    assert root.get("aria-hidden") == "true"


def test_what_is_said_of_it_is_in_the_file_and_not_in_the_page(figure: Figure) -> None:
    file = svg_bytes(figure, "x", "not for release")
    assert b"not for release" in file
    assert b"not for release" not in svg_bytes(figure, "x")
    assert "not for release" not in inline_svg(file)
