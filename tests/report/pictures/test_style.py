"""Sizes and numbers at axes."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from bayes_bench.interface.plain_text import short
from bayes_bench.report.language.numbers import Numbers
from bayes_bench.report.language.words import Words
from bayes_bench.report.pictures.style import (
    NARROW,
    SMALL,
    WIDE,
    Frame,
    cells_of_ink,
    drawing,
    is_narrow,
    row_name,
    sheet,
    text_width,
    written,
)


def test_a_sheet_is_as_large_as_it_is_asked_to_be() -> None:
    figure, axis = sheet(360, 144, Frame(36, 36, 18, 18))
    assert list(72 * figure.get_size_inches()) == [360, 144]
    assert axis.get_position().bounds == pytest.approx((0.1, 0.125, 0.8, 0.75))


def test_a_long_name_is_cut_where_its_place_ends() -> None:
    assert short("Frederikshavn", 6) == "Frede…"
    assert short("a\nb", 6) == "a b"
    assert text_width("mm", 10) > text_width("ii", 10)
    assert is_narrow(NARROW)
    assert not is_narrow(WIDE)


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (2.5, "2.5"), (0.125, "0.12"), (-1.0, "−1")]
)
def test_numbers_have_the_decimals_that_they_need(value: float, text: str) -> None:
    words = Words({}, Numbers("en"))
    assert written(value, words) == text
    assert written(0.25, words, percent=True) == "25%"
    assert written(1.0, words, signed=True) == "+1"


def test_a_name_ends_so_far_from_the_axes_beside_its_row() -> None:
    with drawing():
        figure, axis = sheet(WIDE, 300, Frame(100, 20, 30, 40))
        axis.set_ylim(9.5, -0.5)
        row_name(axis, 4, "Ærø")
        (name,) = axis.texts
        box, cells = name.get_window_extent(), axis.get_window_extent()
    assert box.x1 == pytest.approx(cells.x0 - 8, abs=0.5)
    row = cells.y1 - 4.5 / 10 * cells.height
    assert box.y0 < row < box.y1
    assert name.get_text() == "Ærø"
    assert not figure.axes[1:]


def test_cells_are_of_ink_where_they_are() -> None:
    ink = np.zeros((2, 3, 4))
    ink[1, 2] = [1.0, 0.0, 0.2, 0.6]
    with drawing():
        figure, axis = sheet(WIDE, 300, Frame(100, 20, 30, 40))
        cells_of_ink(axis, ink, 1)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        pixels = np.asarray(canvas.buffer_rgba())
        across, down = axis.transData.transform((3, 1)).round().astype(int)
        left, up = axis.transData.transform((1, 0)).round().astype(int)
    blended = 0.6 * 255 * np.array([1.0, 0.0, 0.2]) + 0.4 * 255
    np.testing.assert_allclose(pixels[-down, across, :3], blended, atol=2)
    assert pixels[-up, left, :3].tolist() == [255, 255, 255]
    assert axis.get_xlim() == (0.5, 3.5)
    assert axis.get_ylim() == (1.5, -0.5)


def test_a_text_is_as_wide_as_it_is_drawn() -> None:
    with drawing():
        _, axis = sheet(WIDE, 300, Frame(10, 20, 30, 40))
        text = axis.text(0, 0, "Sønderborg", size=SMALL)
        drawn = text.get_window_extent().width
    assert text_width("Sønderborg", SMALL) == pytest.approx(drawn, abs=0.5)
    assert text_width("Sønderborg", 2 * SMALL) == pytest.approx(2 * drawn, abs=1)
