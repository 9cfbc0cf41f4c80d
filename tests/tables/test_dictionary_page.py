from pathlib import Path

from bayes_bench.tables.dictionary_page import page
from bayes_bench.tables.registry import every_table

PAGE = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


def test_the_page_is_what_the_tables_say() -> None:
    again = "run python -m bayes_bench.tables.dictionary_page > docs/data_dictionary.md"
    assert PAGE.read_text(encoding="utf-8") == page(), again


def test_every_column_is_a_row() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| `")]
    assert len(rows) == sum(len(table.columns) for table in every_table())
    assert all(len(row.replace(" | ", "|").strip("| ").split("|")) in {4, 5} for row in rows)
