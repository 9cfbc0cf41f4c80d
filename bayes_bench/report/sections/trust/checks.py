"""Whether the model is to be believed: each predictive check as a sentence with a mark."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.case_mix import calibration_picture
from bayes_bench.report.section import BELIEF, Context, Picture, Section

BOUNDS = ("lower", "upper")


@dataclass(frozen=True)
class Check:
    """A check as a sentence, and whether what was observed is within its bounds."""

    sentence: str
    is_good: bool


def check_sentences(page: Page, words: Words) -> list[Check]:
    """Each check of ``checks.csv`` as a sentence; empty where the run has none.

    A figure of all units that would give a hidden one away is not there, and has no sentence.
    """
    table = page.tables.get("checks.csv")
    if table is None or table.empty:
        return []
    # of all units together, and hidden: that says nothing for or against the model
    table = table[(table["unit"] != "") | table["observed"].notna()]
    kinds = table["check"].str.replace(r"\[.*", "", regex=True)
    grouped = [(str(kind), rows) for kind, rows in table.groupby(kinds, sort=False)]
    return [
        _check(kind, rows, page, words)
        for kind, rows in grouped
        if not (_is_single(kind, rows) and rows[["observed", *BOUNDS]].isna().any(axis=None))
    ]


def _is_inside(rows: pd.DataFrame) -> pd.Series:
    return (rows["observed"] >= rows["lower"]) & (rows["observed"] <= rows["upper"])


def _check(kind: str, rows: pd.DataFrame, page: Page, words: Words) -> Check:
    if _is_single(kind, rows):
        inside = _is_inside(rows)
        measure = page.outcome.page_tables["check_kinds"].set_index("check")["measure"]
        return Check(_single(rows.iloc[0], str(measure[kind]), words), bool(inside.iloc[0]))
    key = f"checks.{kind}" if kind in words.found("checks") else "checks.other"
    judged = rows.dropna(subset=[*BOUNDS])
    good, every, whole = int(_is_inside(judged).sum()), len(judged), words.numbers.whole
    # so many may fall outside by chance: the binomial mean and two standard deviations
    outside = 1 - page.outcome.model.benchmark.interval
    allowed = every * outside + 2 * np.sqrt(every * outside * (1 - outside))
    slots = {"good": whole(good), "all": whole(every), "check": printable(kind)}
    told = [words.say(key, slots)]
    if every < len(rows):
        told.append(words.say("checks.not_judged", {"n": whole(len(rows) - every)}))
    return Check(" ".join(told), every > 0 and bool(every - good <= allowed))


def _is_single(kind: str, rows: pd.DataFrame) -> bool:
    """Whether it is one number of all units together."""
    row = rows.iloc[0]
    return len(rows) == 1 and row["check"] == kind and row["unit"] == ""


def _single(row: pd.Series, measure: str, words: Words) -> str:
    """One number beside its bounds, each written as what it is."""
    kind, numbers = str(row["check"]), words.numbers
    writers: dict[str, Callable[[float], str]] = {
        "people": numbers.whole,
        "share": numbers.percent,
        "1": numbers.decimal,
    }
    observed, lower, upper = (writers[measure](row[name]) for name in ("observed", *BOUNDS))
    percents = numbers.percents(row["lower"], row["upper"])
    slots = {
        "observed": observed,
        "bounds": percents if measure == "share" else f"{lower}{NOTHING}{upper}",
    }
    key = f"checks.{kind}" if kind in words.found("checks") else "checks.single"
    return words.say(key, slots | {"check": printable(kind)})


def calibration_rows(page: Page) -> pd.DataFrame:
    """Rows of ``checks.csv`` by tenth of risk: ``label, observed, lower, upper``."""
    checks = page.tables.get("checks.csv")
    if checks is None:
        return pd.DataFrame()
    rows = checks[checks["check"].str.startswith("calibration[")]
    label = rows["check"].str.slice(len("calibration["), -1)
    return rows.assign(label=label).reset_index(drop=True)


def _context(page: Page, words: Words) -> Context:
    checks, whole = check_sentences(page, words), words.numbers.whole
    good = {"good": whole(sum(check.is_good for check in checks)), "all": whole(len(checks))}
    tenths = calibration_rows(page)
    inside = 0 if tenths.empty else int(_is_inside(tenths).sum())
    return {
        "title": words.say("checks.title.good" if checks else "checks.title.absent", good),
        "checks": checks,
        "one_in": whole(round(1 / (1 - page.outcome.model.benchmark.interval))),
        "calibration": {"good": whole(inside), "all": whole(len(tenths))},
    }


def _has_calibration(page: Page) -> bool:
    return bool(len(calibration_rows(page)))


def _draw(page: Page, words: Words, width: int) -> Figure:
    return calibration_picture(calibration_rows(page), words, width)


SECTION = Section(
    name="checks",
    place=150,
    context=_context,
    template="checks.html",
    pictures=(
        Picture("calibration", "checks.csv", _draw, is_there=_has_calibration, by_unit=False),
    ),
    band=BELIEF,
)
