"""What may be decided from the ranking: marks, tiers, whom to visit, and what it cannot say."""

import numpy as np
import pandas as pd

from bayes_bench.report.analysis import Analysis
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.main_table import MARKS, Cell
from bayes_bench.report.sections import Table
from bayes_bench.report.sentences import common_slots
from bayes_bench.tables.decisions import is_spread_over_regions
from bayes_bench.tables.rank_details import TIER_ERROR

_ON_LISTS = {(True, True): "both", (True, False): "plain", (False, True): "spread_only"}
NAMED = 15
"""Members of a tier up to which all are named."""


def has_decisions(analysis: Analysis) -> bool:
    """Whether the run has the tables on decisions, which it has not with thousands of units."""
    return "decisions.csv" in analysis.found.tables


def _decision(analysis: Analysis, name: str) -> pd.Series:
    """A row of ``decisions.csv``, missing where the run has none of that name."""
    table = analysis.found.tables["decisions.csv"].set_index("decision")
    figures = ["value", "lower", "upper", "mcse"]
    if name not in table.index:
        return pd.Series(np.nan, index=figures)
    row: pd.Series = table.loc[[name], figures].astype(float).iloc[0]
    return row


def _details(analysis: Analysis) -> pd.DataFrame:
    """Ranked units by expected rank, best first, with everything that is known of their place."""
    details = analysis.found.tables["rank_details.csv"].drop(columns="name")
    merged: pd.DataFrame = analysis.ranked.merge(details, on="unit", validate="1:1")
    return merged


def mark_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """How many are extreme and how many divergent."""
    details = _details(analysis)
    extreme, diverges = details["flag"].isin(("better", "worse")), details["divergent"].astype(bool)
    counts = {"extreme": extreme, "divergent": diverges}
    fdr = analysis.found.model.benchmark.fdr
    return common_slots(analysis, words) | {
        **{name: words.numbers.whole(int(which.sum())) for name, which in counts.items()},
        "fdr": words.numbers.percent(fdr, 0 if round(100 * fdr) == 100 * fdr else 1),
    }


def mark_table(analysis: Analysis, words: Words) -> Table:
    """Units that are extreme or divergent, with the probabilities that say so."""
    keys = ("extreme", "beyond", "error", "surprise", "divergent")
    headings = (words.say("table.unit"), *(words.say(f"marks.{key}") for key in keys))
    details = _details(analysis)
    shown = details[(details["flag"] != "none") | details["divergent"].astype(bool)]
    return Table(headings, tuple(_marked(row, words) for _, row in shown.iterrows()))


