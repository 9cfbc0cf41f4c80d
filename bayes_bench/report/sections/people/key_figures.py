"""Annexes: what else is known of the people of each unit, a folded table per column."""

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from bayes_bench.inputs.codes import OTHER
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page, with_floats
from bayes_bench.report.section import Context, Section

FILE = "key_figures.csv"


@dataclass(frozen=True)
class Annex:
    """A folded table and what it is called."""

    title: str
    table: HtmlTable


def annexes(page: Page, words: Words) -> list[Annex]:
    """A table per column: all units together, then each in the order of names."""
    # with the rows of hidden units: who their people are is shown
    figures = with_floats(page.outcome.tables[FILE])
    return [
        Annex(words.names.column(str(column)), _annex(rows, page, words))
        for column, rows in figures.groupby("column", sort=False)
    ]


def _annex(rows: pd.DataFrame, page: Page, words: Words) -> HtmlTable:
    levels = list(dict.fromkeys(rows["level"]))
    values = rows.pivot(index="unit", columns="level", values="value")
    about = rows.drop_duplicates("unit").set_index("unit")
    units = page.units.sort_values(["ranked", "place_of_name"], ascending=[False, True])
    is_mean = bool((rows["measure"] == "mean").all())
    heads = [words.say("key_figures.mean")] if is_mean else _heads(rows, page, words)
    keys = ("table.unit", "table.people", "key_figures.events", "table.observed")
    return HtmlTable(
        (*(words.say(key) for key in keys), *heads),
        tuple(
            (
                name_cell(_name(unit, about.loc[unit], page, words)),
                *_counts(about.loc[unit], words),
                *(Cell(_written(values.loc[unit, level], is_mean, words)) for level in levels),
            )
            for unit in ["", *units["unit"]]
        ),
    )


def _heads(rows: pd.DataFrame, page: Page, words: Words) -> list[str]:
    """What the levels of a column are called, in order; no two look alike."""
    column = str(rows["column"].iloc[0])
    known = page.tables["key_figure_levels"]
    levels = known[known["column"] == column]
    called = {
        code: page.other if code == OTHER == level else words.names.level(column, code, level)
        for code, level in zip(levels["code"], levels["level"], strict=True)
    }
    return [*told_apart(called).values()]


def _name(unit: str, row: pd.Series, page: Page, words: Words) -> str:
    if unit == "":
        return words.always["Whole"]
    is_other = page.units.set_index("unit")["is_other"]
    return words.say("table.other") if is_other[unit] else str(row["name"])


def _counts(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers = words.numbers
    return (
        Cell(numbers.whole(row["n"])),
        Cell(numbers.whole(row["events"])),
        Cell(numbers.percent(row["observed"])),
    )


def _written(value: float, is_mean: bool, words: Words) -> str:
    """A mean with as many decimals as its size asks for, a fraction in per cent."""
    if not isfinite(value):
        return NOTHING
    if not is_mean:
        return words.numbers.percent(value)
    size = abs(value)
    return words.numbers.decimal(value, 0 if size >= 1000 else 1 if size >= 10 else 2)


def _context(page: Page, words: Words) -> Context:
    public = page.outcome.model.disclosure.shows_all
    least = {"least": words.numbers.whole(page.outcome.model.disclosure.minimum_count)}
    return {
        "annexes": annexes(page, words),
        "hidden": "" if public else words.say("key_figures.hidden", least),
    }


SECTION = Section(
    name="key_figures",
    place=145,
    context=_context,
    template="key_figures.html",
    needs=(FILE,),
)
