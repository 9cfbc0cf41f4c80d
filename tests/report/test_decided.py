"""Marks, tiers, visits and the order on the page, held against counts of the draws themselves."""

import re
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.ranking.ranks import Ranks
from bayes_bench.report.analysis import Analysis, analyse
from bayes_bench.report.content import Found
from bayes_bench.report.decided import (
    error_of,
    mark_slots,
    mark_table,
    order_sentences,
    tier_sentences,
    tier_table,
    visit_lead,
    visit_slots,
    visit_table,
)
from bayes_bench.report.further import further_sections
from bayes_bench.report.html import page_html
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.language.words import LANGUAGES, Words, words_for
from bayes_bench.report.sections import Table
from bayes_bench.tables.decisions import decisions
from bayes_bench.tables.rank_details import rank_details
from bayes_bench.tables.ranks import rank_summary
from bayes_bench.tables.units.indicators import indicator_table

K, UNITS = 4, [f"{n:02d}" for n in range(12)]
STEPS = [-9.0, -8, -7, -6, -3, 0, 0, 0, 0, 25, 25, 25]
SURPRISES = [0.0005, 0.999, 0.02, *[0.5] * 9]
FURTHER = {
    "decided": ["decisions.csv", "rank_details.csv"],
    "estimands": ["agreement.csv", "overlap.csv"],
    "expectation": ["expectation.csv", "similar_units.csv"],
    "sensitivity": ["sensitivity.csv", "sensitivity_units.csv"],
}
NO_PICTURE = {"wide": [""], "narrow": "", "table": "x.csv"}
ALWAYS = ["caterpillar", "reliability", "own_range", "printed_and_knowable", "rank_intervals"]


def said(analysis: Analysis, language: str) -> tuple[Analysis, Words]:
    return analysis, words_for(analysis.found.model, language)


def written(value: float, digits: int, language: str) -> str:
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def percent(share: float, digits: int, language: str) -> str:
    return (
        written(100 * share, digits, language) + {"da": "\N{NO-BREAK SPACE}%", "en": "%"}[language]
    )


def tells(text: str, *figures: str) -> bool:
    """Whether the figures are in the text, in this order, none of them a part of another."""
    alone = [rf"(?<![\d.,–−+]){re.escape(figure)}(?![\d–]|[.,]\d)" for figure in figures]
    return re.search(".*?".join(alone), text) is not None


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def with_tables(analysis: Analysis, **tables: pd.DataFrame) -> Analysis:
    """The same page of other tables; it is analysed anew only where it is made of them."""
    files = {f"{name}.csv": table for name, table in tables.items()}
    found = replace(analysis.found, tables={**analysis.found.tables, **files})
    if {"indicators", "ranks"} & set(tables):
        return analyse(found, "en")
    return replace(analysis, found=found)


def with_details(analysis: Analysis, **columns: Any) -> Analysis:
    details = analysis.found.tables["rank_details.csv"].assign(**columns)
    return with_tables(analysis, rank_details=details)


def with_decision(analysis: Analysis, name: str, **figures: float) -> Analysis:
    table = analysis.found.tables["decisions.csv"].copy()
    table.loc[table["decision"] == name, list(figures)] = list(figures.values())
    return with_tables(analysis, decisions=table)


@pytest.fixture(scope="module")
def alike(small: Found) -> Analysis:
    """The small run, whose units cannot be told apart."""
    return analyse(small, "en")


@pytest.fixture(scope="module")
def markup(hostile: Found) -> Analysis:
    return analyse(hostile, "en")


