"""What the order of the units can say and what not: tiers, whom to visit, Monte Carlo error."""

import numpy as np
import pandas as pd

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import Context, Section
from bayes_bench.tables.ranking.places import TIER_ERROR

_ON_LISTS = {(True, True): "both", (True, False): "plain", (False, True): "spread_only"}
NAMED = 15
"""Members of a tier up to which all are named."""


def tier_slots(page: Page, words: Words) -> dict[str, str]:
    """How many tiers there are, and how many pairs are in the wrong order."""
    numbers, names = words.numbers, ("tiers", "pairs_apart", "wrong_order", "sure_tiers")
    value = {name: page.outcome.decision(name) for name in names}
    return common_slots(page, words) | {
        "tiers": numbers.whole(value["tiers"]["value"]),
        "apart": numbers.percent(value["pairs_apart"]["value"], 0),
        "wrong": numbers.percent(value["wrong_order"]["value"]),
        "error": numbers.decimal(100 * value["wrong_order"]["mcse"], 2),
        "most": numbers.percent(TIER_ERROR, 0),
        "sure": numbers.whole(value["sure_tiers"]["value"]),
    }


def tier_sentences(page: Page, words: Words) -> tuple[str, list[str]]:
    """The heading on tiers, and the sentences below it."""
    slots = tier_slots(page, words)
    found = int(page.outcome.decision("tiers")["value"]) > 1
    sure = int(page.outcome.decision("sure_tiers")["value"]) > 1
    lead = [words.say("tiers.lead" if found else "tiers.lead_none", slots)]
    lead.append(words.say("tiers.sure" if sure else "tiers.sure_none", slots))
    return words.say("tiers.title" if found else "tiers.title_none", slots), lead


def tier_table(page: Page, words: Words) -> HtmlTable:
    """The tiers, the best first, with the names of those that are few."""
    headings = tuple(words.say(f"tiers.{key}") for key in ("tier", "count", "who"))
    groups = page.rank_details.groupby("tier", sort=True)
    rows = [
        (
            Cell(words.numbers.whole(float(str(tier))), kind="name"),
            Cell(words.numbers.whole(len(rows))),
            Cell(_who(rows, words), kind="text"),
        )
        for tier, rows in groups
    ]
    return HtmlTable(headings, tuple(rows))


def _who(rows: pd.DataFrame, words: Words) -> str:
    names = [printable(str(name)) for name in rows["name"]]
    if len(names) <= NAMED:
        return ", ".join(names)
    return words.say("tiers.from_to", {"first": names[0], "last": names[-1]})


def visit_slots(page: Page, words: Words) -> dict[str, str]:
    """Expected numbers of true members of every list, each with its interval."""
    lists = ("best_list", "worst_list", "printed_best", "printed_worst", "spread_list")
    rows = {name: page.outcome.decision(name) for name in lists}
    errors = np.nan_to_num([row["mcse"] for row in rows.values()])
    classes = page.tables["rank_details.csv"]["size_class"].nunique()
    return common_slots(page, words) | {
        **{name: _hits_said(row, words) for name, row in rows.items()},
        "hits_error": words.numbers.decimal(float(errors.max()), 2),
        "classes": words.numbers.whole(classes),
    }


def _hits_said(row: pd.Series, words: Words) -> str:
    """5.7 (3–8), or a dash for a list that cannot be made."""
    if not np.isfinite(row["value"]):
        return NOTHING
    numbers, bounds = words.numbers, (row["lower"], row["upper"])
    return f"{numbers.decimal(row['value'])} ({numbers.ranks(*bounds)})"


def visit_lead(page: Page, words: Words) -> list[str]:
    """What a choice of k is worth: the best one, the printed one, and one that is spread."""
    slots = visit_slots(page, words)
    told = [words.say("visits.lead", slots), words.say("visits.printed", slots)]
    if slots["spread_list"] == NOTHING:
        return told
    regions = page.outcome.total("spread_over_regions")
    return [*told, words.say("visits.spread_regions" if regions else "visits.spread", slots)]


