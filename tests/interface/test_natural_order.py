"""Texts with numbers in them, in the order people look for them."""

from bayes_bench.interface.natural_order import natural_parts, naturally
from bayes_bench.interface.suggestions import listed


def test_numbers_in_texts_count_by_their_size() -> None:
    assert naturally(["10", "1", "2"]) == ["1", "2", "10"]
    assert naturally(["Ward 10", "Ward 9", "Ward 1b", "Ward 1"]) == [
        *("Ward 1", "Ward 1b", "Ward 9", "Ward 10"),
    ]
    assert naturally(["1 / 10", "1 / 9", "10 / 1", "2 / 1"]) == [
        "1 / 9",
        "1 / 10",
        "2 / 1",
        "10 / 1",
    ]
    assert naturally(["1.10", "1.9", "-1.5"]) == ["-1.5", "1.10", "1.9"]


def test_a_number_comes_before_letters_and_as_itself() -> None:
    assert naturally(["a", "10a", "9", "10"]) == ["9", "10", "10a", "a"]
    assert naturally(["007", "7", "07"]) == ["007", "07", "7"]
    assert naturally([f"n{'9' * 5000}", "n1", ""]) == ["", "n1", f"n{'9' * 5000}"]


def test_letters_are_folded_and_digits_are_not() -> None:
    assert natural_parts("B10", str.lower) == ((1, 0.0, "b"), (0, 10.0, ""))


def test_lists_in_messages_are_in_that_order() -> None:
    assert listed(["10", "2", "1"]) == "1, 2, 10"
