"""Tiers on the page are those that gain most of all ways to cut the list."""

from itertools import product

import numpy as np
import pytest

from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.page import Page
from bayes_bench.report.sections.ranking.order import tier_sentences, tier_table
from tests.builders.pages import (
    UNITS,
    percent,
    tells,
    texts,
    with_decision,
    worded,
    written,
)


def best_tiers(right: np.ndarray) -> np.ndarray:
    """Every way to cut the list is tried; ``right`` (unit, unit) are pairs in listed order."""
    best, most = np.ones(12, dtype=int), 0.0
    for cuts in product((0, 1), repeat=11):
        tier = 1 + np.cumsum([0, *cuts])
        gain = (right - 0.9)[tier[:, None] < tier].sum()
        if gain > most + 1e-9:
            best, most = tier, gain
    return best


@pytest.mark.parametrize("language", LANGUAGES)
def test_tiers_are_those_that_gain_most_of_all_cuts(
    apart: Page, draws: np.ndarray, ranks: np.ndarray, language: str
) -> None:
    order = np.argsort(ranks.mean(axis=0))
    listed = draws[:, order]
    right = (listed[:, :, None] < listed[:, None, :]).mean(axis=0)
    tier = best_tiers(right)
    pairs = tier[:, None] < tier
    tiers = int(tier.max())
    assert tiers > 2
    title, (lead, sure) = tier_sentences(*worded(apart, language))
    assert tells(title, str(tiers))
    shares = percent(pairs.sum() / 66, 0, language), percent(1 - right[pairs].mean(), 1, language)
    mcse = float(apart.tables["decisions.csv"].set_index("decision")["mcse"]["wrong_order"])
    assert tells(lead, *shares, written(100 * mcse, 2, language), percent(0.1, 0, language))
    # a boundary where none of the first so many is ever beyond them
    whole = [(ranks[:, order[:cut]].max(axis=1) <= cut).mean() for cut in range(1, 12)]
    assert not [chance for chance in whole if 0.93 < chance < 0.97]  # so that no error decides
    assert tells(sure, str(1 + sum(chance >= 0.95 for chance in whole)))
    names = [[UNITS[unit] for unit in order[tier == number]] for number in range(1, tiers + 1)]
    expected = [[str(n + 1), str(len(who)), ", ".join(who)] for n, who in enumerate(names)]
    assert texts(tier_table(*worded(apart, language))) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tiers_and_none_that_are_sure(alike: Page, apart: Page, language: str) -> None:
    words = words_for(alike.outcome.model, language)
    title, (lead, sure) = tier_sentences(*worded(alike, language))
    assert title == words.say("tiers.title_none")
    assert percent(0.1, 0, language) in lead
    assert sure == words.say("tiers.sure_none")
    assert NOTHING not in lead  # nobody is apart, so that no share is in the wrong order
    only_pairs = with_decision(apart, "sure_tiers", value=1)
    title, (lead, again) = tier_sentences(*worded(only_pairs, language))
    assert tells(title, str(len(texts(tier_table(*worded(apart, language))))))
    assert again == sure


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_tier_is_told_by_its_ends(markup: Page, language: str) -> None:
    page, words = worded(markup, language)
    rows = texts(tier_table(page, words))
    assert [row[:2] for row in rows] == [["1", "18"]]
    order = markup.tables["ranks.csv"].sort_values("expected_rank")["name"]
    ends = {"first": "日本 🙂  ", "last": order.iloc[-1]}
    assert order.iloc[0].startswith("日本")
    assert rows[0][2] == words.say("tiers.from_to", ends)
    assert not [name for name in order[1:-1] if name in rows[0][2]]
