"""Letters that were broken before are noticed, and letters that are right are not."""

import pandas as pd
import pytest

from bayes_bench.inputs.readers.letters import letter_notes

RIGHT = [
    "København", "Ærø", "Ångström", "Łódź", "Ünal – Ø", "São Tomé", "Ελλάδα", "Москва", "東京",
    "Âge", "Ã", "Who?", "what? no", "€ 5", "naïve", "L’Île", "«école»", "Ðakovo",
]  # fmt: skip


def noted(texts: list[str]) -> tuple[str, ...]:
    return letter_notes(pd.DataFrame({"u": pd.Categorical(texts)}), {}, "t")


def test_right_letters_are_left_in_peace() -> None:
    assert noted(RIGHT) == ()


@pytest.mark.parametrize("word", ["København", "Łódź", "L’Île", "Москва", "東京", "5 €", "😀"])
def test_utf8_that_was_read_as_windows_1252_is_seen(word: str) -> None:
    """Latin-1 where Windows-1252 has no sign for a byte, as software does."""
    twice = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in word.encode()
    )
    (note,) = noted([twice, *RIGHT])
    assert 't: in the column "u", 1 text in which UTF-8 was read as Windows-1252' in note
    assert twice not in note


def test_lost_letters_are_seen() -> None:
    lost, asked = noted(["S\ufffdby", "K\ufffdge", "S?by", *RIGHT])
    assert "2 texts with the sign for a letter that is lost (U+FFFD)" in lost
    assert "1 text with a question mark in the midst of a word" in asked


def test_labels_are_looked_at_too() -> None:
    columns = pd.DataFrame({"u": pd.Categorical(["1"]), "x": [1.0]})
    (note,) = letter_notes(columns, {"u": {"1": "S\ufffdby"}, "gone": {"1": "\ufffd"}}, "t")
    assert 't: in the labels of the column "u", 1 text with the sign for a letter' in note