@pytest.fixture(scope="module")
def apart(alike: Analysis) -> Analysis:
    """The small run as if units lay far apart, of three sizes in two regions, two of them odd."""
    small = alike.found
    bench = small.bench.assign(indicator=small.bench["indicator"] + np.array([*STEPS, 0.0]))
    bench = bench.assign(n=bench["n"].copy(data=[*range(40, 52), 12]))
    regions = np.array(["North", "South"] * 6 + [""])
    cells = small.cells.assign_coords(region=("unit", regions))
    checks = pd.DataFrame({"check": "cross_validatory", "unit": UNITS, "p": SURPRISES})
    ranks = Ranks(bench["indicator"], "lower")
    decided = decisions(ranks, bench, cells, small.model, checks)
    details = rank_details(ranks, K, 0.95).set_index("unit")
    before = small.tables["rank_details.csv"].set_index("unit")
    sets = before[[name for name in before if name.startswith(("simultaneous", "crude"))]]
    coverage = small.tables["decisions.csv"].iloc[[-1]]
    return with_tables(
        replace(alike, found=replace(small, bench=bench, cells=cells)),
        indicators=indicator_table(bench, small.model),
        ranks=rank_summary(ranks, small.model),
        rank_details=details.join([sets, decided.units]).rename_axis("unit").reset_index(),
        decisions=pd.concat([decided.summary, coverage], ignore_index=True),
    )


@pytest.fixture(scope="module")
def draws(apart: Analysis) -> np.ndarray:
    """Indicators of the ranked units, (draw, unit)."""
    values = apart.found.bench["indicator"].transpose("chain", "draw", "unit").to_numpy()
    return values.reshape(-1, 13)[:, :12]


