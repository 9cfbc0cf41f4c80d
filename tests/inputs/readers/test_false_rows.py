"""Rows that are no people are told by rows; people who look a little like them are people."""

import pandas as pd
import pytest

from bayes_bench.inputs.readers.false_rows import false_rows
from bayes_bench.inputs.readers.raw_table import RawTable

HEADER = ["u", "y", "sex", "age"]
ROWS: list[list[str | None]] = [
    ["101", "1", "m", "40"],
    ["101", "0", "f", "51"],
    ["102", "0", "m", "62"],
    ["102", "1", None, "73"],
]


def told(rows: list[list[str | None]], header: list[str] = HEADER) -> list[str]:
    frame = pd.DataFrame(rows, columns=header, dtype=object).astype("category")
    return [*false_rows(RawTable("t", frame), header)]


def test_people_are_no_false_rows() -> None:
    assert told(ROWS) == []
    assert told(ROWS[:1]) == []
    assert told([row[:1] for row in ROWS], ["u"]) == []


def test_names_of_columns_once_more() -> None:
    (said,) = told([*ROWS[:2], [*HEADER], *ROWS[2:], ["u ", "\ufeffy", "sex", "age"]])
    assert said == (
        "t: 2 rows (3, 6) hold the columns' names once more, as where files were put together: "
        "delete these rows"
    )
    assert told([*ROWS, ["u", "1", "sex", "age"]]) == []


@pytest.mark.parametrize(
    ("labels", "seen"),
    [
        ([["Hospital", "Died within 30 days?", "Sex", "Age"]], "the first row seems to hold"),
        ([["Hospital", None, None, None]], "the first row seems to hold"),
        (
            [["Hospital", "Died", "Sex", "Age"], ['{"id": "QID1"}', "QID2", "QID3", "QID4"]],
            "the first 2 rows seem to hold",
        ),
    ],
)
def test_labels_below_the_names(labels: list[list[str | None]], seen: str) -> None:
    (said,) = told([*labels, *ROWS])
    assert f"t: {seen} labels and no people" in said
    assert "Hospital" not in said


@pytest.mark.parametrize(
    "first",
    [
        ["North", "1", "mm", "old"],  # a person: the outcome is a number
        ["101", "1", "m", "unknown"],
        [None, None, "male", None],  # what is filled is a text below, too
        ["NA", "NA", "male", "NA"],
        [None, None, None, None],
    ],
)
def test_a_first_person_with_words_is_a_person(first: list[str | None]) -> None:
    assert told([first, *ROWS]) == []


def test_a_table_of_words_has_no_labels() -> None:
    words = [["North", "yes", "male"], ["South", "no", "female"], ["West", "no", "male"]]
    assert told([[*row] for row in words], ["u", "y", "sex"]) == []
