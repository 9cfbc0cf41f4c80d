"""A line below a picture, which moves nothing that was drawn."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from bayes_bench.report.pictures.internal_note import with_note
from bayes_bench.report.pictures.style import NARROW, WIDE, Frame, drawing, sheet
from bayes_bench.report.pictures.svg import png_bytes, svg_bytes

NOTE = "INTERNAL: " + "nothing here is for release " * 5


def picture(width: int) -> Figure:
    with drawing():
        figure, axis = sheet(width, 120, Frame(40, 10, 10, 30))
        axis.plot([0, 1], [0, 1])
    return figure


def boxes(figure: Figure) -> list[float]:
    """Where the axes are, pixels from the upper left corner."""
    width, height = (72 * float(inches) for inches in figure.get_size_inches())
    box = figure.axes[0].get_position(original=True)
    return [box.x0 * width, (1 - box.y1) * height, box.x1 * width, (1 - box.y0) * height]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_note_is_below_and_what_was_drawn_stays(width: int) -> None:
    bare, noted = picture(width), with_note(picture(width), NOTE)
    np.testing.assert_allclose(boxes(noted), boxes(bare), atol=1e-9)
    grown = 72 * float(noted.get_size_inches()[1]) - 120
    with drawing():
        noted.canvas.draw()
        box = noted.texts[0].get_window_extent()
    assert noted.texts[0].get_text().split() == NOTE.split()
    assert 0 <= box.x0 < box.x1 <= width
    assert 0 <= box.y0 < box.y1 <= grown


def test_the_files_have_it() -> None:
    noted = with_note(picture(WIDE), NOTE)
    assert b"INTERNAL: nothing here" in svg_bytes(noted, "x")
    assert png_bytes(noted) != png_bytes(picture(WIDE))


def test_without_a_note_nothing_is_done() -> None:
    bare = picture(WIDE)
    before = svg_bytes(bare, "x")
    assert with_note(bare, "") is bare
    assert svg_bytes(bare, "x") == before
