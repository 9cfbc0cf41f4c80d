"""Tables as the page writes them: cells of text, and the number that each is sorted by."""

from dataclasses import dataclass

from bayes_bench.interface.plain_text import printable

MARKS = {"better": "▲", "worse": "▼", "none": "●", "undecided": "○"}
"""What stands for a flag."""


@dataclass(frozen=True)
class Cell:
    """A cell of a table.

    Attributes
    ----------
    text : str
    order : str
        The number it is sorted by, as JavaScript reads it; empty where it has none.
    kind : str
        ``name``, ``text``, ``short`` (text on one line), ``number`` or a mark: better, worse, none,
        undecided.
    title : str
        What pointing at it shows.
    """

    text: str
    order: str = ""
    kind: str = "number"
    title: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the main table: its kind (country, region, unit, other) and its cells."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HtmlTable:
    """A small table: headings and rows of cells; the first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def name_cell(text: object) -> Cell:
    """The cell that names a row."""
    return Cell(printable(str(text)), kind="name")