def visit_table(page: Page, words: Words) -> HtmlTable:
    """Whom to visit, the surest first, then those who are in the spread list only."""
    keys = ("probability", "error", "size", "list")
    slots = common_slots(page, words)
    headings = [words.say("table.unit"), *(words.say(f"visits.{key}", slots) for key in keys)]
    details = page.rank_details
    chosen = details[details["visit"].astype(bool) | details["visit_spread"].astype(bool)]
    order = chosen.sort_values("probability_best_k", ascending=False, kind="stable")
    return HtmlTable(tuple(headings), tuple(_visit(row, words) for _, row in order.iterrows()))


def _visit(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    form = _ON_LISTS[bool(row["visit"]), bool(row["visit_spread"])]
    where = [str(row["region"])] if row["region"] else []
    return (
        name_cell(", ".join([str(row["name"]), *where])),
        Cell(words.numbers.probability(row["probability_best_k"])),
        Cell(words.numbers.probability_error(row["mcse_best_k"])),
        Cell(NOTHING.join(words.numbers.whole(float(n)) for n in row["size_class"].split("–"))),
        Cell(words.say(f"visits.{form}"), kind="short"),
    )


def order_sentences(page: Page, words: Words) -> list[str]:
    """What can be said of the order as a whole, and how far Monte Carlo error reaches."""
    details = page.rank_details
    slots = common_slots(page, words) | _claims(details, words) | _sets(page, details, words)
    coverage = np.isfinite(details["simultaneous_lower"]).any()
    width = _median_width(details, "crude")
    crude = ["crude_all" if width >= len(details) else "crude"] if np.isfinite(width) else []
    keys = ["halves", "together" if coverage else "together_none", *crude, "monte_carlo"]
    return [words.say(f"order.{key}", slots) for key in keys]


def _claims(details: pd.DataFrame, words: Words) -> dict[str, str]:
    halves = details[["verdict_better_half", "verdict_worse_half"]]
    better, worse = (halves == "holds").sum()
    left_open = (halves == "undecided").to_numpy().sum()
    counts = {"better_half_holds": better, "worse_half_holds": worse, "open": left_open}
    return {name: words.numbers.whole(int(count)) for name, count in counts.items()}


def _median_width(details: pd.DataFrame, sets: str) -> float:
    """Places in the middle one of the units' sets."""
    lower, upper = (details[f"{sets}_{end}"].astype(float) for end in ("lower", "upper"))
    return float((upper - lower + 1).median())


def _largest(errors: pd.DataFrame) -> float:
    """The largest Monte Carlo error; that of what is the same in every draw is 0."""
    return float(np.nan_to_num(errors.to_numpy(dtype=float)).max(initial=0.0))


def _sets(page: Page, details: pd.DataFrame, words: Words) -> dict[str, str]:
    numbers, coverage = words.numbers, page.outcome.decision("simultaneous_coverage")
    errors = details.filter(regex="^mcse_(best_k|worst_k|better_|worse_|beyond_margin)")
    widths = {f"{name}_width": _median_width(details, name) for name in ("simultaneous", "crude")}
    return {name: numbers.whole(value) for name, value in widths.items()} | {
        "coverage": numbers.percent(coverage["value"]),
        "coverage_error": numbers.decimal(100 * coverage["mcse"]),
        "largest_error": numbers.decimal(100 * _largest(errors)),
        "rank_error": numbers.decimal(_largest(details[["mcse_rank"]])),
    }


def _context(page: Page, words: Words) -> Context:
    tiers_title, tiers_lead = tier_sentences(page, words)
    return {
        "order": order_sentences(page, words),
        "tiers_title": tiers_title,
        "tiers_lead": tiers_lead,
        "tiers": tier_table(page, words),
        "visit_slots": visit_slots(page, words),
        "visit_lead": visit_lead(page, words),
        "visits": visit_table(page, words),
    }


SECTION = Section(
    name="decided",
    place=70,
    context=_context,
    template="order.html",
    needs=("decisions.csv", "rank_details.csv"),
    is_in_navigation=False,
)
