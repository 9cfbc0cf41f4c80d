"""Pictures with a row per unit, told from the artists in them."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.report.outcome import Outcome
from bayes_bench.report.pictures.rows import caterpillar, limits_of, rank_intervals
from bayes_bench.report.pictures.style import CROWDED, NARROW, WIDE
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
