"""Spellings that look alike have one key; what is different has another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.inputs.values.spelling import (
    STEPS,
    decoded,
    difference,
    folded_key,
    holds_codes,
    is_guarded,
    without_mark,
)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("Aarhus", "Aar\u200bhus", "characters that are not seen"),
        ("Aarhus", "\ufeffAarhus", "characters that are not seen"),
        ("Aarhus", "Aar\u00adhus", "characters that are not seen"),
        ("Høje-Taastrup", "Høje\u2013Taastrup", "dashes of another kind"),
        ("Høje-Taastrup", "Høje\u2011Taastrup", "dashes of another kind"),
        ("L'Isle", "L\u2019Isle", "apostrophes of another kind"),
        ("101", "\uff11\uff10\uff11", "another width or form of a character"),
        ("A10", "\u041010", "letters of another alphabet"),
        ("Brøndby", "Br<U+00F8>ndby", "HTML entities or R's <U+....>"),
        ("Bath & Wells", "Bath &amp; Wells", "HTML entities or R's <U+....>"),
        ("0101", "'0101", "an apostrophe at the beginning"),
        ("0101", "101", "zeros lost at the beginning"),
        ("a  b", "a b", "white space, decomposed accents, or .0 after an integer"),
        ("1", "1.0", "white space, decomposed accents, or .0 after an integer"),
    ],
)
def test_what_looks_alike_has_one_key_and_a_reason(one: str, other: str, words: str) -> None:
    assert folded_key(one) == folded_key(other)
    assert difference([one, other]) == words


def test_what_is_different_stays_so() -> None:
    codes = ["A", "a", "A1", "10", "100", "R&D", "R", "1.5", "15", "-1", "1", "Århus", "Arhus"]
    assert len({folded_key(code) for code in codes}) == len(codes)


def test_several_reasons_are_all_told() -> None:
    words = difference(["A-1", "A\u20131", "\u0410-1"])
    assert words == "dashes of another kind; letters of another alphabet"


def test_only_whole_entities_are_decoded() -> None:
    assert decoded("R&D; a &copy b &oslash; <U+110000>") == "R&D; a &copy b ø <U+110000>"
    assert holds_codes("&#248;")
    assert not holds_codes("R&D")
    assert is_guarded("'0101")
    assert not is_guarded("'t Hooft")


@pytest.mark.parametrize("mark", ["\u00b9", " 2)", "*", " [note 3]", " (1)", " \u2020"])
def test_marks_of_footnotes(mark: str) -> None:
    assert without_mark(f"Dragør{mark}") == "Dragør"
    assert without_mark("Ward 12") == "Ward 12"


@given(st.text(st.sampled_from("0129aZ_-/ .'`&;<U+>\t\u00e5\u200b"), max_size=8))
def test_the_short_way_is_the_long_one(text: str) -> None:
    folded = text
    for _, step in STEPS:
        folded = step(folded)
    assert folded_key(text) == folded
