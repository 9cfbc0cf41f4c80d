"""The small tables and lists of the page's later sections."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.estimands.classical.winners_curse import ENDS
from bayes_bench.estimands.intervals import BOUNDS
from bayes_bench.report.analysis import Analysis
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.main_table import Cell
from bayes_bench.report.sentences import common_slots


@dataclass(frozen=True)
class Table:
    """A small table: headings and rows of cells; the first column names the row."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def likely_lists(analysis: Analysis, words: Words) -> list[Table]:
    """Who is most probably among the best k, and among the worst."""
    slots = common_slots(analysis, words)
    tables = []
    for end in ("best", "worst"):
        column = f"probability_{end}_k"
        likely = analysis.ranked.nlargest(analysis.found.top, column)
        headings = (words.say(f"ranks.{end}_list", slots), words.say("ranks.probability"))
        rows = [
            (_name(r["name"]), Cell(words.numbers.probability(r[column])))
            for _, r in likely.iterrows()
        ]
        tables.append(Table(headings, tuple(rows)))
    return tables


def tens_table(analysis: Analysis, words: Words) -> Table:
    """The best and worst k in the ways of ``extremes.csv``."""
    slots = common_slots(analysis, words)
    headings = [words.say(f"ministry.{key}", slots) for key in ("way", "best", "worst")]
    rows = [
        (_name(_way(str(way), analysis, words)), *(_mean(_bounds(row, end), words) for end in ENDS))
        for way, row in analysis.extremes.iterrows()
    ]
    return Table(tuple(headings), tuple(rows))


def _way(way: str, analysis: Analysis, words: Words) -> str:
    published = analysis.found.model.report.published
    source = printable(published.source) if published else ""
    return words.say(f"ministry.{way}", {"source": source})


def _bounds(row: pd.Series, name: str) -> tuple[float, float, float]:
    value, lower, upper = (float(row[name + end]) for end in BOUNDS)
    return value, lower, upper


def _mean(ten: tuple[float, float, float], words: Words) -> Cell:
    value, lower, upper = ten
    bounds = f" ({words.numbers.interval(lower, upper)})" if np.isfinite(lower) else ""
    return Cell(words.numbers.signed(value) + bounds)


def printed_tables(analysis: Analysis, words: Words) -> list[tuple[str, Table]]:
    """Whom the plain table prints as the best k and as the worst, each under its heading."""
    slots = common_slots(analysis, words)
    return [
        (words.say(f"ministry.{end}_list", slots), _printed_table(end, analysis, words))
        for end in ("best", "worst")
    ]


def _printed_table(end: str, analysis: Analysis, words: Words) -> Table:
    numbers, slots = words.numbers, common_slots(analysis, words)
    keys = ("list_gap", "list_ours", f"list_{end}")
    headings = [words.say("table.unit"), words.say("table.people")]
    headings += [words.say(f"ministry.{key}", slots) for key in keys]
    rows = [
        (
            _name(row["name"]),
            Cell(numbers.whole(row["n"])),
            Cell(numbers.signed(row["gap_classical"])),
            _mean((row["indicator"], row["indicator_lower"], row["indicator_upper"]), words),
            Cell(numbers.probability(row["probability"])),
        )
        for _, row in analysis.printed[end].iterrows()
    ]
    return Table(tuple(headings), tuple(rows))


def variation_table(analysis: Analysis, words: Words) -> Table:
    """The quantities of ``variation.csv``."""
    headings = (
        words.say("variation.quantity"),
        words.say("variation.value"),
        words.say("table.interval_head"),
    )
    known = words.found("variation")
    table = analysis.found.tables["variation.csv"]
    rows = [_quantity(row, words) for _, row in table.iterrows() if str(row["quantity"]) in known]
    return Table(headings, tuple(rows))


