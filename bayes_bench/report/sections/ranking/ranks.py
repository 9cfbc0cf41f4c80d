"""Uncertainty of the order: rank intervals, rank probabilities, who is most probably best."""

import numpy as np
from matplotlib.figure import Figure

from bayes_bench.ranking.draws import MAX_TABLED
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.knowable import rank_heat_map
from bayes_bench.report.pictures.rows import rank_intervals
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.section import Context, Picture, Section

PROBABILITIES = "rank_probabilities.csv"


def likely_lists(page: Page, words: Words) -> list[HtmlTable]:
    """Who is most probably among the best k, and among the worst."""
    slots = common_slots(page, words)
    tables = []
    for end in ("best", "worst"):
        column = f"probability_{end}_k"
        likely = page.ranked.nlargest(page.outcome.top, column)
        headings = (words.say(f"ranks.{end}_list", slots), words.say("ranks.probability"))
        rows = [
            (name_cell(r["name"]), Cell(words.numbers.probability(r[column])))
            for _, r in likely.iterrows()
        ]
        tables.append(HtmlTable(headings, tuple(rows)))
    return tables


def rank_slots(page: Page, words: Words) -> dict[str, str]:
    """How wide rank intervals are, and the most probable single rank."""
    ranks = page.tables["ranks.csv"]
    width = ranks["rank_upper"] - ranks["rank_lower"] + 1
    slots = {"median_width": words.numbers.whole(float(np.median(width)))}
    if PROBABILITIES not in page.tables:
        return slots
    probabilities = page.tables[PROBABILITIES].drop(columns=["unit", "name"])
    return slots | {"peak": words.numbers.probability(float(probabilities.to_numpy().max()))}


def _context(page: Page, words: Words) -> Context:
    return {
        "likely": likely_lists(page, words),
        "slots": rank_slots(page, words),
        "crowded": words.numbers.whole(CROWDED),
        "most_tabled": words.numbers.whole(MAX_TABLED),
    }


def _draw_intervals(page: Page, words: Words, width: int) -> Figure:
    return rank_intervals(page.ranked, words, width)


def _has_heat_map(page: Page) -> bool:
    return PROBABILITIES in page.tables and len(page.ranked) <= CROWDED


def _draw_heat_map(page: Page, words: Words, width: int) -> Figure:
    table = page.tables[PROBABILITIES].set_index("unit")
    ordered = table.loc[list(page.ranked["unit"])].drop(columns="name")
    return rank_heat_map(ordered, list(page.ranked["name"]), words, width)


SECTION = Section(
    name="ranks",
    place=60,
    context=_context,
    template="ranks.html",
    pictures=(
        Picture("rank_intervals", "ranks.csv", _draw_intervals),
        Picture("rank_probabilities", PROBABILITIES, _draw_heat_map, is_there=_has_heat_map),
    ),
)
