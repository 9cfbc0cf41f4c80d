"""Whether the computation is sound: the worst diagnostics, and the sampler's own figures."""

import numpy as np
import pandas as pd

from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page
from bayes_bench.report.section import BELIEF, Context, Section


def diagnostics_title(page: Page, words: Words) -> str:
    """Whether the computation is sound."""
    table = page.tables["diagnostics.csv"]
    if page.outcome.record.get("verdict") == "refused":
        return words.say("diagnostics.title.refused")
    least = np.nanmin(table[["ess_bulk", "ess_tail"]].to_numpy(dtype=float))
    slots = {
        "rhat": words.numbers.decimal(table["r_hat"].max(), 3),
        "ess": words.numbers.whole(least),
    }
    return words.say("diagnostics.title.accepted", slots)


def diagnostics_table(page: Page, words: Words) -> HtmlTable:
    """The worst diagnostics of each kind of quantity."""
    keys = ("quantity", "count", "rhat", "bulk", "tail")
    headings = tuple(words.say(f"diagnostics.{key}") for key in keys)
    table = page.tables["diagnostics.csv"]
    sampled = table[table["r_hat"].notna()]
    kinds = sampled["quantity"].str.replace(r"\[.*", "", regex=True)
    rows = [
        _diagnosed(str(kind), group, words) for kind, group in sampled.groupby(kinds, sort=False)
    ]
    return HtmlTable(headings, tuple(rows))


def _diagnosed(kind: str, rows: pd.DataFrame, words: Words) -> tuple[Cell, ...]:
    numbers = words.numbers
    return (
        name_cell(kind),
        Cell(numbers.whole(len(rows))),
        Cell(numbers.decimal(rows["r_hat"].max(), 3)),
        Cell(numbers.whole(rows["ess_bulk"].min())),
        Cell(numbers.whole(rows["ess_tail"].min())),
    )


def sampler_figures_table(page: Page, words: Words) -> HtmlTable:
    """The sampler's own figures."""
    table = page.tables["diagnostics.csv"]
    own = table[(table["status"] == "sampler") & table["value"].notna()]
    headings = (words.say("diagnostics.figure"), words.say("diagnostics.value"))
    rows = [
        (name_cell(r["quantity"]), Cell(words.numbers.decimal(float(r["value"]), 3)))
        for _, r in own.iterrows()
    ]
    return HtmlTable(headings, tuple(rows))


def _context(page: Page, words: Words) -> Context:
    return {
        "title": diagnostics_title(page, words),
        "draws": words.numbers.whole(page.outcome.total("chains") * page.outcome.total("draws")),
        "worst": diagnostics_table(page, words),
        "figures": sampler_figures_table(page, words),
    }


SECTION = Section(
    name="diagnostics", place=160, context=_context, template="diagnostics.html", band=BELIEF
)
