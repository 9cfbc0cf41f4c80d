"""The main table: the country, its regions, every unit, with a number to sort each cell by."""

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from bayes_bench.inputs.facts import Count, Facts
from bayes_bench.inputs.model.file import SHIPPED_NAMES
from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import MARKS, Cell, Row
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import ENDS_LISTED, Page
from bayes_bench.report.section import Context, Section


def main_table(page: Page, words: Words) -> list[Row]:
    """The rows of the main table.

    Parameters
    ----------
    page : Page
    words : Words

    Returns
    -------
    list of Row
        The country, regions, units in the order of names, "other".
    """
    units = page.listed.sort_values(["ranked", "place_of_name"], ascending=[False, True])
    named = page.outcome.model.data.names == SHIPPED_NAMES
    rows = [_area_row(row, words, named) for row in _records(page.tables["areas"])]
    rows += [_unit_row(row, page.outcome.facts, words) for row in _records(units)]
    return rows if has_codes(page) else [_without_code(row) for row in rows]


def has_codes(page: Page) -> bool:
    """Whether codes say anything that names do not."""
    ranked = page.ranked
    return bool((ranked["unit"].astype(str) != ranked["name"].astype(str)).any())


def main_headings(page: Page, words: Words) -> list[Cell]:
    """The headings of the main table, in the order of its cells, each of its column's kind."""
    k = {"k": words.numbers.whole(page.outcome.top)}
    keys = ["unit", "code", "people", "observed", "predicted", "expected", "indicator"]
    keys += ["interval_head", "persons", "probability", "rank", "rank_interval", "best", "worst"]
    kinds = {"unit": "name", "code": "text", "note": "text"}
    shown = [key for key in [*keys, "mark", "note"] if key != "code" or has_codes(page)]
    return [Cell(words.say(f"table.{key}", k), kind=kinds.get(key, "number")) for key in shown]


def _without_code(row: Row) -> Row:
    return Row(row.kind, (row.cells[0], *row.cells[2:]))


def _records(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    columns = [str(column) for column in table.columns]
    for values in table.itertuples(index=False, name=None):
        yield dict(zip(columns, values, strict=True))


def _area_row(row: dict[str, Any], words: Words, named: bool) -> Row:
    """A row of the whole or of a region; only the shipped list's regions want the word."""
    name = printable(row["name"])
    if row["area"] == "country":
        name = words.always["Whole"]
    elif named:
        name = words.say("table.region", {"name": name})
    blank, none = Cell("", kind="text"), Cell(NOTHING)
    cells = [Cell(name, kind="name"), blank, *_figures(row, words), *[none] * 4, blank, blank]
    return Row(row["area"], tuple(cells))


def _unit_row(row: dict[str, Any], facts: Facts, words: Words) -> Row:
    shown = words.say("table.other") if row["is_other"] else printable(row["name"])
    name = Cell(shown, str(row["place_of_name"]), "name")
    code = Cell(printable(row["unit"]), kind="text")
    merged = len(facts.merged_units) if row["is_other"] else 0
    note = note_of(merged, facts.dropped.get(str(row["unit"])), words)
    if not (row["ranked"] or row["is_other"]) or not math.isfinite(row["observed"]):
        note = "; ".join(filter(None, [note, words.say("table.hidden")]))
    cells = [name, code, *_figures(row, words), *_rank_cells(row, words), Cell(note, kind="text")]
    return Row("other" if row["is_other"] else "unit", tuple(cells))


def _figures(row: dict[str, Any], words: Words) -> list[Cell]:
    numbers = words.numbers
    bounds = numbers.interval(row["indicator_lower"], row["indicator_upper"])
    width = row["indicator_upper"] - row["indicator_lower"]
    rates = [(numbers.percent(row[key]), row[key]) for key in ("observed", "predicted", "expected")]
    return [
        _number(numbers.whole(row["n"]), row["n"]),
        *(_number(text, value) for text, value in rates),
        _number(numbers.signed(row["indicator"]), row["indicator"]),
        _number(bounds, width),
        _number(numbers.signed(row["persons"], 0), row["persons"]),
        _number(numbers.probability(row["probability_better"]), row["probability_better"]),
    ]


def _rank_cells(row: dict[str, Any], words: Words) -> list[Cell]:
    numbers, flag = words.numbers, str(row["flag"]) if row["ranked"] else ""
    best, worst = row["probability_best_k"], row["probability_worst_k"]
    title = words.say(f"table.{flag}") if flag else ""
    return [
        _number(numbers.whole(row["median_rank"]), row["expected_rank"]),
        _number(numbers.ranks(row["rank_lower"], row["rank_upper"]), row["rank_lower"]),
        _number(numbers.probability(best), best),
        _number(numbers.probability(worst), worst),
        Cell(MARKS.get(flag, ""), _order(_PLACES.get(flag, 9)), flag or "text", title),
    ]


_PLACES = {"better": 0, "undecided": 1, "none": 2, "worse": 3}


def note_of(merged: int, dropped: Count | None, words: Words) -> str:
    """How many units are one, and how many people were dropped, in the page's language."""
    told = [("merged", words.numbers.whole(merged))] if merged else []
    told += [("dropped", _written(dropped, words))] if dropped else []
    return "; ".join(words.say(f"table.{key}", {"n": number}) for key, number in told)


def _written(count: Count, words: Words) -> str:
    """A count, or < 5."""
    if count.value is None:
        return f"< {words.numbers.whole(count.fewer_than)}"
    return words.numbers.whole(count.value)


def _number(text: str, value: float) -> Cell:
    return Cell(text, _order(value))


def _order(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""


def main_title(page: Page, words: Words) -> str:
    """How many units have a row."""
    slots = common_slots(page, words)
    if len(page.listed) == len(page.units):
        return words.say("table.title", slots)
    return words.say("table.title_cut", slots | {"ends": words.numbers.whole(ENDS_LISTED)})


def _context(page: Page, words: Words) -> Context:
    return {
        "title": main_title(page, words),
        "headings": main_headings(page, words),
        "rows": main_table(page, words),
        "has_regions": bool((page.tables["areas"]["area"] == "region").any()),
    }


SECTION = Section(name="table", place=40, context=_context, template="main_table.html")
