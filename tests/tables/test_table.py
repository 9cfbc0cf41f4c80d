"""A table finds the column that a header belongs to."""

from dataclasses import FrozenInstanceError

import pandas as pd
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.tables.column import Column
from bayes_bench.tables.registry import every_table
from bayes_bench.tables.table import Table
from tests.builders.wards import wards


def built(_fit: Fit) -> pd.DataFrame:
    return pd.DataFrame({"unit": ["a"], "rank_1": [1.0]})


TABLE = Table("x.csv", "a row", (Column("unit", "Code."), Column("rank_*", "P.")), built, place=1)


def test_a_column_by_its_header() -> None:
    assert TABLE.column("unit") is TABLE.columns[0]
    assert TABLE.column("rank_17") is TABLE.columns[1]
    assert TABLE.names == ["unit", "rank_*"]
    for header in ("rank", "Unit", "", "other"):
        with pytest.raises(KeyError, match=repr(header)):
            TABLE.column(header)


def test_of_two_that_fit_the_first_counts() -> None:
    exact, family = Column("rank_best", "P."), Column("rank_*", "P.")
    assert Table("x.csv", "a row", (exact, family), built, 1).column("rank_best") is exact
    assert Table("x.csv", "a row", (family, exact), built, 1).column("rank_best") is family


def test_a_run_has_it_unless_it_says_otherwise() -> None:
    assert TABLE.is_there(wards(bare=True))
    assert not TABLE.is_of_tables
    with pytest.raises(FrozenInstanceError):
        TABLE.place = 2


def test_in_no_table_do_two_columns_claim_one_header() -> None:
    for table in every_table():
        for column in table.columns:
            header = column.name.replace("*", "1")
            assert [c for c in table.columns if c.is_header(header)] == [column], table.file


def test_every_table_says_what_a_row_is() -> None:
    for table in every_table():
        assert table.about[0].islower(), "it stands in a sentence"
        assert not table.about.endswith(".")
        assert table.file.endswith(".csv")
