"""Units that two columns name together: codes that begin anew in every school."""

import pandas as pd

from bayes_bench.inputs.columns import code_column
from bayes_bench.inputs.values.joined_unit import joined, joined_labels


def parts(**columns: list[str | None]) -> dict[str, object]:
    """Columns of codes by name."""
    return {name: code_column(pd.Series(pd.Categorical(texts))) for name, texts in columns.items()}


def test_units_are_pairs_in_the_order_of_their_parts() -> None:
    column = joined(parts(school=["10", "9", "9", None], room=["1", "2", "1", "1"]))  # type: ignore[arg-type]
    assert column.values.tolist()[:3] == ["10 / 1", "9 / 2", "9 / 1"]
    assert column.values.isna().tolist() == [False, False, False, True]
    assert column.values.cat.categories.tolist() == ["9 / 1", "9 / 2", "10 / 1"]


def test_what_stands_between_codes_may_not_be_in_them() -> None:
    column = joined(parts(a=["x / y", "x"], b=["z", "y / z"]))  # type: ignore[arg-type]
    assert "units look alike" in column.problems[0]


def test_problems_of_a_part_name_it() -> None:
    column = joined(parts(a=["x", "x\u200b"], b=["z", "z"]))  # type: ignore[arg-type]
    assert column.problems[0].startswith('(its part "a") has a value in two spellings')


def test_both_labels_are_shown() -> None:
    labels = {"school": {"1": "North"}, "room": {"7": "7A"}}
    shown = joined_labels(["1 / 7", "2 / 7"], ("school", "room"), labels)
    assert shown == {"1 / 7": "North / 7A", "2 / 7": "2 / 7A"}
    assert joined_labels(["1 / 7"], ("school", "room"), {"other": {"1": "x"}}) == {}
