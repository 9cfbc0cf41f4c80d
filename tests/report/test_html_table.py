"""Cells are plain text on one line."""

from bayes_bench.report.html_table import MARKS, name_cell


def test_the_name_of_a_row_is_printable() -> None:
    cell = name_cell("a\nb\u202e")
    assert (cell.text, cell.kind, cell.order) == ("a b ", "name", "")
    assert len(set(MARKS.values())) == 4
