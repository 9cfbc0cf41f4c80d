"""The picture of what moves each expectation, told from the artists in it."""

from importlib.resources import files
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from bayes_bench.interface.plain_text import short, shortened
from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.expectation import expectation_heat_map
from bayes_bench.report.pictures.style import (
    BETTER,
    NARROW,
    WIDE,
    WORSE,
    drawing,
    is_narrow,
)
from bayes_bench.report.sections.people.expectation import expectation_grid

WIDTHS = [WIDE, NARROW]
# some of either sign and strength, and a nought
VALUES = [[3.0, -1.0, 2.0], [0.0, 1.5, 1.5], [-2.0, 0.5, -1.5], [-2.75, -0.25, -3.0]]
TABLE = pd.DataFrame(VALUES, ["Ærø", "Aarhus", "Læsø", "Fanø"], ["joint", "age", "all together"])


def axis_of(table: pd.DataFrame, width: int) -> Axes:
    figure = expectation_heat_map(table, width)
    assert figure.get_size_inches()[0] == width / 72
    (axis,) = figure.axes
    return axis


def drawn_cells(axis: Axes, table: pd.DataFrame) -> np.ndarray:
    """Red, green, blue and opacity of every cell's middle, 0 to 1; (row, column, 4)."""
    (image,) = axis.images
    pixels = np.asarray(image.get_array(), dtype=float) / 255
    left, right, bottom, top = image.get_extent()
    assert (left, right, bottom, top) == (-0.5, table.shape[1] - 0.5, len(table) - 0.5, -0.5)
    steps = pixels.shape[0] // len(table), pixels.shape[1] // table.shape[1]
    return pixels[steps[0] // 2 :: steps[0], steps[1] // 2 :: steps[1]]


def boxes(texts: list[Text]) -> list[Bbox]:
    with drawing():
        return [text.get_window_extent() for text in texts]


@pytest.mark.parametrize("width", WIDTHS)
def test_each_unit_and_each_covariate_has_one_label(small: Outcome, width: int) -> None:
    grid = expectation_grid(Page(small, "en"), words_for(small.model, "en"))
    axis = axis_of(grid, width)
    labels = {text.get_text(): text for text in axis.texts}
    assert len(axis.texts) == len(labels) == 12 + 4
    assert [t.get_text() for t in axis.texts] == [*grid.index, *grid.columns]
    # a name stands at its row and a heading over its column
    assert [labels[name].get_position()[1] for name in grid.index] == list(range(12))
    headings = [labels[name] for name in grid.columns]
    assert [text.xy[0] for text in headings if isinstance(text, Annotation)] == list(range(4))
    assert not list(axis.get_xticks())
    assert not list(axis.get_yticks())


@pytest.mark.parametrize("width", WIDTHS)
def test_colours_tell_the_sign_and_ink_the_strength(width: int) -> None:
    cells = drawn_cells(axis_of(TABLE, width), TABLE)
    values = TABLE.to_numpy()
    assert np.allclose(cells[values > 0, :3], to_rgb(WORSE))
    assert np.allclose(cells[values < 0, :3], to_rgb(BETTER))
    ink, strength = cells[..., 3], np.abs(values)
    assert ink.max() == pytest.approx(1.0)
    assert ink[strength == strength.max()].min() == pytest.approx(1.0)
    assert not ink[strength == 0].any()
    order = np.argsort(strength, axis=None, kind="stable")
    assert (np.diff(ink.ravel()[order]) >= 0).all()
    distinct = np.unique(strength)
    assert len(np.unique(ink)) == len(distinct)


@pytest.mark.parametrize("width", WIDTHS)
def test_where_nothing_moves_there_is_no_ink(width: int) -> None:
    table = pd.DataFrame(0.0, TABLE.index, TABLE.columns)
    assert not drawn_cells(axis_of(table, width), table)[..., 3].any()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_difference_is_set_apart(width: int) -> None:
    axis = axis_of(TABLE, width)
    (line,) = axis.lines
    assert np.asarray(line.get_xdata()).tolist() == [
        1.5,
        1.5,
    ]  # between the last covariate and the whole


@pytest.mark.parametrize("width", WIDTHS)
def test_names_of_municipalities_are_legible(width: int) -> None:
    """All of them, beside as many covariates as the demo has, none over another or cut off."""
    file = files("bayes_bench").parent / "data" / "municipalities.csv"  # type: ignore[attr-defined]
    names = list(pd.read_csv(file)["name"])
    headings = [f"a characteristic no. {n}" for n in range(12)] + ["all together"]
    values = np.random.default_rng(1).normal(size=(len(names), len(headings)))
    axis = axis_of(pd.DataFrame(values, names, headings), width)
    sheet, rows, columns = axis.figure.bbox, axis.texts[: len(names)], axis.texts[len(names) :]
    assert [text.get_text() for text in columns] == shortened(headings, 22)
    whole = [short(name, 17 if is_narrow(width) else 25) for name in names]
    assert [text.get_text() for text in rows] == whole
    assert len(set(whole)) == len(names) == 98
    assert len({text.get_text() for text in columns}) == len(headings)
    cells = axis.get_window_extent()
    for part in (boxes(rows), boxes(columns)):
        assert min(box.x0 for box in part) >= sheet.x0
        assert max(box.x1 for box in part) <= sheet.x1
        assert max(box.y1 for box in part) <= sheet.y1
        assert not [box for box in part if cells.shrunk(0.98, 0.98).overlaps(box)]
        assert not [pair for pair in pairwise(part) if overlap(*pair)]


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two labels overlap by more than the room that a font leaves above its letters."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return min(across, up) > 1.0


@pytest.mark.parametrize("width", WIDTHS)
def test_names_that_are_markup_are_letters(hostile: Outcome, width: int) -> None:
    words = words_for(hostile.model, "en")
    grid = expectation_grid(Page(hostile, "en"), words)
    axis = axis_of(grid, width)
    told = [text.get_text() for text in axis.texts]
    assert all(text.isprintable() for text in told)
    assert "<!-- 6 -->" in told
    assert "$\\frac{1}{0}$" in told
    assert not [text for text in axis.texts if text.get_parse_math()]
    assert max(len(text) for text in told) <= 25
