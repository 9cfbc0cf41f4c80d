"""The sections on decisions, other estimands, expectations and choices, as plain text."""

from typing import Any

from bayes_bench.report.analysis import Analysis
from bayes_bench.report.decided import (
    has_decisions,
    mark_slots,
    mark_table,
    order_sentences,
    tier_sentences,
    tier_table,
    visit_lead,
    visit_slots,
    visit_table,
)
from bayes_bench.report.expectations import (
    expectation_rows,
    expectation_slots,
    has_expectations,
)
from bayes_bench.report.language.words import Words
from bayes_bench.report.moved import has_sensitivity, moved_slots, moved_table, notes
from bayes_bench.report.orders import (
    agreement_table_shown,
    axioms_shown,
    estimand_slots,
    has_estimands,
    overlap_sentence,
)
from bayes_bench.report.sentences import common_slots

type Context = dict[str, Any]


def further_sections(analysis: Analysis, words: Words) -> Context:
    """The sections by name; one that the run has no tables for is None."""
    sections = {
        "decided": (has_decisions, _decided),
        "estimands": (has_estimands, _estimands),
        "expectation": (has_expectations, _expectation),
        "sensitivity": (has_sensitivity, _sensitivity),
    }
    return {
        name: section(analysis, words) if is_there(analysis) else None
        for name, (is_there, section) in sections.items()
    }


def _decided(analysis: Analysis, words: Words) -> Context:
    tiers_title, tiers_lead = tier_sentences(analysis, words)
    return {
        "marks": mark_slots(analysis, words),
        "mark_table": mark_table(analysis, words),
        "tiers_title": tiers_title,
        "tiers_lead": tiers_lead,
        "tier_table": tier_table(analysis, words),
        "visits": visit_slots(analysis, words),
        "visit_lead": visit_lead(analysis, words),
        "visit_table": visit_table(analysis, words),
        "order": order_sentences(analysis, words),
    }


def _estimands(analysis: Analysis, words: Words) -> Context:
    return {
        "slots": estimand_slots(analysis, words),
        "table": agreement_table_shown(analysis, words),
        "overlap": overlap_sentence(analysis, words),
        "axioms": axioms_shown(analysis, words),
    }


def _expectation(analysis: Analysis, words: Words) -> Context:
    return {
        "slots": common_slots(analysis, words) | expectation_slots(analysis, words),
        "table": expectation_rows(analysis, words),
        "is_rounded": not analysis.found.model.disclosure.public,
    }


def _sensitivity(analysis: Analysis, words: Words) -> Context:
    return {
        "slots": moved_slots(analysis, words),
        "table": moved_table(analysis, words),
        "notes": notes(analysis, words),
    }
