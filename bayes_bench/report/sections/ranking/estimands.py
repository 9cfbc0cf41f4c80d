"""Other questions asked of the same posterior, and how far their orders differ."""

import pandas as pd

from bayes_bench.estimands.axioms import AXIOMS
from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.interface.plain_text import printable
from bayes_bench.report.html_table import Cell, HtmlTable, name_cell
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import Context, Section

BY_ITSELF = ("", "typical")
"""References of the estimands that are compared under one reference only."""


def agreement_rows(page: Page) -> pd.DataFrame:
    """How far each estimand's order agrees with that of the indicator.

    Returns
    -------
    DataFrame
        ``estimand, reference, kendall_tau, best_flips, worst_flips``: the indicator under every
        other reference; the others under the model's reference, or their own.
    """
    table, own = page.tables["agreement.csv"], _reference(page)
    swapped = table.rename(columns={"estimand": "other", "other": "estimand"}).rename(
        columns={"reference": "other_reference", "other_reference": "reference"}
    )
    both = pd.concat([table, swapped], ignore_index=True)
    of_ours = both[(both["other"] == "indicator") & (both["other_reference"] == own)]
    kept = (of_ours["estimand"] == "indicator") | of_ours["reference"].isin([own, *BY_ITSELF])
    shown = of_ours[kept & ~_is_repeated(of_ours, own)]
    return shown.drop(columns=["other", "other_reference"]).reset_index(drop=True)


def _reference(page: Page) -> str:
    return page.outcome.model.benchmark.reference


def _is_repeated(rows: pd.DataFrame, own: str) -> pd.Series:
    """Under a reference that is not the model's, though it could be had under the model's."""
    has_own = rows["estimand"].map(lambda name: own in CATALOGUE[name].references)
    return has_own & (rows["reference"] != own) & (rows["estimand"] != "indicator")


def agreement(page: Page, words: Words) -> HtmlTable:
    """The table of estimands, those that agree most with the indicator first."""
    keys = ("estimand", "tau", "best", "worst")
    headings = tuple(words.say(f"estimands.{key}", common_slots(page, words)) for key in keys)
    rows = agreement_rows(page).sort_values("kendall_tau", ascending=False, kind="stable")
    return HtmlTable(headings, tuple(_agreement_row(row, words) for _, row in rows.iterrows()))


def _agreement_row(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers, name = words.numbers, str(row["estimand"])
    return (
        name_cell(estimand_name(name, str(row["reference"]), words)),
        Cell(numbers.decimal(row["kendall_tau"], 2)),
        Cell(numbers.whole(row["best_flips"])),
        Cell(numbers.whole(row["worst_flips"])),
    )


def estimand_name(name: str, reference: str, words: Words) -> str:
    """An estimand in words, with its reference where it has one."""
    said = words.say(f"estimands.names.{name}")
    return f"{said}; {words.say(f'estimands.references.{reference}')}" if reference else said


def estimand_slots(page: Page, words: Words) -> dict[str, str]:
    """How many estimands there are, how far they agree, and where direct rates extrapolate."""
    rows = agreement_rows(page)
    knowable = rows[~rows["estimand"].map(lambda name: CATALOGUE[name].has_sampling_error)]
    numbers, overlap = words.numbers, page.tables["overlap.csv"]
    few = set(overlap.loc[overlap["warning"].astype(bool), "unit"])
    by_name = page.ranked.sort_values("place_of_name")
    names = [printable(str(name)) for name in by_name.loc[by_name["unit"].isin(few), "name"]]
    return common_slots(page, words) | {
        "count": numbers.whole(len(rows)),
        "lowest": numbers.decimal(float(rows["kendall_tau"].min()), 2),
        "highest": numbers.decimal(float(rows["kendall_tau"].max()), 2),
        "flips": numbers.whole(float(knowable["best_flips"].max())),
        "few": numbers.whole(len(names)),
        "few_names": ", ".join(names),
    }


def overlap_sentence(page: Page, words: Words) -> str:
    """How many units have not seen enough of the country's case mix for a direct rate."""
    slots = estimand_slots(page, words)
    if not page.outcome.model.characteristics:
        return words.say("estimands.overlap_bare", slots)
    key = "overlap_all" if slots["few_names"] == "" else "overlap_some"
    return words.say(f"estimands.{key}", slots)


def axioms(page: Page, words: Words) -> HtmlTable:
    """Which axioms the main estimands keep, under the model's reference where they have one."""
    table = page.tables["axioms"]
    kept = table[table["reference"].isin(["", _reference(page)])]
    headings = [
        words.say("estimands.estimand"),
        *(words.say(f"axioms.{axiom}") for axiom in AXIOMS),
    ]
    rows = [_axiom_row(row, words) for _, row in kept.iterrows()]
    return HtmlTable(tuple(headings), tuple(rows))


def _axiom_row(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    name = estimand_name(str(row["estimand"]), str(row["reference"]), words)
    return name_cell(name), *(
        Cell(words.say(f"axioms.verdicts.{row[axiom]}"), kind="short") for axiom in AXIOMS
    )


def _context(page: Page, words: Words) -> Context:
    return {
        "slots": estimand_slots(page, words),
        "table": agreement(page, words),
        "overlap": overlap_sentence(page, words),
        "axioms": axioms(page, words),
    }


SECTION = Section(
    name="estimands",
    place=100,
    context=_context,
    template="estimands.html",
    needs=("estimands.csv", "agreement.csv", "overlap.csv"),
)
