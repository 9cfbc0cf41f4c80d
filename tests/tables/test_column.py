"""What a column says of itself, and the name of the row that judges a number."""

from math import inf

import pytest

from bayes_bench.estimands.intervals import BOUNDS
from bayes_bench.tables.column import (
    FROM_ONE,
    POSITIVE,
    PROBABILITY,
    Column,
    fact,
    mcse,
    quantity_names,
    with_interval,
)
from bayes_bench.tables.registry import every_table
from tests.builders.dictionary import documented


@pytest.mark.parametrize(
    ("name", "header", "is_it"),
    [
        ("rank", "rank", True),
        ("rank", "Rank", False),
        ("rank", "rank_1", False),
        ("rank_*", "rank_1", True),
        ("rank_*", "rank_1000", True),
        ("rank_*", "rank", False),
    ],
)
def test_a_header_is_a_columns_own_or_one_of_its_family(
    name: str, header: str, *, is_it: bool
) -> None:
    assert Column(name, "It.").is_header(header) is is_it


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((-inf, inf), "How many."),
        (POSITIVE, "How many; at least 0."),
        (FROM_ONE, "How many; at least 1."),
        (PROBABILITY, "How many; from 0 to 1."),
        ((-100.0, 100.0), "How many; from -100 to 100."),
        ((-inf, 5.0), "How many; from -inf to 5."),
    ],
)
def test_a_sentence_ends_with_the_range(bounds: tuple[float, float], said: str) -> None:
    assert fact("n", "How many.", "people", bounds).sentence == said
    assert fact("n", "How many", "people", bounds).sentence == said


def test_a_column_has_nothing_that_is_not_said() -> None:
    plain = Column("unit", "Code.")
    assert (plain.kind, plain.unit, plain.quantity, plain.error) == ("label", "", "", "")
    assert plain.bounds == (-inf, inf)
    error = mcse("mcse_x", "x", "rank")
    assert (error.kind, error.unit, error.bounds) == ("error", "rank", POSITIVE)
    assert "Monte Carlo standard error of x" in error.meaning
    assert fact("n", "It.").kind == "fact"


def test_an_interval_is_three_columns_of_one_quantity() -> None:
    columns = with_interval("x", "the thing", "logits", "x[{unit}]", POSITIVE)
    assert [column.name for column in columns] == [f"x{end}" for end in BOUNDS]
    assert {(c.kind, c.unit, c.quantity, c.bounds) for c in columns} == {
        ("estimate", "logits", "x[{unit}]", POSITIVE)
    }
    mean, lower, upper = (column.meaning for column in columns)
    assert mean == "Posterior mean of the thing."
    assert lower.startswith("Lower bound")
    assert upper.startswith("Upper bound")


ROW = {"estimand": "ratio_pe", "unit": "a", "reference": "national", "value": 0.5}


@pytest.mark.parametrize(
    ("template", "reference", "name"),
    [
        ("indicator[{unit}]", "national", "indicator[a]"),
        ("{estimand}[{unit}, {reference}]", "typical", "ratio_pe[a, national]"),
        # the model's own reference is left out, and the comma with it
        ("{estimand}[{unit}, {reference}]", "national", "ratio_pe[a]"),
        ("rank_by[{reference}, {unit}]", "national", "rank_by[a]"),
        ("log_odds[age={value:.12g}]", "national", "log_odds[age=0.5]"),
        ("coefficient[*]", "national", "coefficient[*]"),
    ],
)
def test_the_name_of_the_row_that_judges(template: str, reference: str, name: str) -> None:
    assert quantity_names(template, ROW, reference) == name


def test_of_a_pair_both_references_may_be_the_models() -> None:
    row = {"other": "persons", "other_reference": "national", "note": "national"}
    assert quantity_names("rank_by[{other}, {other_reference}]", row, "national") == (
        "rank_by[persons]"
    )
    # only a column of references is left out, whatever else is called so
    assert quantity_names("x[{other}, {note}]", row, "national") == "x[persons, national]"


def test_an_empty_label_is_left_out() -> None:
    """A check of all people has no unit."""
    assert quantity_names("p[{check}, {unit}]", {"check": "events", "unit": ""}, "") == "p[events]"


def test_every_column_is_documented_under_its_name() -> None:
    for table in every_table():
        assert tuple(column.name for column in table.columns) == documented(table.file)
