"""Other questions asked of the same posterior, and how far their orders differ."""

import pandas as pd

from bayes_bench.estimands.axioms import AXIOMS, axiom_table
from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.report.analysis import Analysis
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.main_table import Cell
from bayes_bench.report.sections import Table
from bayes_bench.report.sentences import common_slots

BY_ITSELF = ("", "typical")
"""References of the estimands that are compared under one reference only."""


def has_estimands(analysis: Analysis) -> bool:
    """Whether the run compared estimands."""
    return "agreement.csv" in analysis.found.tables


def agreement_rows(analysis: Analysis) -> pd.DataFrame:
    """How far each estimand's order agrees with that of the indicator.

    Returns
    -------
    DataFrame
        ``estimand, reference, kendall_tau, best_flips, worst_flips``: the indicator under every
        other reference; the others under the model's reference, or their own.
    """
    table, own = analysis.found.tables["agreement.csv"], _reference(analysis)
    swapped = table.rename(columns={"estimand": "other", "other": "estimand"}).rename(
        columns={"reference": "other_reference", "other_reference": "reference"}
    )
    both = pd.concat([table, swapped], ignore_index=True)
    of_ours = both[(both["other"] == "indicator") & (both["other_reference"] == own)]
    kept = (of_ours["estimand"] == "indicator") | of_ours["reference"].isin([own, *BY_ITSELF])
    shown = of_ours[kept & ~_is_repeated(of_ours, own)]
    return shown.drop(columns=["other", "other_reference"]).reset_index(drop=True)


def _reference(analysis: Analysis) -> str:
    return analysis.found.model.benchmark.reference


def _is_repeated(rows: pd.DataFrame, own: str) -> pd.Series:
    """Under a reference that is not the model's, though it could be had under the model's."""
    has_own = rows["estimand"].map(lambda name: own in CATALOGUE[name].references)
    return has_own & (rows["reference"] != own) & (rows["estimand"] != "indicator")


def agreement_table_shown(analysis: Analysis, words: Words) -> Table:
    """The table of estimands, those that agree most with the indicator first."""
    keys = ("estimand", "tau", "best", "worst")
    headings = tuple(words.say(f"estimands.{key}", common_slots(analysis, words)) for key in keys)
    rows = agreement_rows(analysis).sort_values("kendall_tau", ascending=False, kind="stable")
    return Table(headings, tuple(_agreement(row, words) for _, row in rows.iterrows()))


def _agreement(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    numbers, name = words.numbers, str(row["estimand"])
    return (
        Cell(estimand_name(name, str(row["reference"]), words), kind="name"),
        Cell(numbers.decimal(row["kendall_tau"], 2)),
        Cell(numbers.whole(row["best_flips"])),
        Cell(numbers.whole(row["worst_flips"])),
    )


def estimand_name(name: str, reference: str, words: Words) -> str:
    """An estimand in words, with its reference where it has one."""
    said = words.say(f"estimands.names.{name}")
    return f"{said}; {words.say(f'estimands.references.{reference}')}" if reference else said


def estimand_slots(analysis: Analysis, words: Words) -> dict[str, str]:
    """How many estimands there are, how far they agree, and where direct rates extrapolate."""
    rows = agreement_rows(analysis)
    knowable = rows[~rows["estimand"].map(lambda name: CATALOGUE[name].holds_chance)]
    numbers, overlap = words.numbers, analysis.found.tables["overlap.csv"]
    ranked = overlap[overlap["unit"].isin(set(analysis.ranked["unit"]))]
    names = [printable(str(name)) for name in ranked.loc[ranked["warning"].astype(bool), "name"]]
    return common_slots(analysis, words) | {
        "count": numbers.whole(len(rows)),
        "lowest": numbers.decimal(float(rows["kendall_tau"].min()), 2),
        "highest": numbers.decimal(float(rows["kendall_tau"].max()), 2),
        "flips": numbers.whole(float(knowable["best_flips"].max())),
        "few": numbers.whole(len(names)),
        "few_names": ", ".join(names),
    }


def overlap_sentence(analysis: Analysis, words: Words) -> str:
    """How many units have not seen enough of the country's case mix for a direct rate."""
    slots = estimand_slots(analysis, words)
    if not analysis.found.model.covariates:
        return words.say("estimands.overlap_bare", slots)
    key = "overlap_all" if slots["few_names"] == "" else "overlap_some"
    return words.say(f"estimands.{key}", slots)


def axioms_shown(analysis: Analysis, words: Words) -> Table:
    """Which axioms the main estimands keep, under the model's reference where they have one."""
    table = axiom_table(analysis.found.model.benchmark.average_weights)
    kept = table[table["reference"].isin(["", _reference(analysis)])]
    headings = [
        words.say("estimands.estimand"),
        *(words.say(f"axioms.{axiom}") for axiom in AXIOMS),
    ]
    rows = [_axioms(row, words) for _, row in kept.iterrows()]
    return Table(tuple(headings), tuple(rows))


def _axioms(row: pd.Series, words: Words) -> tuple[Cell, ...]:
    name = estimand_name(str(row["estimand"]), str(row["reference"]), words)
    return Cell(name, kind="name"), *(
        Cell(words.say(f"axioms.verdicts.{row[axiom]}"), kind="short") for axiom in AXIOMS
    )
