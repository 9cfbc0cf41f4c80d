"""How an outcome is coded, and which value is the event."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.columns import outcome_column
from bayes_bench.inputs.values.column import Signs
from bayes_bench.inputs.values.outcomes import coded_outcome, events_of_texts, guessed_coding

SIGNS = Signs()


def raw(*texts: str | None) -> pd.Series:
    """A raw column of text."""
    return pd.Series(pd.Categorical(texts))


def test_truth_values_of_any_program() -> None:
    column = outcome_column(raw("TRUE", "false", " True", None, ""), SIGNS)
    np.testing.assert_array_equal(column.values, [1.0, 0.0, 1.0, np.nan, np.nan])
    assert column.problems == ()
    assert events_of_texts(["TRUE", "1"]) is None
    assert events_of_texts([""]) is None


def test_the_event_is_what_is_named_and_all_else_is_none() -> None:
    column = coded_outcome(raw("Y", "N", "Z", None, " ", "Y "), ("Y",), {})
    np.testing.assert_array_equal(column.values, [1.0, 0.0, 0.0, np.nan, np.nan, 1.0])
    assert "2 other values are no event, in 2 rows" in column.notes[0]
    assert "two spellings" in column.problems[0]
    both = outcome_column(pd.Series([1.0, 2.0, 3.0]), SIGNS, ("2", "3"))
    assert both.values.tolist() == [0.0, 1.0, 1.0]
    assert "1 other value is no event, in 1 row" in both.notes[0]


def test_an_event_that_nobody_has_is_refused_without_a_value() -> None:
    (told,) = coded_outcome(raw("alive", "dead"), ("death",), {}).problems
    assert told.startswith('has no value "death", which data.event names; it has 2 different')
    assert "alive" not in told
    (named,) = coded_outcome(raw("1", "2"), ("3",), {"1": "Yes"}).problems
    assert '(1 is "Yes")' in named


def test_the_event_in_other_capitals_is_not_taken_for_no_event() -> None:
    """Y beside y and N: half of the events would count as none."""
    (told,) = coded_outcome(raw("Y", "y", "N", "y"), ("Y",), {}).problems
    assert told.startswith("has what data.event names in other capitals in 2 rows (2, 4): name")
    both = coded_outcome(raw("Y", "y", "N", "y"), ("Y", "y"), {})
    assert both.problems == ()
    assert both.values.tolist() == [1.0, 1.0, 0.0, 1.0]


def test_what_looks_missing_is_not_taken_for_no_event() -> None:
    (told,) = coded_outcome(raw("Y", "N", "NA", ".", "N"), ("Y",), {}).problems
    assert told.startswith("has a text like NA or . in 2 rows (3, 4), beside values that are no")
    assert "missing_values under [data]" in told
    only = coded_outcome(raw("infection", "none", "none"), ("infection",), {})
    assert only.problems == ()
    assert only.values.tolist() == [1.0, 0.0, 0.0]


def test_how_many_have_each_of_the_other_values() -> None:
    """Of a value of a few their number is not said."""
    texts = ["Y"] * 9 + ["N"] * 20 + ["Unknown"] * 7 + ["Anna"] * 2
    (note,) = coded_outcome(raw(*texts), ("Y",), {}).notes
    assert note.endswith("3 other values are no event, in 29 rows (20, 7, fewer than 5 for 1)")
    (alone,) = coded_outcome(raw(*texts[:20]), ("Y",), {}).notes
    assert alone.endswith("1 other value is no event, in 11 rows")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["1", "2"], 'as it looks coded 1/2, write event = "2" or "1" under [data]'),
        (["Ja", "Nej"], "as it looks coded ja/nej, name under [data] which is the event"),
        (["left", "right"], "name the value that is the event under [data]: event = …"),
    ],
)
def test_what_a_coding_looks_like(codes: list[str], words: str) -> None:
    said = guessed_coding(codes, {})
    assert words in said
    assert "left" not in said
    assert '(in the file 1 is "Yes")' in guessed_coding(["1", "2"], {"1": "Yes"})


def test_what_the_file_calls_the_event_is_said() -> None:
    column = outcome_column(pd.Series([0.0, 1.0]), SIGNS, labels={"0": "Yes, died", "1": "No"})
    assert column.notes == ('has labels in the file (1 is "No", 0 is "Yes, died"): the event is 1',)
    assert outcome_column(pd.Series([0.0, 1.0]), SIGNS).notes == ()


@pytest.mark.parametrize("event", ["no", "N", "Nej", "alive", "FALSE", "not passed", "0"])
def test_an_event_that_sounds_like_no_is_worth_a_look(event: str) -> None:
    column = coded_outcome(raw(event, "other", "other"), (event,), {})
    assert column.values.tolist() == [1.0, 0.0, 0.0], "it is used as it is"
    assert f'is an event where it is "{event}", as data.event says, which' in column.notes[1]


def test_a_label_says_what_its_code_does_not() -> None:
    named = coded_outcome(raw("1", "2"), ("2",), {"1": "Yes", "2": "No"})
    assert 'where it is "2" (in the file "No"), as data.event says, which sounds' in named.notes[1]
    assert len(coded_outcome(raw("0", "1"), ("0",), {"0": "Died"}).notes) == 1


def test_an_event_that_sounds_like_itself_is_not_noted() -> None:
    for event, other in (("yes", "no"), ("dead", "alive"), ("2", "1"), ("gone", "here")):
        assert len(coded_outcome(raw(event, other), (event,), {}).notes) == 1
    # the sexes: f is no "false" beside m
    assert len(coded_outcome(raw("F", "M"), ("F",), {}).notes) == 1


def test_codes_for_missing_that_count_as_no_event_are_worth_a_look() -> None:
    labels = {"1": "Yes", "2": "No", "8": "Don't know"}
    column = coded_outcome(raw("1", "2", "8", "9", "2"), ("1",), labels)
    assert column.values.tolist() == [1.0, 0.0, 0.0, 0.0, 0.0], "used as it is"
    assert column.notes[1].startswith('has 8 ("Don\'t know"), 9 beside two values: these look')
    of_points = coded_outcome(raw(*map(str, range(11))), ("10",), {})
    assert len(of_points.notes) == 1, "8 and 9 of 0 to 10 points"
    named = coded_outcome(raw("1", "2", "9"), ("1", "9"), {})
    assert len(named.notes) == 1, "the event itself"