@pytest.fixture(scope="module")
def ranks(draws: np.ndarray) -> np.ndarray:
    """Ranks by counting who is better, (draw, unit): no two draws are equal."""
    return 1 + (draws[:, None, :] < draws[:, :, None]).sum(axis=-1)


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
    apart: Analysis, ranks: np.ndarray, language: str
) -> None:
    gaps = apart.found.tables["classical.csv"]["gap_classical"].to_numpy()[:12]
    printed = [list(map(int, order[:K])) for order in (np.argsort(gaps), np.argsort(-gaps))]
    analysis, words = said(apart, language)
    lead, plain, spread = visit_lead(analysis, words)
    best, worst = (
        number_of_true(likeliest(ranks, worst=end), ranks, language, worst=end)
        for end in (False, True)
    )
    assert best != worst
    assert tells(words.say("visits.title", visit_slots(analysis, words)), best)
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
    assert spread == words.say("visits.spread_regions", visit_slots(analysis, words))
    errors = apart.found.tables["decisions.csv"].set_index("decision")["mcse"]
    lists = ["best_list", "worst_list", "printed_best", "printed_worst", "spread_list"]
    assert tells(lead, written(max(errors[name] for name in lists), 2, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_list_that_cannot_be_spread_is_not_told(
    alike: Analysis, language: str, is_there: bool
) -> None:
    table = alike.found.tables["decisions.csv"]
    is_spread = table["decision"] == "spread_list"
    missing = table.assign(
        **{name: table[name].mask(is_spread) for name in ("value", "lower", "upper", "mcse")}
    )
    without = with_tables(alike, decisions=missing if is_there else table[~is_spread])
    without = with_details(without, visit_spread=False)
    analysis, words = said(alike, language)
    whole, part = visit_lead(analysis, words), visit_lead(*said(without, language))
    assert whole[:2] == part
    assert whole[2] == words.say("visits.spread", visit_slots(analysis, words))
    assert tells(whole[2], "1")  # all are of one size
    assert len(visit_table(*said(without, language)).rows) == K


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_visit_in_order_and_on_which_list(
    apart: Analysis, ranks: np.ndarray, language: str
) -> None:
    analysis, words = said(apart, language)
    plain, spread = likeliest(ranks, worst=False), spread_evenly(ranks)
    chance = (ranks <= K).mean(axis=0)
    who = sorted({*plain, *spread}, key=lambda unit: -chance[unit])
    assert set(plain) - set(spread)
    assert set(spread) - set(plain)
    forms = {(True, True): "both", (True, False): "plain", (False, True): "spread_only"}
    rows = texts(visit_table(analysis, words))
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
def test_marks_are_counted_and_their_false_ones_expected(
    apart: Analysis, draws: np.ndarray, language: str
) -> None:
    beyond = np.maximum((draws < -1).mean(axis=0), (draws > 1).mean(axis=0))
    marked = [unit for unit in range(12) if beyond[unit] >= 0.95]
    slots = mark_slots(*said(apart, language))
    told = {"ranked": "12", "extreme": str(len(marked)), "divergent": "2"}
    assert told == {name: slots[name] for name in told}
    words = words_for(apart.found.model, language)
    assert tells(words.say("marks.title", slots), str(len(marked)), "12", "2")
    lead = words.say("marks.lead", slots)
    false = written(sum(1 - beyond[unit] for unit in marked), 1, language)
    assert tells(lead, str(len(marked)), false, percent(0.05, 0, language))
    assert tells(lead, written(1, 1, language))
    assert tells(lead, percent(0.95, 0, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_marks_has_the_flagged_and_the_divergent_only(
    apart: Analysis, draws: np.ndarray, language: str
) -> None:
    words = words_for(apart.found.model, language)
    rows = {row[0]: row for row in texts(mark_table(*said(apart, language)))}
    marks, flagged = ["▲"] * 3 + ["○"] + ["▼"] * 3, [*UNITS[:4], *UNITS[9:]]
    assert [rows[unit][1][0] for unit in flagged] == marks
    assert sorted(rows) == flagged
    # 00 and 01 alone are beyond Benjamini and Hochberg's line at 12 looks: .001 and .002 against
    # .05 / 12 and .10 / 12, and .04 of 02 against .15 / 12
    yes = words.say("marks.yes")
    assert [unit for unit in flagged if rows[unit][5] == yes] == ["00", "01"]
    assert [rows[unit][4] for unit in ("00", "02")] == [
        written(p, 3, language) for p in (0.0005, 0.02)
    ]
    chance = percent(float((draws[:, 3] < -1).mean()), 0, language)
    assert rows["03"][2] == chance
    odd = with_details(apart, divergent=[*[False] * 6, True, *[False] * 5])
    shown = texts(mark_table(*said(odd, language)))
    assert [row[0] for row in shown if row[5] == yes] == ["06"]
    assert {row[0] for row in shown} == {*flagged, "06"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_no_table(alike: Analysis, language: str) -> None:
    analysis, words = said(alike, language)
    assert mark_table(analysis, words).rows == ()
    assert tells(words.say("marks.title", mark_slots(analysis, words)), "0", "12", "0")
    assert "<table" not in section("marks", alike, language)
    one = alike.found.tables["indicators.csv"].copy()
    one.loc[5, "flag"] = "worse"
    flagged = with_tables(alike, indicators=one)
    assert [row[0] for row in texts(mark_table(*said(flagged, language)))] == ["05"]
    assert "<table" in section("marks", flagged, language)


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
    apart: Analysis, draws: np.ndarray, ranks: np.ndarray, language: str
) -> None:
    order = np.argsort(ranks.mean(axis=0))
    listed = draws[:, order]
    right = (listed[:, :, None] < listed[:, None, :]).mean(axis=0)
    tier = best_tiers(right)
    pairs = tier[:, None] < tier
    assert tier.max() == 4
    title, (lead, sure) = tier_sentences(*said(apart, language))
    assert tells(title, "4")
    shares = percent(pairs.sum() / 66, 0, language), percent(1 - right[pairs].mean(), 1, language)
    mcse = apart.found.tables["decisions.csv"].set_index("decision").loc["wrong_order", "mcse"]
    assert tells(lead, *shares, written(100 * mcse, 2, language), percent(0.1, 0, language))
    # a boundary where none of the first so many is ever beyond them
    whole = [(ranks[:, order[:cut]].max(axis=1) <= cut).mean() for cut in range(1, 12)]
    assert not [chance for chance in whole if 0.93 < chance < 0.97]  # so that no error decides
    assert tells(sure, str(1 + sum(chance >= 0.95 for chance in whole)))
    names = [[UNITS[unit] for unit in order[tier == number]] for number in range(1, 5)]
    expected = [[str(n + 1), str(len(who)), ", ".join(who)] for n, who in enumerate(names)]
    assert texts(tier_table(*said(apart, language))) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tiers_and_none_that_are_sure(alike: Analysis, apart: Analysis, language: str) -> None:
    words = words_for(alike.found.model, language)
    title, (lead, sure) = tier_sentences(*said(alike, language))
    assert title == words.say("tiers.title_none")
    assert percent(0.1, 0, language) in lead
    assert sure == words.say("tiers.sure_none")
    assert NOTHING not in lead  # nobody is apart, so that no share is in the wrong order
    only_pairs = with_decision(apart, "sure_tiers", value=1)
    title, (lead, again) = tier_sentences(*said(only_pairs, language))
    assert tells(title, "4")
    assert again == sure


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_large_tier_is_told_by_its_ends(markup: Analysis, language: str) -> None:
    analysis, words = said(markup, language)
    rows = texts(tier_table(analysis, words))
    assert [row[:2] for row in rows] == [["1", "18"]]
    order = markup.found.tables["ranks.csv"].sort_values("expected_rank")["name"]
    ends = {"first": "日本 🙂  ", "last": order.iloc[-1]}
    assert order.iloc[0].startswith("日本")
    assert rows[0][2] == words.say("tiers.from_to", ends)
    assert not [name for name in order[1:-1] if name in rows[0][2]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_halves_are_counted_from_the_draws(
    apart: Analysis, ranks: np.ndarray, language: str
) -> None:
    ordered = np.sort(ranks, axis=0)
    low, high = (ordered[int(np.ceil(q * len(ordered))) - 1] for q in (0.025, 0.975))
    verdicts = apart.found.tables["rank_details.csv"][["verdict_better_half", "verdict_worse_half"]]
    better = (high <= 6) & (verdicts["verdict_better_half"] != "undecided")
    halves = order_sentences(*said(apart, language))[0]
    assert tells(halves, percent(0.95, 0, language))
    assert tells(halves, str(better.sum()), "12", str((low > 6).sum()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_undecided_statements_are_counted(alike: Analysis, language: str, count: int) -> None:
    claims = ["better_half", "worse_half", "best_k", "worst_k", "wide"]
    columns = {
        f"verdict_{name}": [
            "undecided" if place < count or place >= 2 else "fails",
            *["holds"] * 2,
            *["fails"] * 9,
        ]
        for place, name in enumerate(claims)
    }
    halves = order_sentences(*said(with_details(alike, **columns), language))[0]
    assert tells(halves, "2", "12", "2", str(count))


def halfway(widths: list[int]) -> list[str]:
    """Numbers of which it is true that half are as wide or wider, and not more than half wider."""
    at_least = [n for n in range(1, 13) if 2 * sum(width >= n for width in widths) >= 12]
    return [str(n) for n in at_least if 2 * sum(width > n for width in widths) <= 12]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sets_of_ranks_that_hold_together(alike: Analysis, language: str) -> None:
    widths = [3, 3, 4, 4, 5, 6, 7, 9, 9, 10, 11, 12]
    crude_widths = [8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 12, 12]
    planted = {"simultaneous_lower": 1, "simultaneous_upper": widths}
    planted |= {"crude_lower": [13 - width for width in crude_widths], "crude_upper": 12}
    found = with_details(alike, **planted)
    found = with_decision(found, "simultaneous_coverage", value=0.9437, mcse=0.0026)
    together, crude = order_sentences(*said(found, language))[1:3]
    assert halfway(widths) == ["6", "7"]
    assert halfway(crude_widths) == ["10"]
    assert any(tells(together, number) for number in halfway(widths))
    assert tells(crude, "10")
    assert tells(together, percent(0.9437, 1, language), written(0.3, 1, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sets_of_ranks_that_were_not_worked_out(alike: Analysis, language: str) -> None:
    table = alike.found.tables["decisions.csv"]
    found = with_tables(alike, decisions=table[table["decision"] != "simultaneous_coverage"])
    found = with_details(found, simultaneous_lower=np.nan, simultaneous_upper=np.nan)
    before, after = (order_sentences(*said(which, language)) for which in (alike, found))
    assert after[1] == words_for(alike.found.model, language).say("order.together_none")
    assert not re.search(r"\d", after[1])
    assert [before[0], *before[2:]] == [after[0], *after[2:]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_error_is_told(alike: Analysis, language: str) -> None:
    details, ranks = alike.found.tables["rank_details.csv"], alike.found.tables["ranks.csv"]
    names = ["better_than_next", "better_half", "worse_half", "beyond_margin"]
    errors = [ranks["mcse_best_k"], ranks["mcse_worst_k"]]
    errors += [details[f"mcse_{name}"] for name in names]
    last = order_sentences(*said(alike, language))[-1]
    most = 100 * max(error.dropna().max() for error in errors), max(ranks["mcse_rank"])
    assert tells(last, *(written(error, 1, language) for error in most))
    worse = with_tables(alike, ranks=ranks.assign(mcse_rank=1.26, mcse_worst_k=0.0432))
    last = order_sentences(*said(worse, language))[-1]
    assert tells(last, written(4.3, 1, language), written(1.3, 1, language))
    half = details["mcse_better_half"].mask(details["unit"] == "05", 0.0567)
    last = order_sentences(*said(with_details(alike, mcse_better_half=half), language))[-1]
    assert tells(last, written(5.7, 1, language))
    # what is the same in every draw has no error: nothing is missing from the sentence
    columns = {name: np.nan for name in details if name.startswith("mcse_")}
    sure = with_tables(alike, ranks=ranks.assign(mcse_best_k=np.nan, mcse_worst_k=np.nan))
    last = order_sentences(*said(with_details(sure, **columns), language))[-1]
    assert tells(last, written(0, 1, language))


@pytest.mark.parametrize(
    ("mcse", "shown"), [(0.0, "–"), (np.nan, "–"), (0.0004, "±<0.1"), (0.0038, "±0.4")]
)
def test_an_error_is_never_shown_as_nought(alike: Analysis, mcse: float, shown: str) -> None:
    assert error_of(mcse, words_for(alike.found.model, "en")) == shown
    assert error_of(mcse, words_for(alike.found.model, "da")) == shown.replace(".", ",")


def page(found: Analysis, language: str) -> str:
    return page_html(*said(found, language), dict.fromkeys([*ALWAYS, "variation"], NO_PICTURE))


def section(name: str, found: Analysis, language: str) -> str:
    found_part = re.search(rf'<section id="{name}".*?</section>', page(found, language), re.DOTALL)
    assert found_part is not None
    return found_part[0]


ALL = list(FURTHER)


@pytest.mark.parametrize(
    ("gone", "language"), [*[([name], "en") for name in ALL], (ALL, "en"), (ALL, "da")]
)
def test_a_run_without_further_tables_has_a_page_without_their_sections(
    markup: Analysis, gone: list[str], language: str
) -> None:
    files = {file for name in gone for file in FURTHER[name]}
    kept = {name: table for name, table in markup.found.tables.items() if name not in files}
    older = replace(markup, found=replace(markup.found, tables=kept))
    sections = further_sections(*said(older, language))
    assert [name for name, section in sections.items() if section is None] == gone
    html = page(older, language)
    ids = set(re.findall(r'id="([\w-]+)"', html))
    assert ids.isdisjoint(gone)
    assert {*FURTHER} - ids == set(gone)
    assert ("marks" in ids) == ("decided" not in gone)
    # the contents lead nowhere that is not there
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= ids
    assert not [file for file in files if f'"{file}"' in html]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_the_further_sections_are_text(markup: Analysis, language: str) -> None:
    flags = markup.found.tables["indicators.csv"].assign(flag="worse")
    details = markup.found.tables["rank_details.csv"].assign(tier=range(1, 19))
    html = page(with_tables(markup, indicators=flags, rank_details=details), language)
    parts = [
        re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
        for name in ("decided", "marks", "estimands", "expectation", "sensitivity")
    ]
    shown = [part[0] for part in parts if part is not None]
    assert len(shown) == 5
    written_by_us = "section div p h2 h3 table thead tbody tr th td a span"
    assert {tag for part in shown for tag in re.findall(r"</?([^\s>]+)", part)} <= {
        *written_by_us.split()
    }
    for part in shown[:1] + shown[1:2] + shown[3:4]:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in part
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown[2]  # has not seen enough of the country
    assert all("{{" not in part or "{{ 7 * 7 }}" in part for part in shown)
