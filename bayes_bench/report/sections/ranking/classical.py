"""What is usually printed, observed minus expected, beside the shrunken indicators."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.estimands.classical.winners_curse import ENDS, MIN_PEOPLE
from bayes_bench.estimands.intervals import BOUNDS
from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.knowable import funnel_picture
from bayes_bench.report.section import Context, Picture, Section


def classical_slots(page: Page, words: Words) -> dict[str, str]:
    """What is printed, and what chance alone would print."""
    signed, extremes = words.numbers.signed, page.tables["extremes.csv"].set_index("way")
    table = _ranked(page)
    slots = {
        f"{way}_{end}": signed(extremes[end].astype(float)[way])
        for way in ("chance", "printed")
        for end in ENDS
    }
    ends = {"low": "gap_classical", "high": "gap_classical"}
    ends |= {"our_low": "indicator", "our_high": "indicator"}
    for name, column in ends.items():
        value = table[column].min() if name.endswith("low") else table[column].max()
        slots[name] = signed(value)
    return common_slots(page, words) | slots | {"least": words.numbers.whole(MIN_PEOPLE)}


def _ranked(page: Page) -> pd.DataFrame:
    return page.outcome.tables["classical.csv"][page.outcome.is_shown]


def ways_table(page: Page, words: Words) -> HtmlTable:
    """The best and worst k in the ways of ``extremes.csv``."""
    slots, extremes = common_slots(page, words), page.tables["extremes.csv"].set_index("way")
    headings = [words.say(f"ministry.{key}", slots) for key in ("way", "best", "worst")]
    rows = [
        (name_cell(_way(str(way), page, words)), *(_mean(_bounds(row, end), words) for end in ENDS))
        for way, row in extremes.iterrows()
    ]
    return HtmlTable(tuple(headings), tuple(rows))


def _way(way: str, page: Page, words: Words) -> str:
    published = page.outcome.model.report.published
    source = printable(published.source) if published else ""
    return words.say(f"ministry.{way}", {"source": source})


def _bounds(row: pd.Series, name: str) -> tuple[float, float, float]:
    value, lower, upper = (float(row[name + end]) for end in BOUNDS)
    return value, lower, upper


def _mean(interval: tuple[float, float, float], words: Words) -> Cell:
    value, lower, upper = interval
    bounds = f" ({words.numbers.interval(lower, upper)})" if np.isfinite(lower) else ""
    return Cell(words.numbers.signed(value) + bounds)


def ways_note(page: Page, words: Words) -> str:
    """Which units the lists of k are taken from."""
    key = "ministry.ways_note_all" if page.ranked["is_counted"].all() else "ministry.ways_note"
    return words.say(key, classical_slots(page, words))


def classical_lists(page: Page, words: Words) -> list[tuple[str, HtmlTable]]:
    """Whom the plain table prints as the best k and as the worst, each under its heading."""
    slots = common_slots(page, words)
    return [
        (words.say(f"ministry.{end}_list", slots), _classical_list(end, page, words))
        for end in ENDS
    ]


def _classical_list(end: str, page: Page, words: Words) -> HtmlTable:
    numbers, slots = words.numbers, common_slots(page, words)
    keys = ("list_gap", "list_ours", f"list_{end}")
    headings = [words.say("table.unit"), words.say("table.people")]
    headings += [words.say(f"ministry.{key}", slots) for key in keys]
    table = page.tables["classical_ends"]
    rows = [
        (
            name_cell(row["name"]),
            Cell(numbers.whole(row["n"])),
            Cell(numbers.signed(row["gap_classical"])),
            _mean((row["indicator"], row["indicator_lower"], row["indicator_upper"]), words),
            Cell(numbers.probability(row["probability"])),
        )
        for _, row in table[table["end"] == end].iterrows()
    ]
    return HtmlTable(tuple(headings), tuple(rows))


def _context(page: Page, words: Words) -> Context:
    return {
        "slots": classical_slots(page, words),
        "ways": ways_table(page, words),
        "ways_note": ways_note(page, words),
        "lists": classical_lists(page, words),
    }


def _draw(page: Page, words: Words, width: int) -> Figure:
    return funnel_picture(_ranked(page), words, width)


SECTION = Section(
    name="ministry",
    place=90,
    context=_context,
    template="classical.html",
    pictures=(Picture("printed_and_knowable", "classical.csv", _draw),),
)
