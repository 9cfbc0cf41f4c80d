"""What the priors allow before anything is observed, and which figures move with them."""

from collections.abc import Mapping

import pandas as pd

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.words import Words
from bayes_bench.report.page import Page
from bayes_bench.report.section import Context, Section
from bayes_bench.sensitivity_analysis.power_scaling import STILL, THRESHOLD, UNDECIDED

ALLOWED, MOVED = "prior_predictive.csv", "prior_sensitivity.csv"
PER_UNIT = "=per unit]"


def allowed_sentences(page: Page, words: Words) -> list[str]:
    """What the priors let units' shares and effects be."""
    table, numbers = page.tables[ALLOWED].set_index("quantity"), words.numbers
    ends = {"low": table["lower"], "high": table["upper"]}
    slots = {f"rate_{end}": numbers.percent(of["unit_rate"], 0) for end, of in ends.items()}
    slots |= {f"spread_{end}": numbers.decimal(of["unit_spread"]) for end, of in ends.items()}
    told, names = [words.say("priors.allowed", slots)], table.index.astype(str)
    # of a measurement the step of one sd: a unit of it may be anything
    effects = table[names.str.startswith("effect_pp[") & ~names.str.endswith(PER_UNIT)]
    if len(effects):
        widest = effects[["lower", "upper"]].abs().to_numpy().max()
        told.append(words.say("priors.effects", {"effect": numbers.decimal(widest, 0)}))
    return told


def moved_sentences(page: Page, words: Words) -> list[str]:
    """By how much indicators would change, and how many figures of each kind move."""
    table, names = page.tables[MOVED], page.units.set_index("unit")["name"]
    indicators = table[table["quantity"] == "indicator"]
    largest = indicators.iloc[int(indicators["change"].abs().to_numpy().argmax())]
    slots = {
        "change": words.numbers.decimal(abs(largest["change"]), 2),
        "name": printable(str(names[largest["unit"]])),
    }
    return [words.say("priors.change", slots), *_counted(moved_counts(table), words)]


def _counted(counts: Mapping[str, int], words: Words) -> list[str]:
    """How many figures move, kind by kind, and of how many it cannot be said."""
    whole = words.numbers.whole
    slots = {name: whole(count) for name, count in counts.items()}
    slots["line"] = words.numbers.decimal(THRESHOLD, 2)
    kinds = [
        words.say(f"priors.kinds.{kind}", {"n": slots[kind], "all": slots[f"all_{kind}"]})
        for kind in words.found("priors.kinds")
        if counts[kind]
    ]
    key = "priors.moved" if kinds else "priors.still"
    told = [words.say(key, slots | {"kinds": ", ".join(kinds)})]
    if counts["undecided"]:
        told.append(words.say("priors.undecided", slots))
        # none is sure to move, and some may
        told = told if kinds else told[1:]
    return told


def moved_counts(table: pd.DataFrame) -> Mapping[str, int]:
    """How many figures of each kind there are, and how many of them move."""
    quantity, judged = table["quantity"].astype(str), table["prior"].notna()
    moves = judged & ~table["diagnosis"].isin([STILL, UNDECIDED])
    kinds = {
        "indicators": quantity == "indicator",
        "rates": quantity == "direct_rate",
        "effects": quantity.str.startswith("log_odds["),
    }
    kinds["measures"] = ~(kinds["indicators"] | kinds["rates"] | kinds["effects"])
    counts = {name: int((moves & of).sum()) for name, of in kinds.items()}
    every = {f"all_{name}": int((judged & of).sum()) for name, of in kinds.items()}
    whole = {"moved": int(moves.sum()), "all": int(judged.sum())}
    return counts | every | whole | {"undecided": int((table["diagnosis"] == UNDECIDED).sum())}


def _context(page: Page, words: Words) -> Context:
    counts = moved_counts(page.tables[MOVED])
    key = "priors.title.moved" if counts["moved"] else "priors.title.still"
    slots = {name: words.numbers.whole(count) for name, count in counts.items()}
    return {
        "title": words.say(key, slots),
        "allowed": " ".join(allowed_sentences(page, words)),
        "moved": " ".join(moved_sentences(page, words)),
    }


SECTION = Section(
    name="priors", place=142, context=_context, template="priors.html", needs=(ALLOWED, MOVED)
)
