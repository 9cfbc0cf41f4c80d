"""The dictionary of a run: its own files and columns, as the documents have them."""

from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.tables.model.dictionary import TABLE, dictionary, entries
from bayes_bench.tables.registry import every_table, tables_in
from tests.builders.dictionary import documented
from tests.builders.wards import wards

PAGE = Path(__file__).parents[3] / "docs" / "data_dictionary.md"


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return dictionary(wards())


def test_every_column_of_every_file_of_the_run_in_their_order(table: pd.DataFrame) -> None:
    expected = [
        (one.file, name)
        for one in tables_in(wards())
        for name in documented(one.file)
        if (one.file, name) != ("similar_units.csv", "distance")  # the data are not public
    ]
    assert list(zip(table["file"], table["column"], strict=True)) == expected
    assert "dictionary.csv" in set(table["file"])


def test_what_it_says_stands_in_the_documents_too(table: pd.DataFrame) -> None:
    lines = set(PAGE.read_text(encoding="utf-8").splitlines())
    for row in table.itertuples():
        judges = ", ".join(f"`{name}`" for name in str(row.quantity).split(" | ") if name)
        cells = f"`{row.column}` | {row.meaning} | {row.unit} | {row.kind} | {judges}"
        assert f"| {cells} |" in lines


def test_public_data_have_a_column_more() -> None:
    both = dictionary(wards(public=True)), dictionary(wards())
    pairs = [set(zip(one["file"], one["column"], strict=True)) for one in both]
    assert pairs[0] - pairs[1] == {("similar_units.csv", "distance")}
    assert pairs[1] <= pairs[0]


def test_files_that_a_run_does_not_have_are_not_in_it(table: pd.DataFrame) -> None:
    assert "spline_curves.csv" in set(table["file"])
    assert "spline_curves.csv" not in set(dictionary(wards(bare=True))["file"])
    assert "sensitivity.csv" not in set(table["file"])


def test_the_documents_have_all_columns_whether_or_not_a_run_has_them() -> None:
    for one in every_table():
        assert [entry.column for entry in entries(one)] == list(documented(one.file))
        assert {entry.file for entry in entries(one)} == {one.file}


def test_a_sentence_has_the_range_and_a_label_no_judge(table: pd.DataFrame) -> None:
    row = table.query("file == 'ranks.csv' and column == 'probability_best_k'").iloc[0]
    assert row["meaning"].endswith("; from 0 to 1.")
    assert row["quantity"] == "probability_best_k[{unit}]"
    assert table.loc[table["kind"].isin(["label", "fact", "error"]), "quantity"].eq("").all()
    assert table.loc[table["kind"] == "estimate", "quantity"].ne("").all()
    assert list(table.columns) == TABLE.names
