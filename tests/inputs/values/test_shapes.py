"""Why a text is no number is said by its shape, and never with the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.inputs.values.shapes import causes_of, shape_of

OTHERWISE = "write digits"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("26,4", "decimal comma"),
        ("12,150", "thousands separator"),
        ("1.234,5", "thousands separator"),
        ("54 %", "per cent"),
        ("<5", "suppressed"),
        ("*", "suppressed"),
        ("90+", "followed by +"),
        (">90", "followed by +"),
        ("2019-01-05", "dates"),
        ("05.01.2019", "dates"),
        ("05JAN2019", "dates"),
        ("40-49", "ranges"),
        ("\uff15\uff14", "full-width"),
        ("23 p", "letters follow"),
        ("54years", "letters follow"),
        ("12 m2", "letters follow"),
        ("NA", "look like missing"),
        ("\u2013", "look like missing"),
    ],
)
def test_the_cause_is_told_without_the_text(text: str, words: str) -> None:
    said = causes_of([text], OTHERWISE)
    assert words in said
    assert OTHERWISE not in said
    assert text not in said or text in ("*", "<5", "NA", "\u2013")


def test_an_unknown_cause_has_the_usual_remedy_beside_the_known() -> None:
    assert causes_of(["SECRET"], OTHERWISE) == OTHERWISE
    said = causes_of(["SECRET", "54 %"], OTHERWISE)
    assert "per cent" in said
    assert said.endswith(OTHERWISE)


def test_one_text_behind_every_number_is_a_unit_of_measure() -> None:
    assert "unit of measure" in causes_of(["54 years", "3 years"], OTHERWISE, are_all=True)
    assert "flags" in causes_of(["54 b", "3 p"], OTHERWISE, are_all=True)
    assert "flags" in causes_of(["54 p", "3 p"], OTHERWISE, are_all=False)


@given(st.lists(st.text(alphabet="QXZ0123456789,.<+% -", min_size=4), min_size=1))
def test_no_letter_of_a_text_is_ever_said(texts: list[str]) -> None:
    assert not set("QXZ") & set(causes_of(texts, OTHERWISE))


def test_shapes() -> None:
    assert shape_of(" 12\u00a0år, \uff11 ") == "99 aa, \uff19"
