"""Extreme and divergent units: two questions that are often taken for one."""

import pandas as pd

from bayes_bench.report.html_table import MARKS, Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import Context, Section


def mark_slots(page: Page, words: Words) -> dict[str, str]:
    """How many are extreme and how many divergent."""
    details = page.rank_details
    extreme, diverges = details["flag"].isin(("better", "worse")), details["divergent"].astype(bool)
    counts = {"extreme": extreme, "divergent": diverges}
    fdr = page.outcome.model.benchmark.fdr
    return common_slots(page, words) | {
        **{name: words.numbers.whole(int(which.sum())) for name, which in counts.items()},
        "fdr": words.numbers.percent(fdr, 0 if round(100 * fdr) == 100 * fdr else 1),
    }


def mark_table(page: Page, words: Words) -> HtmlTable:
    """Units that are extreme or divergent, with the probabilities that say so."""
    keys = ("extreme", "beyond", "error", "p_value", "divergent")
    headings = (words.say("table.unit"), *(words.say(f"marks.{key}") for key in keys))
    details = page.rank_details
    shown = details[(details["flag"] != "none") | details["divergent"].astype(bool)]
    return HtmlTable(headings, tuple(_marked(row, words) for _, row in shown.iterrows()))


def _marked(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers, flag = words.numbers, str(row["flag"])
    return (
        name_cell(row["name"]),
        Cell(MARKS[flag], kind=flag, title=words.say(f"table.{flag}")),
        Cell(numbers.probability(row["probability_beyond_margin"])),
        Cell(numbers.probability_error(row["mcse_beyond_margin"])),
        Cell(numbers.decimal(row["p_cross_validatory"], 3)),
        Cell(words.say("marks.yes" if row["divergent"] else "marks.no"), kind="short"),
    )


def _context(page: Page, words: Words) -> Context:
    return {"slots": mark_slots(page, words), "table": mark_table(page, words)}


SECTION = Section(
    name="marks",
    place=80,
    context=_context,
    template="marks.html",
    needs=("decisions.csv", "rank_details.csv"),
)
