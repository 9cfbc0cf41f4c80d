"""What the template is given: every sentence and table of the page, as plain text."""

from typing import Any

import numpy as np
import pandas as pd

from bayes_bench.ranking.draws import MOST_TABLED
from bayes_bench.report.analysis import Analysis, shown_name
from bayes_bench.report.further import further_sections
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.main_table import has_codes, main_headings, main_table
from bayes_bench.report.methods import methods_sentences, provenance_sentences
from bayes_bench.report.person import curve_finding, levels_finding, person_slots, person_title
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.plots import calibration_rows
from bayes_bench.report.sections import (
    check_sentences,
    diagnostics_table,
    diagnostics_title,
    figures_table,
    likely_lists,
    printed_tables,
    tens_table,
    variation_table,
)
from bayes_bench.report.sentences import (
    caterpillar_slots,
    common_slots,
    headline_sentences,
    knowable_slots,
    knowable_title,
    map_caption,
    map_title,
    ministry_slots,
    own_lead,
    own_slots,
    subtitle,
    ways_note,
)

type Context = dict[str, Any]


def page_of(analysis: Analysis, words: Words) -> Context:
    """Everything that the template says.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    dict
        Plain text throughout: the template escapes it.
    """
    return {
        "title": printable(analysis.found.model.title),
        "subtitle": subtitle(analysis, words),
        "lang": words.say("page.lang"),
        "words": words,
        "slots": common_slots(analysis, words),
        "headline": headline_sentences(analysis, words),
        "table": _table(analysis, words),
        "first": _first(analysis, words),
        "units": _about_units(analysis, words),
        "person": _person(analysis, words),
        "further": further_sections(analysis, words),
        "belief": _belief(analysis, words),
        "methods": methods_sentences(analysis, words),
        "provenance": provenance_sentences(analysis, words),
        "definitions": _definitions(analysis, words),
        "version": str(analysis.found.record.get("versions", {}).get("bayes_bench", "")),
        "script_data": _data(analysis, words),
    }


def _first(analysis: Analysis, words: Words) -> Context:
    slots = caterpillar_slots(analysis, words)
    return {
        "map_title": map_title(analysis, words),
        "map_caption": map_caption(analysis, words),
        "slots": slots,
        "is_crowded": analysis.headline.ranked > CROWDED,
        "knowable": knowable_slots(analysis, words),
        "knowable_title": knowable_title(analysis, words),
    }


def _table(analysis: Analysis, words: Words) -> Context:
    return {
        "headings": main_headings(analysis, words),
        "rows": main_table(analysis, words),
        "has_regions": bool((analysis.areas["area"] == "region").any()),
    }


def _about_units(analysis: Analysis, words: Words) -> Context:
    own = own_slots(analysis, words)
    return {
        "own_lead": own_lead(analysis, words),
        "own_title": words.say("own.title.some" if own["names"] else "own.title.none", own),
        "own_alt": words.say("own.alt" if own["names"] else "own.alt_none", own),
        "likely": likely_lists(analysis, words),
        "ranks": _ranks(analysis, words),
        "crowded": words.numbers.whole(CROWDED),
        "most_tabled": words.numbers.whole(MOST_TABLED),
        "ministry": ministry_slots(analysis, words),
        "tens": tens_table(analysis, words),
        "ways_note": ways_note(analysis, words),
        "printed": printed_tables(analysis, words),
    }


def _ranks(analysis: Analysis, words: Words) -> dict[str, str]:
    """How wide rank intervals are, and the most probable single rank."""
    tables = analysis.found.tables
    width = tables["ranks.csv"]["rank_upper"] - tables["ranks.csv"]["rank_lower"] + 1
    slots = {"median_width": words.numbers.whole(float(np.median(width)))}
    if "rank_probabilities.csv" not in tables:
        return slots
    chances = tables["rank_probabilities.csv"].drop(columns=["unit", "name"])
    return slots | {"peak": words.numbers.probability(float(chances.to_numpy().max()))}


def _person(analysis: Analysis, words: Words) -> Context:
    names = [c.name for c in analysis.found.model.covariates if c.kind == "spline"]
    return {
        "title": person_title(analysis, words),
        "slots": person_slots(analysis, words),
        "finding": levels_finding(analysis, words),
        "curves": {
            "names": ", ".join(map(shown_name, names)),
            "finding": curve_finding(analysis, words),
        },
        "variation": _variation(analysis, words),
        "variation_table": variation_table(analysis, words),
    }


def _variation(analysis: Analysis, words: Words) -> dict[str, str]:
    """The same person in a low and in a high unit."""
    draws = analysis.found.variation["unit_sd"].to_numpy().ravel()
    share = analysis.headline.share
    odds = share / (1 - share) * np.exp(np.outer([-1.645, 1.645], draws))
    low, high = (odds / (1 + odds)).mean(axis=1)
    return {
        "mor": words.numbers.decimal(analysis.found.quantity("median_odds_ratio")["value"], 2),
        "vpc": words.numbers.percent(analysis.found.quantity("variance_share")["value"]),
        "low": words.numbers.percent(low),
        "high": words.numbers.percent(high),
    }


def _belief(analysis: Analysis, words: Words) -> Context:
    checks = check_sentences(analysis, words)
    whole = words.numbers.whole
    good = {"good": whole(sum(check.is_good for check in checks)), "all": whole(len(checks))}
    tenths = calibration_rows(analysis)
    inside = sum(low <= seen <= high for low, seen, high in _bands(tenths))
    sizes = analysis.found.bench.sizes
    return {
        "title": words.say("checks.title.good" if checks else "checks.title.absent", good),
        "checks": checks,
        "one_in": whole(round(1 / (1 - analysis.found.model.benchmark.interval))),
        "calibration": {"good": whole(inside), "all": whole(len(tenths))},
        "diagnostics_title": diagnostics_title(analysis, words),
        "draws": whole(sizes["chain"] * sizes["draw"]),
        "diagnostics": diagnostics_table(analysis, words),
        "figures": figures_table(analysis, words),
    }


def _bands(tenths: pd.DataFrame) -> list[tuple[float, ...]]:
    if tenths.empty:
        return []
    return [tuple(row) for row in tenths[["lower", "observed", "upper"]].to_numpy(dtype=float)]


def _definitions(analysis: Analysis, words: Words) -> list[tuple[str, str]]:
    """What words and columns mean, with the figures of the sampler that was used."""
    diagnosed = set(analysis.found.tables["diagnostics.csv"]["quantity"])
    figures = words.found("definitions.figures").items()
    pairs = [*words.found("definitions.terms"), *(pair for pair in figures if pair[0] in diagnosed)]
    slots = {**words.always, **common_slots(analysis, words)}
    return [(term, meaning.format_map(slots)) for term, meaning in pairs]


def _data(analysis: Analysis, words: Words) -> Context:
    """What the page's script needs: the words of its counter, and whether there are codes."""
    return {
        "shown": words.found("table.shown"),
        "units": len(analysis.units),
        "has_codes": has_codes(analysis),
        "lang": words.say("page.lang"),
    }
