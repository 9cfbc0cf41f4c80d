"""Sizes and numbers at axes."""

import pytest

from bayes_bench.report.language.numbers import Numbers
from bayes_bench.report.language.words import Words
from bayes_bench.report.pictures.style import (
    NARROW,
    WIDE,
    Frame,
    is_narrow,
    sheet,
    short,
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
