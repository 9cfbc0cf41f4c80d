"""Pictures with a row per unit, told from the artists in them."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.rows import TALLEST, caterpillar, limits_of, rank_intervals
from bayes_bench.report.pictures.style import CROWDED, MANY, NARROW, WIDE
from bayes_bench.report.pictures.svg import svg_bytes
from tests.builders.pages import said


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_row_per_unit_the_best_on_top(small: Outcome, width: int) -> None:
    page, words = said(small, "en")
    figure = caterpillar(page.by_indicator, 1.0, words, width)
    (axis,) = figure.axes
    names = [text for text in axis.texts if text.get_text().isdigit()]
    assert [text.get_text() for text in names] == list(page.by_indicator["name"])
    bottom, top = axis.get_ylim()
    assert bottom > top
    points = np.concatenate([mark.get_offsets() for mark in axis.collections[-4:]])
    assert sorted(points[:, 0]) == sorted(page.by_indicator["indicator"])


def test_too_many_rows_have_no_names(small: Outcome) -> None:
    page, words = said(small, "en")
    many = pd.concat([page.ranked] * (CROWDED // 12 + 1), ignore_index=True)
    (axis,) = rank_intervals(many, words, WIDE).axes
    assert not [text for text in axis.texts if text.get_text().isdigit()]
    assert axis.get_xlim() == (0.5, len(many) + 0.5)


def test_parts_of_a_picture_share_their_scale() -> None:
    table = pd.DataFrame({"lower": [-4.0, 0], "upper": [6.0, 1], "observed_gap": [0.0, 0]})
    assert limits_of(table) == (-4.5, 6.5)


def repeated(page: Page, count: int) -> pd.DataFrame:
    every = pd.concat([page.by_indicator] * -(-count // 12), ignore_index=True)
    return every.head(count)


def test_very_many_marks_are_pixels_in_the_page(small: Outcome) -> None:
    """Each of them is drawn all the same, and letters and axes stay as they are."""
    page, words = said(small, "en")
    sizes, tags = [], []
    for count in (MANY, MANY + 1, 20 * MANY):
        figure = caterpillar(repeated(page, count), 1.0, words, WIDE)
        (axis,) = figure.axes
        assert sum(np.shape(mark.get_offsets())[0] for mark in axis.collections[-4:]) == count
        file = svg_bytes(figure, "x").decode()
        sizes.append(len(file))
        tags.append(("<image" in file, "<text" in file, words.say("axis.indicator") in file))
    assert tags == [(False, True, True), (True, True, True), (True, True, True)]
    assert sizes[1] < sizes[0]
    assert sizes[2] < 2 * sizes[0]


def test_no_picture_is_taller_than_a_page_can_show(small: Outcome) -> None:
    page, words = said(small, "en")
    for count, tall in ((300, 900.0), (10_000, TALLEST)):
        figure = rank_intervals(repeated(page, count), words, WIDE)
        assert 72 * figure.get_size_inches()[1] == pytest.approx(tall + 96)
        (axis,) = figure.axes
        assert 3 <= len(axis.get_xticks()) <= 13