def _quantity(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    name, numbers = str(row["quantity"]), words.numbers
    is_share = name not in ("unit_sd", "median_odds_ratio")
    value = numbers.percent(row["value"]) if is_share else numbers.decimal(row["value"], 2)
    bounds = ""
    if np.isfinite(row["lower"]):
        pair = (row["lower"], row["upper"])
        ends = [numbers.decimal(end, 2) for end in pair]
        bounds = numbers.shares(*pair) if is_share else "–".join(ends)
    return _name(words.say(f"variation.{name}")), Cell(value), Cell(bounds)


@dataclass(frozen=True)
class Check:
    """A check as a sentence with a mark; p = how surprising it is."""

    sentence: str
    is_good: bool


def check_sentences(analysis: Analysis, words: Words) -> list[Check]:
    """Each check of ``checks.csv`` as a sentence; empty where the run has none."""
    table = analysis.found.tables.get("checks.csv")
    if table is None or table.empty:
        return []
    kinds = table["check"].str.replace(r"\[.*", "", regex=True)
    grouped = table.groupby(kinds, sort=False)
    return [_check(str(kind), rows, analysis, words) for kind, rows in grouped]


def _check(kind: str, rows: pd.DataFrame, analysis: Analysis, words: Words) -> Check:
    inside = (rows["observed"] >= rows["lower"]) & (rows["observed"] <= rows["upper"])
    if kind in ("spread", "minimum", "maximum", "events"):
        return Check(_single(kind, rows.iloc[0], words), bool(inside.iloc[0]))
    key = f"checks.{kind}" if kind in words.found("checks") else "checks.other"
    counts = {"good": int(inside.sum()), "all": len(inside)}
    slots = {name: words.numbers.whole(count) for name, count in counts.items()}
    # so many may fall outside by chance: the expected number and two standard deviations
    rate = 1 - analysis.found.model.benchmark.interval
    allowed = len(rows) * rate + 2 * np.sqrt(len(rows) * rate * (1 - rate))
    sentence = words.say(key, slots | {"check": printable(kind)})
    return Check(sentence, bool((~inside).sum() <= allowed))


def _single(kind: str, row: pd.Series, words: Words) -> str:
    numbers = words.numbers
    if kind == "events":
        ends = [numbers.whole(row[end]) for end in ("lower", "upper")]
        return words.say(
            "checks.events", {"observed": numbers.whole(row["observed"]), "bounds": "–".join(ends)}
        )
    slots = {
        "observed": numbers.percent(row["observed"]),
        "bounds": numbers.shares(row["lower"], row["upper"]),
    }
    return words.say(f"checks.{kind}", slots)


def diagnostics_table(analysis: Analysis, words: Words) -> Table:
    """The worst diagnostics of each kind of quantity."""
    keys = ("quantity", "count", "rhat", "bulk", "tail")
    headings = tuple(words.say(f"diagnostics.{key}") for key in keys)
    table = analysis.found.tables["diagnostics.csv"]
    sampled = table[table["r_hat"].notna()]
    kinds = sampled["quantity"].str.replace(r"\[.*", "", regex=True)
    rows = [
        _diagnosed(str(kind), group, words) for kind, group in sampled.groupby(kinds, sort=False)
    ]
    return Table(headings, tuple(rows))


def _diagnosed(kind: str, rows: pd.DataFrame, words: Words) -> tuple[Cell, ...]:
    numbers = words.numbers
    return (
        _name(kind),
        Cell(numbers.whole(len(rows))),
        Cell(numbers.decimal(rows["r_hat"].max(), 3)),
        Cell(numbers.whole(rows["ess_bulk"].min())),
        Cell(numbers.whole(rows["ess_tail"].min())),
    )


def figures_table(analysis: Analysis, words: Words) -> Table:
    """The sampler's own figures."""
    table = analysis.found.tables["diagnostics.csv"]
    is_own = ~table["quantity"].str.contains("[", regex=False)
    own = table[is_own & table["r_hat"].isna() & table["value"].notna()]
    headings = (words.say("diagnostics.figure"), words.say("diagnostics.value"))
    rows = [
        (_name(r["quantity"]), Cell(words.numbers.decimal(float(r["value"]), 3)))
        for _, r in own.iterrows()
    ]
    return Table(headings, tuple(rows))


def diagnostics_title(analysis: Analysis, words: Words) -> str:
    """Whether the computation is sound."""
    table = analysis.found.tables["diagnostics.csv"]
    if analysis.found.record.get("verdict") == "refused":
        return words.say("diagnostics.title.refused")
    least = np.nanmin(table[["ess_bulk", "ess_tail"]].to_numpy(dtype=float))
    slots = {
        "rhat": words.numbers.decimal(table["r_hat"].max(), 3),
        "ess": words.numbers.whole(least),
    }
    return words.say("diagnostics.title.accepted", slots)


def _name(text: object) -> Cell:
    return Cell(printable(str(text)), kind="name")
