"""What moves when a choice is made otherwise: the sensitivity analysis on the page."""

import pandas as pd

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import Context, Section
from bayes_bench.sensitivity_analysis.rows import ACCEPTED, BASE

COUNTED = ("flags_flipped", "best_changed", "worst_changed")


def _compared(page: Page) -> pd.DataFrame:
    """Variants that could be compared, the base left out."""
    table = page.tables["sensitivity.csv"]
    kept: pd.DataFrame = table[(table["verdict"] == ACCEPTED) & (table["variant"] != BASE)]
    return kept


def sensitivity_slots(page: Page, words: Words) -> dict[str, str]:
    """Which choice moves most, and what Monte Carlo error alone moves."""
    table, numbers = _compared(page), words.numbers
    seed, chosen = table[table["variant"] == "seed"], table[table["variant"] != "seed"]
    most = chosen.iloc[int(chosen["mean_change"].astype(float).to_numpy().argmax())]
    return common_slots(page, words) | {
        "choice": variant_name(most, words),
        "mean": numbers.decimal(most["mean_change"], 2),
        "flags": numbers.whole(most["flags_flipped"]),
        "best": numbers.whole(most["best_changed"]),
        "seed_mean": numbers.decimal(_largest(seed, "mean_change"), 2),
        "seed_best": numbers.whole(_largest(seed, "best_changed")),
        "count": numbers.whole(len(chosen)),
    }


def _largest(rows: pd.DataFrame, name: str) -> float:
    """Missing where there is no row, for a seed may be refused too."""
    return float(rows[name].max()) if len(rows) else float("nan")


def sensitivity_table(page: Page, words: Words) -> HtmlTable:
    """Every variant: what moves, and which marks and lists it changes."""
    keys = ("choice", "unit_sd", "mean", "largest", "tau", "flags", "best", "worst")
    slots = common_slots(page, words)
    headings = tuple(words.say(f"sensitivity.{key}", slots) for key in keys)
    names = dict(zip(page.units["unit"], page.units["name"], strict=True))
    rows = [_variant(row, names, words) for _, row in _compared(page).iterrows()]
    return HtmlTable(headings, tuple(rows))


def _variant(row: pd.Series, names: dict[str, str], words: Words) -> tuple[Cell, ...]:
    numbers = words.numbers
    who = printable(str(names.get(row["largest_unit"], row["largest_unit"])))
    return (
        name_cell(variant_name(row, words)),
        Cell(numbers.decimal(row["unit_sd"], 2)),
        Cell(numbers.decimal(row["mean_change"], 2)),
        # whoever is hidden is not named
        Cell(
            f"{numbers.decimal(row['largest_change'], 2)}{f' ({who})' if who else ''}", kind="text"
        ),
        Cell(numbers.decimal(row["kendall_tau"], 2)),
        *(Cell(_counted(row, name, words)) for name in COUNTED),
    )


def _counted(row: pd.Series, name: str, words: Words) -> str:
    """How many change, and how many of them by more than Monte Carlo error."""
    count, beyond = (words.numbers.whole(row[f"{name}{end}"]) for end in ("", "_beyond_error"))
    return f"{count} ({beyond})"


def variant_name(row: pd.Series, words: Words) -> str:
    """A variant in words, with its detail."""
    variant, detail = str(row["variant"]), str(row["detail"])
    if variant == "reference":
        detail = words.say(f"estimands.references.{detail}")
    elif detail in words.found("sensitivity.details"):
        detail = words.say(f"sensitivity.details.{detail}")
    elif variant == "without":
        detail = words.names.column(detail)
    elif variant.startswith("prior_"):
        detail = words.numbers.decimal(float(detail))
    return words.say(f"sensitivity.variants.{variant}", {"detail": printable(detail)}).strip()


def left_out(page: Page, words: Words) -> list[str]:
    """Variants that could not be compared, refused ones among them."""
    table = page.tables["sensitivity.csv"]
    left = table[table["verdict"] != ACCEPTED]
    return list(dict.fromkeys(_note(row, words) for _, row in left.iterrows()))


def _note(row: pd.Series, words: Words) -> str:
    own = f"{row['verdict']}_{row['variant']}"
    key = own if own in words.found("sensitivity") else str(row["verdict"])
    choice = variant_name(row, words)
    return words.say(f"sensitivity.{key}", {"choice": choice[:1].upper() + choice[1:]})


def _context(page: Page, words: Words) -> Context:
    return {
        "slots": sensitivity_slots(page, words),
        "table": sensitivity_table(page, words),
        "notes": left_out(page, words),
    }


SECTION = Section(
    name="sensitivity",
    place=140,
    context=_context,
    template="sensitivity.html",
    needs=("sensitivity.csv", "sensitivity_units.csv"),
)
