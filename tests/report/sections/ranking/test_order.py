"""Whom to visit and what of the order holds, held against counts of the draws themselves."""

import re
from itertools import combinations

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.page import Page
from bayes_bench.report.sections.ranking.order import (
    order_sentences,
    visit_lead,
    visit_slots,
    visit_table,
)
from tests.builders.pages import TOP as K
from tests.builders.pages import (
    percent,
    tells,
    texts,
    with_decision,
    with_details,
    with_tables,
    worded,
    written,
)


def number_of_true(chosen: list[int], ranks: np.ndarray, language: str, *, worst: bool) -> str:
    """5.7 (3–8): the mean number of true members, and its interval by sorting."""
    is_true = ranks > 12 - K if worst else ranks <= K
    hits = np.sort(is_true[:, chosen].sum(axis=1))
    low, high = (hits[int(np.ceil(level * hits.size)) - 1] for level in (0.025, 0.975))
    return f"{written(hits.mean(), 1, language)} ({low}–{high})"


def likeliest(ranks: np.ndarray, *, worst: bool) -> list[int]:
    is_true = ranks > 12 - K if worst else ranks <= K
    return [int(unit) for unit in np.argsort(-is_true.mean(axis=0))[:K]]


def spread_evenly(ranks: np.ndarray) -> list[int]:
    """Every choice of four is tried: at most two of a third by size, and of each region."""
    chance = (ranks <= K).mean(axis=0)
    groups = [[unit // 4 == third for unit in range(12)] for third in range(3)]
    groups += [[unit % 2 == side for unit in range(12)] for side in (0, 1)]
    allowed = [
        choice
        for choice in combinations(range(12), K)
        if all(sum(group[unit] for unit in choice) <= 2 for group in groups)
    ]
    return list(max(allowed, key=lambda choice: chance[list(choice)].sum()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_hold_as_many_as_the_draws_say(
    apart: Page, ranks: np.ndarray, language: str
) -> None:
    gaps = apart.tables["classical.csv"]["gap_classical"].to_numpy()[:12]
    printed = [list(map(int, order[:K])) for order in (np.argsort(gaps), np.argsort(-gaps))]
    page, words = worded(apart, language)
    lead, plain, spread = visit_lead(page, words)
    best, worst = (
        number_of_true(likeliest(ranks, worst=end), ranks, language, worst=end)
        for end in (False, True)
    )
    assert best != worst
    assert tells(words.say("visits.title", visit_slots(page, words)), best)
    assert tells(lead, best, worst)
    assert tells(lead, percent(0.95, 0, language))
    told = [
        number_of_true(who, ranks, language, worst=end)
        for who, end in zip(printed, (False, True), strict=True)
    ]
    assert tells(plain, *told)
    evenly = number_of_true(spread_evenly(ranks), ranks, language, worst=False)
    assert evenly not in (best, worst, *told)
    assert tells(spread, "3", evenly)
    assert spread == words.say("visits.spread_regions", visit_slots(page, words))
    errors = apart.tables["decisions.csv"].set_index("decision")["mcse"]
    lists = ["best_list", "worst_list", "printed_best", "printed_worst", "spread_list"]
    assert tells(lead, written(max(errors[name] for name in lists), 2, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_list_that_cannot_be_spread_is_not_told(
    alike: Page, language: str, is_there: bool
) -> None:
    table = alike.tables["decisions.csv"]
    is_spread = table["decision"] == "spread_list"
    missing = table.assign(
        **{name: table[name].mask(is_spread) for name in ("value", "lower", "upper", "mcse")}
    )
    without = with_tables(alike, decisions=missing if is_there else table[~is_spread])
    without = with_details(without, visit_spread=False)
    page, words = worded(alike, language)
    whole, part = visit_lead(page, words), visit_lead(*worded(without, language))
    assert whole[:2] == part
    assert whole[2] == words.say("visits.spread", visit_slots(page, words))
    assert tells(whole[2], "1")  # all are of one size
    assert len(visit_table(*worded(without, language)).rows) == K


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_visit_in_order_and_on_which_list(
    apart: Page, ranks: np.ndarray, language: str
) -> None:
    page, words = worded(apart, language)
    plain, spread = likeliest(ranks, worst=False), spread_evenly(ranks)
    chance = (ranks <= K).mean(axis=0)
    who = sorted({*plain, *spread}, key=lambda unit: -chance[unit])
    assert set(plain) - set(spread)
    assert set(spread) - set(plain)
    forms = {(True, True): "both", (True, False): "plain", (False, True): "spread_only"}
    rows = texts(visit_table(page, words))
    assert [row[0] for row in rows] == [
        f"{unit:02d}, {('North', 'South')[unit % 2]}" for unit in who
    ]
    on = [words.say(f"visits.{forms[unit in plain, unit in spread]}") for unit in who]
    assert [row[4] for row in rows] == on
    assert [row[3] for row in rows] == [("40–43", "44–47", "48–51")[unit // 4] for unit in who]
    shown = {unit: percent(chance[unit], 0, language) for unit in who if 0.01 < chance[unit] < 0.99}
    assert len(shown) > 1
    assert all(row[1] == shown.get(unit, row[1]) for row, unit in zip(rows, who, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_halves_are_counted_from_the_draws(apart: Page, ranks: np.ndarray, language: str) -> None:
    ordered = np.sort(ranks, axis=0)
    low, high = (ordered[int(np.ceil(q * len(ordered))) - 1] for q in (0.025, 0.975))
    verdicts = apart.tables["rank_details.csv"][["verdict_better_half", "verdict_worse_half"]]
    better = (high <= 6) & (verdicts["verdict_better_half"] != "undecided")
    halves = order_sentences(*worded(apart, language))[0]
    assert tells(halves, percent(0.95, 0, language))
    assert tells(halves, str(better.sum()), "12", str((low > 6).sum()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_undecided_statements_are_counted(alike: Page, language: str, count: int) -> None:
    claims = ["better_half", "worse_half", "best_k", "worst_k", "wide"]
    columns = {
        f"verdict_{name}": [
            "undecided" if place < count or place >= 2 else "fails",
            *["holds"] * 2,
            *["fails"] * 9,
        ]
        for place, name in enumerate(claims)
    }
    halves = order_sentences(*worded(with_details(alike, **columns), language))[0]
    assert tells(halves, "2", "12", "2", str(count))


def halfway(widths: list[int]) -> list[str]:
    """Numbers of which it is true that half are as wide or wider, and not more than half wider."""
    at_least = [n for n in range(1, 13) if 2 * sum(width >= n for width in widths) >= 12]
    return [str(n) for n in at_least if 2 * sum(width > n for width in widths) <= 12]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sets_of_ranks_that_hold_together(alike: Page, language: str) -> None:
    widths = [3, 3, 4, 4, 5, 6, 7, 9, 9, 10, 11, 12]
    crude_widths = [8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 12, 12]
    planted = {"simultaneous_lower": 1, "simultaneous_upper": widths}
    planted |= {"crude_lower": [13 - width for width in crude_widths], "crude_upper": 12}
    found = with_details(alike, **planted)
    found = with_decision(found, "simultaneous_coverage", value=0.9437, mcse=0.0026)
    together, crude = order_sentences(*worded(found, language))[1:3]
    assert halfway(widths) == ["6", "7"]
    assert halfway(crude_widths) == ["10"]
    assert any(tells(together, number) for number in halfway(widths))
    assert tells(crude, "10")
    assert tells(together, percent(0.9437, 1, language), written(0.3, 1, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sets_of_ranks_that_were_not_worked_out(alike: Page, language: str) -> None:
    table = alike.tables["decisions.csv"]
    found = with_tables(alike, decisions=table[table["decision"] != "simultaneous_coverage"])
    found = with_details(found, simultaneous_lower=np.nan, simultaneous_upper=np.nan)
    before, after = (order_sentences(*worded(which, language)) for which in (alike, found))
    assert after[1] == words_for(alike.outcome.model, language).say("order.together_none")
    assert not re.search(r"\d", after[1])
    assert [before[0], *before[2:]] == [after[0], *after[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_error_is_told(alike: Page, language: str) -> None:
    details, ranks = alike.tables["rank_details.csv"], alike.tables["ranks.csv"]
    names = ["better_than_next", "better_half", "worse_half", "beyond_margin"]
    errors = [ranks["mcse_best_k"], ranks["mcse_worst_k"]]
    errors += [details[f"mcse_{name}"] for name in names]
    last = order_sentences(*worded(alike, language))[-1]
    most = 100 * max(error.dropna().max() for error in errors), max(ranks["mcse_rank"])
    assert tells(last, *(written(error, 1, language) for error in most))
    worse = with_tables(alike, ranks=ranks.assign(mcse_rank=1.26, mcse_worst_k=0.0432))
    last = order_sentences(*worded(worse, language))[-1]
    assert tells(last, written(4.3, 1, language), written(1.3, 1, language))
    half = details["mcse_better_half"].mask(details["unit"] == "05", 0.0567)
    last = order_sentences(*worded(with_details(alike, mcse_better_half=half), language))[-1]
    assert tells(last, written(5.7, 1, language))
    # what is the same in every draw has no error: nothing is missing from the sentence
    columns = {name: np.nan for name in map(str, details) if name.startswith("mcse_")}
    sure = with_tables(alike, ranks=ranks.assign(mcse_best_k=np.nan, mcse_worst_k=np.nan))
    last = order_sentences(*worded(with_details(sure, **columns), language))[-1]
    assert tells(last, written(0, 1, language))
