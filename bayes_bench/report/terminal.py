"""Text for a terminal: a ranking with its Monte Carlo errors, variants of an analysis."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd
import xarray as xr

from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.inputs.model.labels import Labels
from bayes_bench.interface.plain_text import printable, shortened
from bayes_bench.report.language.numbers import NOTHING, Numbers
from bayes_bench.report.language.words import Words, nouns_of, wording
from bayes_bench.sensitivity_analysis.rows import ACCEPTED

_LONGEST = 28  # letters of a name
_DIGITS = {"indicator": 1, "observed_gap": 1, "direct_gap": 1, "persons": 0}

LABELS = {
    "base": "the analysis as it is",
    "seed": "the same from seed",
    "reference": "reference",
    "without": "without",
    "unit_risk": "mean risk of the {unit} as",
    "unit_means": "{unit} means as",
    "volume": "number of {people} as",
    "without_grouping": "without the grouping",
    "prior_group_sd": "priors of the groupings' sds, scale ×",
    "prior_unit_sd": "prior of the {unit} sd, scale ×",
    "prior_coefficient": "prior of the coefficients, sd ×",
    "coding": "other reference levels",
}
"""Variants in words, to be followed by their detail."""
DETAILS = {"case_mix": "case mix", "own": "the {unit}'s own"}
_HEADERS = ("", "{unit} sd", "tau", "flags", "best", "worst", "mean", "largest change")
LEGEND = """
tau: Kendall's, between the expected ranks. flags, best, worst: how many flags differ, and how many
of the k {units} likeliest to be among the k best (worst) are others; in brackets, how many of these
differ by more than two Monte Carlo errors. mean, largest change: of the indicators of the ranked
{units}, percentage points. The same from another seed shows what Monte Carlo error does."""

_COUNTED = ("flags_flipped", "best_changed", "worst_changed")

type Variant = Mapping[Hashable, Any]


def ranking_text(
    listed: pd.DataFrame,
    values: xr.DataArray,
    k: int,
    hits: float,
    words: Words,
) -> str:
    """The list, and the sentences that follow from it.

    Parameters
    ----------
    listed : DataFrame
        From `ranking`, the best first.
    values : DataArray (chain, draw, unit)
        The estimand, with its attrs.
    k : int
    hits : float
        How many of the true k best the best list of k holds on average.
    words : Words
        From `ranking_words`.

    Returns
    -------
    str
        Lines.
    """
    ranked = int(values["ranked"].sum())
    slots = _slots(listed, k, hits, words) | {"ranked": words.numbers.whole(ranked)}
    # of some alone a running number would be no place
    places = [*range(1, ranked + 1)] if len(listed) == ranked else [""] * len(listed)
    heading = words.say("ranking.heading", slots | _about(values, words))
    warned = CATALOGUE[str(values.name)].has_sampling_error
    notes = [words.say("ranking.chance", slots)] if warned else []
    told = [words.say(f"ranking.{key}", slots) for key in _sentences(listed)]
    return "\n".join([heading, *notes, "", *_table(listed, places, k, words), "", *told])


def ranking_words(labels: Labels, language: str, better: str, interval: float) -> Words:
    """The words of a ranking, which has no model file beside it.

    Parameters
    ----------
    labels : Labels
        The reader's words.
    language : str
        ``en`` or ``da``.
    better : str
        Which values are better.
    interval : float
        The probability of the rank interval.
    """
    table, numbers = wording(language), Numbers(language)
    always = {**nouns_of(language, labels), **table["direction"][better]}
    return Words(table, numbers, {**always, "interval": numbers.percent(interval, 0)})


def _about(values: xr.DataArray, words: Words) -> dict[str, str]:
    reference = str(values.attrs["reference"])
    name = words.say(f"estimands.names.{values.name}")
    under = f"; {words.say(f'estimands.references.{reference}')}" if reference else ""
    return {"estimand": f"{name}{under}"}


def _slots(listed: pd.DataFrame, k: int, hits: float, words: Words) -> dict[str, str]:
    whole, verdicts = words.numbers.whole, listed.filter(regex="^verdict_")
    held = (verdicts == "holds").sum().items()
    counts = {f"{str(name).removeprefix('verdict_')}_holds": int(count) for name, count in held}
    counts |= {"k": k, "tiers": int(listed["tier"].max())}
    counts["open"] = int((verdicts == "undecided").to_numpy().sum())
    errors = listed.filter(regex="^mcse_(best_k|worst_k|better_than_next)$").max().max()
    return {name: whole(count) for name, count in counts.items()} | {
        "hits": words.numbers.decimal(hits),
        "largest_error": words.numbers.decimal(100 * float(errors)),
        "first": printable(str(listed["name"].iloc[0])),
    }


def _sentences(listed: pd.DataFrame) -> list[str]:
    tiers = "tiers" if int(listed["tier"].max()) > 1 else "tiers_none"
    return ["best", "halves", "wide", tiers, "open", "error"]


def _table(listed: pd.DataFrame, numbered: Sequence[object], k: int, words: Words) -> Iterator[str]:
    keys = ("rank", "name", "value", "expected", "interval", "best", "worst", "next", "tier")
    slots = {"k": words.numbers.whole(k)}
    rows = [tuple(words.say(f"ranking.columns.{key}", slots) for key in keys)]
    names = shortened(list(listed["name"].astype(str)), _LONGEST)
    places = zip(numbered, names, listed.iterrows(), strict=True)
    rows += [_row(str(at), name, row, words) for at, name, (_, row) in places]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.ljust(width) if at == 1 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def _row(place: str, name: str, row: pd.Series, words: Words) -> tuple[str, ...]:
    numbers = words.numbers
    middle, bounds = numbers.whole(row["median_rank"]), (row["rank_lower"], row["rank_upper"])
    return (
        place,
        name,
        numbers.decimal(row["value"], _DIGITS.get(str(row["estimand"]), 3)),
        numbers.decimal(row["expected_rank"]) + _error(row["mcse_rank"], words),
        f"{middle} ({numbers.ranks(*bounds)})",
        _probability(row["probability_best_k"], row["mcse_best_k"], words),
        _probability(row["probability_worst_k"], row["mcse_worst_k"], words),
        _probability(row["probability_better_than_next"], row["mcse_better_than_next"], words),
        numbers.whole(row["tier"]),
    )


def _probability(probability: float, mcse: float, words: Words) -> str:
    """A probability with its Monte Carlo error in points."""
    if not isfinite(probability):
        return NOTHING
    return words.numbers.probability(probability) + _error(100 * mcse, words)


def _error(mcse: float, words: Words) -> str:
    """A Monte Carlo error, nothing where all draws agree."""
    return f" ±{words.numbers.decimal(mcse)}" if isfinite(mcse) else ""


def variant_label(variant: str, detail: str, words: Words) -> str:
    """A variant in words."""
    about = words.names.column(detail) if variant == "without" else printable(detail)
    if detail in DETAILS:
        about = words.filled(DETAILS[detail])
    return f"{words.filled(LABELS[variant])} {about}".strip()


def sensitivity_text(summary: pd.DataFrame, units: pd.DataFrame, words: Words) -> str:
    """The variants as an aligned table, and below it what was not compared and why.

    Parameters
    ----------
    summary : DataFrame
        ``sensitivity.csv``: a row per variant.
    units : DataFrame
        ``sensitivity_units.csv``, for the names of units.
    words : Words
        In English, which is what is around them.

    Returns
    -------
    str
        Lines.
    """
    is_compared = summary["verdict"] == ACCEPTED
    names = dict(zip(units["unit"], units["name"], strict=True))
    rows = [_variant_cells(row, names, words) for row in summary[is_compared].to_dict("records")]
    notes = [_left_out(row, words) for row in summary.to_dict("records") if row["note"]]
    heads = [words.filled(head) for head in _HEADERS]
    return "\n".join([*_aligned([heads, *rows]), words.filled(LEGEND), *dict.fromkeys(notes)])


def _variant_cells(row: Variant, names: Mapping[str, str], words: Words) -> tuple[str, ...]:
    what = variant_label(row["variant"], row["detail"], words)
    spread, tau = f"{row['unit_sd']:.3f}", f"{row['kendall_tau']:.3f}"
    if row["variant"] == "base":
        return (what, spread, *[""] * (len(_HEADERS) - 2))
    counts = (f"{row[name]} ({row[f'{name}_beyond_error']})" for name in _COUNTED)
    largest = (
        f"{row['largest_change']:.2f} {printable(str(names[row['largest_unit']]))}"
        if row["largest_unit"]
        else NOTHING
    )
    return what, spread, tau, *counts, f"{row['mean_change']:.2f}", largest


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines of columns as wide as their widest cell; the last one is left as it is."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    for first, *between, last in rows:
        middle = (cell.rjust(width) for cell, width in zip(between, widths[1:], strict=True))
        yield "  ".join([first.ljust(widths[0]), *middle, last]).rstrip()


def _left_out(row: Variant, words: Words) -> str:
    is_reading = row["detail"] in DETAILS  # the same is to be said of both
    detail = "" if is_reading else row["detail"]
    what = variant_label(row["variant"], detail, words).removesuffix(" as")
    verdict = "" if row["verdict"] == ACCEPTED else f"{row['verdict']}, "
    return f"{what}: {verdict}{row['note']}"
