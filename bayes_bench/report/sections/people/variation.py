"""How much the unit matters at all: the same person in a low and in a high unit."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.knowable import variation_picture
from bayes_bench.report.section import Context, Picture, Section


def variation_slots(page: Page, words: Words) -> dict[str, str]:
    """The same person in a low and in a high unit."""
    values = page.tables["same_person"]["value"]
    return {
        "mor": words.numbers.decimal(page.outcome.quantity("median_odds_ratio")["value"], 2),
        "vpc": words.numbers.percent(page.outcome.quantity("variance_share")["value"]),
        "low": words.numbers.percent(values.iloc[0]),
        "high": words.numbers.percent(values.iloc[-1]),
    }


def variation_table(page: Page, words: Words) -> HtmlTable:
    """The quantities of ``variation.csv``."""
    keys = ("variation.quantity", "variation.value", "table.interval_head")
    headings = tuple(words.say(key) for key in keys)
    known = words.found("variation")
    table = page.tables["variation.csv"]
    rows = [_quantity(row, words) for _, row in table.iterrows() if str(row["quantity"]) in known]
    return HtmlTable(headings, tuple(rows))


def _quantity(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    name, numbers = str(row["quantity"]), words.numbers
    is_fraction = name not in ("unit_sd", "median_odds_ratio")
    value = numbers.percent(row["value"]) if is_fraction else numbers.decimal(row["value"], 2)
    bounds = ""
    if np.isfinite(row["lower"]):
        pair = (row["lower"], row["upper"])
        ends = [numbers.decimal(end, 2) for end in pair]
        bounds = numbers.percents(*pair) if is_fraction else NOTHING.join(ends)
    return name_cell(words.say(f"variation.{name}")), Cell(value), Cell(bounds)


def _context(page: Page, words: Words) -> Context:
    return {"slots": variation_slots(page, words), "table": variation_table(page, words)}


def _draw(page: Page, words: Words, width: int) -> Figure:
    return variation_picture(page.tables["same_person"], words, width)


SECTION = Section(
    name="variation",
    place=130,
    context=_context,
    template="variation.html",
    pictures=(Picture("variation", "variation.csv", _draw, by_unit=False),),
)
