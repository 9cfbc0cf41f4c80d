"""How much the unit matters at all: the same person in a low and in a high unit."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.estimands.intervals import BOUNDS
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.knowable import variation_picture
from bayes_bench.report.section import Context, Picture, Section

GROUP_MEASURES = ("sd", "median_odds_ratio", "variance_share")
"""What ``variation.csv`` has of a further grouping, behind its name."""
MOST_MEMBERS = 20
"""Members of a grouping that are listed, those with the largest effects."""


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
    further = [
        _quantity(row, words, group.name)
        for group in page.outcome.model.groups
        for _, row in table[table["quantity"].isin(_own_names(group.name))].iterrows()
    ]
    return HtmlTable(headings, (*rows, *further))


def _own_names(grouping: str) -> list[str]:
    """The quantities of ``variation.csv`` that are a further grouping's."""
    return [f"{grouping}_{measure}" for measure in GROUP_MEASURES]


def _quantity(row: pd.Series, words: Words, grouping: str = "") -> tuple[Cell, ...]:
    name, numbers = str(row["quantity"]), words.numbers
    if grouping:
        name = f"group{name.removeprefix(grouping)}"
    is_fraction = not name.endswith(("_sd", "median_odds_ratio"))
    value = numbers.percent(row["value"]) if is_fraction else numbers.decimal(row["value"], 2)
    bounds = ""
    if np.isfinite(row["lower"]):
        pair = (row["lower"], row["upper"])
        ends = [numbers.decimal(end, 2) for end in pair]
        bounds = numbers.percents(*pair) if is_fraction else NOTHING.join(ends)
    slots = {"grouping": words.names.column(grouping)} if grouping else {}
    return name_cell(words.say(f"variation.{name}", slots)), Cell(value), Cell(bounds)


def groupings_said(page: Page, words: Words) -> list[Context]:
    """Of every further grouping: what its differences mean for units, and its members."""
    if not page.outcome.model.groups:
        return []
    table = page.tables["groups.csv"]
    return [
        _grouping(str(name), members, page, words)
        for name, members in table.groupby("grouping", sort=False)
    ]


def _grouping(name: str, members: pd.DataFrame, page: Page, words: Words) -> Context:
    lies = "around" if members["around_units"].all() else "across"
    slots = {
        "grouping": words.names.column(name),
        "sd": words.numbers.decimal(page.outcome.quantity(f"{name}_sd")["value"], 2),
        "shown": words.numbers.whole(MOST_MEMBERS),
        "all": words.numbers.whole(len(members)),
    }
    far = members["effect"].abs().sort_values(ascending=False).index[:MOST_MEMBERS]
    shown = members.loc[far].sort_values("effect", ascending=False)
    return {
        "said": words.say(f"variation.groups.{lies}", slots),
        "table": _members(name, shown, words),
        "more": words.say("variation.groups.more", slots) if len(members) > len(shown) else "",
    }


def _members(grouping: str, members: pd.DataFrame, words: Words) -> HtmlTable:
    keys = ("member", "people", "effect")
    headings = [words.say(f"variation.groups.{key}") for key in keys]
    rows = tuple(_member(grouping, row, words) for _, row in members.iterrows())
    return HtmlTable((*headings, words.say("table.interval_head")), rows)


def _member(grouping: str, row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers = words.numbers
    name = words.names.level(grouping, str(row["member"]), str(row["label"]))
    who = name_cell(name), Cell(numbers.whole(int(row["people"])))
    if not np.isfinite(row["effect"]):  # hidden
        return (*who, Cell(""), Cell(""))
    odds = [numbers.decimal(np.exp(row[f"effect{end}"]), 2) for end in BOUNDS]
    return (*who, Cell(odds[0]), Cell(NOTHING.join(odds[1:])))


def _context(page: Page, words: Words) -> Context:
    return {
        "slots": variation_slots(page, words),
        "table": variation_table(page, words),
        "groupings": groupings_said(page, words),
        "of_units": alike_in(page, words),
    }


def alike_in(page: Page, words: Words) -> str:
    """Between what units these are the differences, where the model has covariates of units."""
    names = [page.names.column(name) for name in page.outcome.model.of_units]
    return words.say("variation.of_units", {"names": ", ".join(names)}) if names else ""


def _draw(page: Page, words: Words, width: int) -> Figure:
    return variation_picture(page.tables["same_person"], words, width)


SECTION = Section(
    name="variation",
    place=130,
    context=_context,
    template="variation.html",
    pictures=(Picture("variation", "variation.csv", _draw, by_unit=False),),
)
