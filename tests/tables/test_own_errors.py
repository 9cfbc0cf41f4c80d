"""Errors that stand beside their numbers become rows of the diagnostics."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.posterior.diagnostics import COLUMNS
from bayes_bench.quantities.units.ranks import FAMILY
from bayes_bench.tables.column import Column, mcse
from bayes_bench.tables.own_errors import own_error_rows
from bayes_bench.tables.ranking.pairs import TABLE as PAIRS
from bayes_bench.tables.ranking.ranks import TABLE as RANKS
from bayes_bench.tables.table import Table
from tests.builders.wards import rows_of, wards


def estimate(name: str, quantity: str, error: str = "", counts: tuple[str, ...] = ()) -> Column:
    return Column(name, "It.", "estimate", "1", quantity=quantity, error=error, counts=counts)


def table_of(*columns: Column) -> Table:
    return Table("x.csv", "a row", columns, lambda _fit: pd.DataFrame(), 1)


BUILT = pd.DataFrame(
    {
        "decision": ["better", "false", "hits"],
        "value": [3.0, 0.4, np.nan],
        "value_lower": [2.0, 0.1, 0.0],
        "mcse": [0.5, 0.02, 0.3],
    }
)
TABLE = table_of(
    Column("decision", "Name."),
    estimate("value", "decision[{decision}]", "mcse", counts=("better",)),
    estimate("value_lower", "decision[{decision}]", "mcse"),
    mcse("mcse", "value", "1"),
)


def test_a_row_for_what_is_printed_and_is_no_count() -> None:
    rows = own_error_rows(TABLE, BUILT, "national", set())
    assert list(rows.columns) == COLUMNS
    assert rows["quantity"].tolist() == ["decision[false]"], "neither the count nor the missing"
    assert rows[["mcse", "value"]].to_numpy().tolist() == [[0.02, 0.4]]
    assert rows[["r_hat", "ess_bulk", "ess_tail"]].isna().all(axis=None)


def test_what_is_diagnosed_by_its_draws_has_its_row_there() -> None:
    assert own_error_rows(TABLE, BUILT, "national", {"decision[false]"}).empty
    assert len(own_error_rows(TABLE, BUILT, "national", {"decision[hits]"})) == 1


def test_a_bound_has_no_error_of_its_own() -> None:
    """The error beside it is that of the number between the bounds; an r-value has bounds only."""
    bounded = table_of(
        Column("decision", "Name."),
        estimate("value", "r[{decision}]", "value_lower"),
        estimate("value_lower", "r[{decision}]", "mcse"),
    )
    assert own_error_rows(bounded, BUILT, "national", set()).empty


def test_a_table_that_lacks_the_column_of_errors_has_no_rows() -> None:
    without = BUILT.drop(columns="mcse")
    assert own_error_rows(TABLE, without, "national", set()).empty
    assert list(own_error_rows(TABLE, without, "national", set()).columns) == COLUMNS


def test_of_numbers_of_one_name_the_largest_error_counts() -> None:
    """A pair's probability is judged by the row of its better unit."""
    pairs = PAIRS.build(wards())
    rows = own_error_rows(PAIRS, pairs, "national", set()).set_index("quantity")
    for unit, mine in pairs.groupby("unit"):
        row = rows.loc[f"probability_of_pair[{unit}]"]
        assert row["mcse"] == pytest.approx(mine["mcse"].max(), nan_ok=True)
        assert np.isnan(row["value"]) == (len(mine) > 1)
    assert len(rows) == pairs["unit"].nunique() == 5


def test_errors_in_a_table_are_those_of_the_diagnosis_of_the_draws() -> None:
    """Two ways to one row: beside the expected rank, and from the draws of the rank."""
    beside = own_error_rows(RANKS, RANKS.build(wards()), "national", set()).set_index("quantity")
    drawn = rows_of(FAMILY, wards()).loc[beside.index]
    assert len(beside) == 18
    np.testing.assert_allclose(beside["mcse"], drawn["mcse"], rtol=1e-9)
    np.testing.assert_allclose(beside["value"], drawn["value"], rtol=1e-12)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("one", {"one": 0.5}),
        ("p[{way}, {n}]", {"p[a, 1]": 0.3, "p[b, 1]": 0.2, "p[a, 2]": 0.5, "p[nan, 2]": 0.1}),
        ("e[{n}, {reference}]", {"e[1]": 0.3, "e[2, typical]": 0.5, "e[2]": 0.1}),
    ],
)
def test_rows_of_one_name_are_found_wherever_they_stand(
    template: str, expected: dict[str, float]
) -> None:
    """Names as they are written row by row, of rows in any order and with a missing part."""
    built = pd.DataFrame(
        {
            "way": ["a", "b", "a", "a", np.nan],
            "n": [1, 1, 2, 1, 2],
            "reference": ["national", "national", "typical", "national", "national"],
            "value": np.arange(5.0),
            "mcse": [0.1, 0.2, 0.5, 0.3, 0.1],
        }
    )
    table = table_of(Column("way", "Name."), estimate("value", template, "mcse"))
    rows = own_error_rows(table, built, "national", set())
    assert dict(zip(rows["quantity"], rows["mcse"], strict=True)) == expected
