"""The sensitivity analysis as a short table for the screen."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

from bayes_bench.sensitivity.compare import ACCEPTED, Sensitivity

LABELS = {
    "base": "the analysis as it is",
    "seed": "the same from seed",
    "reference": "reference",
    "without": "without",
    "unit_risk": "mean risk of the unit as",
    "unit_means": "unit means as",
    "volume": "number of people as",
    "prior_unit_sd": "prior of the unit sd, scale ×",
    "prior_coefficient": "prior of the coefficients, sd ×",
    "coding": "other reference levels",
}
"""Variants in words, to be followed by their detail."""
DETAILS = {"case_mix": "case mix", "own": "the unit's own"}
HEADERS = ("", "unit sd", "tau", "flags", "best", "worst", "mean", "largest change")
LEGEND = """
tau: Kendall's, between the expected ranks. flags, best, worst: how many flags differ, and how many
of the k units likeliest to be among the k best (worst) are others; in brackets, how many of these
differ by more than two Monte Carlo errors. mean, largest change: of the indicators of the ranked
units, percentage points. The same from another seed shows what Monte Carlo error does."""

type Row = Mapping[Hashable, Any]


def label(variant: str, detail: str) -> str:
    """A variant in words."""
    return f"{LABELS[variant]} {DETAILS.get(detail, detail)}".strip()


def sensitivity_text(found: Sensitivity) -> str:
    """The variants as an aligned table, and below it what was not compared and why.

    Parameters
    ----------
    found : Sensitivity

    Returns
    -------
    str
        Lines.
    """
    is_compared = found.summary["verdict"] == ACCEPTED
    names = dict(zip(found.units["unit"], found.units["name"], strict=True))
    rows = [_cells(row, names) for row in found.summary[is_compared].to_dict("records")]
    notes = [_note(row) for row in found.summary.to_dict("records") if row["note"]]
    return "\n".join([*_aligned([HEADERS, *rows]), LEGEND, *dict.fromkeys(notes)])


def _cells(row: Row, names: Mapping[str, str]) -> tuple[str, ...]:
    what = label(row["variant"], row["detail"])
    spread, tau = f"{row['unit_sd']:.3f}", f"{row['kendall_tau']:.3f}"
    if row["variant"] == "base":
        return (what, spread, *[""] * (len(HEADERS) - 2))
    counts = (f"{row[name]} ({row[f'{name}_beyond_error']})" for name in COUNTED)
    largest = f"{row['largest_change']:.2f} {names[row['largest_unit']]}"
    return what, spread, tau, *counts, f"{row['mean_change']:.2f}", largest


COUNTED = ("flags_flipped", "best_changed", "worst_changed")


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of columns as wide as their widest cell; the last one is left as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for first, *between, last in rows:
        middle = (cell.rjust(width) for cell, width in zip(between, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *middle, last]).rstrip()


def _note(row: Row) -> str:
    is_reading = row["detail"] in DETAILS  # the same is to be said of both
    what = label(row["variant"], "" if is_reading else row["detail"]).removesuffix(" as")
    verdict = "" if row["verdict"] == ACCEPTED else f"{row['verdict']}, "
    return f"{what}: {verdict}{row['note']}"
