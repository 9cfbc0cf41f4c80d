"""Words that say yes, words that say no, and pairs that say neither."""

import pytest

from bayes_bench.inputs.values.yes_and_no import (
    AFFIRMATIVE,
    NEGATIVE,
    PAIRS,
    are_sexes,
    coding_of,
    is_known_coding,
    says_no,
    says_yes,
    stand_ins_among,
)


def test_no_word_says_both() -> None:
    assert not AFFIRMATIVE & NEGATIVE


@pytest.mark.parametrize("pair", [pair for name, pair in PAIRS.items() if name != "1/2"])
def test_words_of_known_codings_say_which_is_the_event(pair: frozenset[str]) -> None:
    """What a refusal calls a coding, and what init takes for the event, are the same words."""
    assert sum(map(says_yes, pair)) == sum(map(says_no, pair)) == 1


def test_capitals_and_marks_do_not_matter() -> None:
    assert says_yes(" Yes. ")
    assert says_no("NO!")
    assert says_no("Ikke bestået")
    assert says_no("not_passed")
    assert not says_no("north")
    assert not says_no("nothing")
    assert not says_yes("yesterday")


def test_a_coding_is_found_by_both_of_its_values() -> None:
    assert coding_of(["Y", "n"]) == "y/n"
    assert coding_of(["Y"]) is None
    assert coding_of(["Y", "N", "Z"]) is None


def test_the_two_sexes() -> None:
    assert are_sexes(["F", "M"])
    assert are_sexes({"Pige", "dreng"})
    assert not are_sexes(["f", "t"])


def test_codes_for_missing_stand_beside_a_known_coding() -> None:
    assert is_known_coding(["0", "1"])
    assert is_known_coding(["Y", "n"])
    assert not is_known_coding(["0", "1", "9"])
    assert stand_ins_among(["0", "1", "8", "9"]) == ("8", "9")
    assert stand_ins_among(["0", "1", "2", "9"]) == ()