def _marked(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers, flag = words.numbers, str(row["flag"])
    return (
        Cell(printable(str(row["name"])), kind="name"),
        Cell(MARKS[flag], kind=flag, title=words.say(f"table.{flag}")),
        Cell(numbers.probability(row["probability_beyond_margin"])),
        Cell(error_of(row["mcse_beyond_margin"], words)),
        Cell(numbers.decimal(row["p_cross_validatory"], 3)),
        Cell(words.say("marks.yes" if row["divergent"] else "marks.no"), kind="short"),
    )


def error_of(mcse: float, words: Words) -> str:
    """A Monte Carlo error of a probability in points: ±0.4, or a dash where all draws agree."""
    less = "<" if 100 * mcse < 0.05 else ""
    return f"±{less}{words.numbers.decimal(max(100 * mcse, 0.1))}" if mcse > 0 else NOTHING


def tier_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """How many tiers there are, and how many pairs are in the wrong order."""
    numbers, value = (
        words.numbers,
        {n: _decision(analysis, n) for n in ("tiers", "pairs_apart", "wrong_order", "sure_tiers")},
    )
    return common_slots(analysis, words) | {
        "tiers": numbers.whole(value["tiers"]["value"]),
        "apart": numbers.percent(value["pairs_apart"]["value"], 0),
        "wrong": numbers.percent(value["wrong_order"]["value"]),
        "error": numbers.decimal(100 * value["wrong_order"]["mcse"], 2),
        "most": numbers.percent(TIER_ERROR, 0),
        "sure": numbers.whole(value["sure_tiers"]["value"]),
    }


def tier_sentences(analysis: Analysis, words: Words) -> tuple[str, list[str]]:
    """The heading on tiers, and the sentences below it."""
    slots = tier_slots(analysis, words)
    found = int(_decision(analysis, "tiers")["value"]) > 1
    sure = int(_decision(analysis, "sure_tiers")["value"]) > 1
    lead = [words.say("tiers.lead" if found else "tiers.lead_none", slots)]
    lead.append(words.say("tiers.sure" if sure else "tiers.sure_none", slots))
    return words.say("tiers.title" if found else "tiers.title_none", slots), lead


def tier_table(analysis: Analysis, words: Words) -> Table:
    """The tiers, the best first, with the names of those that are few."""
    headings = tuple(words.say(f"tiers.{key}") for key in ("tier", "count", "who"))
    groups = _details(analysis).groupby("tier", sort=True)
    rows = [
        (
            Cell(words.numbers.whole(float(str(tier))), kind="name"),
            Cell(words.numbers.whole(len(rows))),
            Cell(_who(rows, words), kind="text"),
        )
        for tier, rows in groups
    ]
    return Table(headings, tuple(rows))


def _who(rows: pd.DataFrame, words: Words) -> str:
    names = [printable(str(name)) for name in rows["name"]]
    if len(names) <= NAMED:
        return ", ".join(names)
    return words.say("tiers.from_to", {"first": names[0], "last": names[-1]})


def visit_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """Expected numbers of true members of every list, each with its interval."""
    lists = ("best_list", "worst_list", "printed_best", "printed_worst", "spread_list")
    rows = {name: _decision(analysis, name) for name in lists}
    errors = np.nan_to_num([row["mcse"] for row in rows.values()])
    classes = analysis.found.tables["rank_details.csv"]["size_class"].nunique()
    return common_slots(analysis, words) | {
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


def visit_lead(analysis: Analysis, words: Words) -> list[str]:
    """What a choice of k is worth: the best one, the printed one, and one that is spread."""
    slots = visit_slots(analysis, words)
    told = [words.say("visits.lead", slots), words.say("visits.printed", slots)]
    if slots["spread_list"] == NOTHING:
        return told
    regions = is_spread_over_regions(analysis.ranked["region"])
    return [*told, words.say("visits.spread_regions" if regions else "visits.spread", slots)]


def visit_table(analysis: Analysis, words: Words) -> Table:
    """Whom to visit, the surest first, then those who are in the spread list only."""
    keys = ("probability", "error", "size", "list")
    slots = common_slots(analysis, words)
    headings = [words.say("table.unit"), *(words.say(f"visits.{key}", slots) for key in keys)]
    details = _details(analysis)
    chosen = details[details["visit"].astype(bool) | details["visit_spread"].astype(bool)]
    order = chosen.sort_values("probability_best_k", ascending=False, kind="stable")
    return Table(tuple(headings), tuple(_visit(row, words) for _, row in order.iterrows()))


def _visit(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    form = _ON_LISTS[bool(row["visit"]), bool(row["visit_spread"])]
    where = [str(row["region"])] if row["region"] else []
    return (
        Cell(printable(", ".join([str(row["name"]), *where])), kind="name"),
        Cell(words.numbers.probability(row["probability_best_k"])),
        Cell(error_of(row["mcse_best_k"], words)),
        Cell(NOTHING.join(words.numbers.whole(float(n)) for n in row["size_class"].split("–"))),
        Cell(words.say(f"visits.{form}"), kind="short"),
    )


def order_sentences(analysis: Analysis, words: Words) -> list[str]:
    """What can be said of the order as a whole, and how far Monte Carlo error reaches."""
    details = _details(analysis)
    slots = (
        common_slots(analysis, words) | _claims(details, words) | _sets(analysis, details, words)
    )
    coverage = np.isfinite(details["simultaneous_lower"]).any()
    keys = ["halves", "together" if coverage else "together_none", "crude", "monte_carlo"]
    return [words.say(f"order.{key}", slots) for key in keys]


def _claims(details: pd.DataFrame, words: Words) -> dict[str, str]:
    halves = details[["verdict_better_half", "verdict_worse_half"]]
    better, worse = (halves == "holds").sum()
    left_open = (halves == "undecided").to_numpy().sum()
    counts = {"better_half_holds": better, "worse_half_holds": worse, "open": left_open}
    return {name: words.numbers.whole(int(count)) for name, count in counts.items()}


def _largest(errors: pd.DataFrame) -> float:
    """The largest Monte Carlo error; that of what is the same in every draw is 0."""
    return float(np.nan_to_num(errors.to_numpy(dtype=float)).max(initial=0.0))


def _sets(analysis: Analysis, details: pd.DataFrame, words: Words) -> dict[str, str]:
    numbers, coverage = words.numbers, _decision(analysis, "simultaneous_coverage")
    shares = details.filter(regex="^mcse_(best_k|worst_k|better_|worse_|beyond_margin)")
    widths = {
        f"{name}_width": float((details[f"{name}_upper"] - details[f"{name}_lower"] + 1).median())
        for name in ("simultaneous", "crude")
    }
    return {name: numbers.whole(value) for name, value in widths.items()} | {
        "coverage": numbers.percent(coverage["value"]),
        "coverage_error": numbers.decimal(100 * coverage["mcse"]),
        "largest_error": numbers.decimal(100 * _largest(shares)),
        "rank_error": numbers.decimal(_largest(details[["mcse_rank"]])),
    }
