import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bayes_bench.checks.registry import checks_table
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.report.analysis import Analysis, analyse
from bayes_bench.report.content import Found
from bayes_bench.report.html import page_html
from bayes_bench.report.language.words import LANGUAGES, Words, wording, words_for
from bayes_bench.report.main_table import main_headings, main_table
from bayes_bench.report.own_range import own_ranges
from bayes_bench.report.page import page_of
from bayes_bench.report.printed import printed_lists
from bayes_bench.report.sentences import headline_sentences, own_lead, subtitle
from bayes_bench.report.thinning import thinned

NO_PICTURE = {"wide": [""], "narrow": "", "table": "x.csv"}
ALWAYS = ["caterpillar", "reliability", "own_range", "printed_and_knowable", "rank_intervals"]


def said(found: Found, language: str) -> tuple[Analysis, Words]:
    words = words_for(found.model, language)
    return analyse(found, language, words.say("page.other")), words


def text_of(found: Found, language: str) -> str:
    """What a page without its pictures says."""
    analysis, words = said(found, language)
    page = page_html(analysis, words, dict.fromkeys([*ALWAYS, "variation"], NO_PICTURE))
    body = page.partition("<body>")[2].partition("<script")[0]
    return re.sub(r"<[^>]+>", "", body)


def changed(found: Found, **more: Any) -> Found:
    """The same result under other settings of a section, such as data={"names": ...}."""
    update = {
        section: getattr(found.model, section).model_copy(update=keys)
        for section, keys in more.items()
    }
    return replace(found, model=found.model.model_copy(update=update))


def test_the_subtitle_counts_the_units_whose_people_it_counts(small: Found) -> None:
    told = subtitle(*said(small, "en"))
    assert told.startswith("732 people in 15 units. 12 of them are ranked; the other 3 ")
    assert subtitle(*said(small, "da")).startswith("732 personer i 15 enheder. 12 af dem ")


def test_the_subtitle_of_units_that_are_all_shown(hostile: Found) -> None:
    assert subtitle(*said(hostile, "en")).startswith("720 people in 18 units. Counted")


def test_nobody_marked_is_said_as_such(small: Found) -> None:
    units = small.tables["indicators.csv"].assign(flag="none")
    none = replace(small, tables={**small.tables, "indicators.csv": units})
    assert headline_sentences(*said(none, "en"))[1].startswith("No unit can be told apart")
    units.loc[0, "flag"] = "undecided"
    told = headline_sentences(*said(none, "en"))
    assert told[2].startswith("1 of these 12 is so close")


def test_own_ranges_are_those_of_the_check(small: Found) -> None:
    checks = checks_table(small.fit, small.bench)
    checked = replace(small, tables={**small.tables, "checks.csv": checks})
    mixed = checks[checks["check"] == "mixed"]
    # the first unit is moved out of its range, so that there is one to count
    checks.loc[mixed.index[0], ["lower", "upper"]] = [0.9, 1.0]
    mixed = checks.loc[mixed.index]
    outside = (mixed["observed"] < mixed["lower"]) | (mixed["observed"] > mixed["upper"])
    ranges = own_ranges(checked, thinned(checked))
    assert list(ranges["place"] != "inside") == list(outside)
    assert ranges["place"][0] == "better"
    assert "same ranges" in own_lead(*said(checked, "en"))
    assert "same ranges" not in own_lead(*said(small, "en"))
    # without the check they are drawn anew: some per cent of Monte Carlo error
    again = own_ranges(small, thinned(small))
    assert np.allclose(again["lower"][1:], ranges["lower"][1:], atol=4)


def test_the_caterpillar_is_sorted_by_the_indicator(small: Found) -> None:
    ranks = small.tables["ranks.csv"]
    turned = ranks.assign(expected_rank=-ranks["expected_rank"])
    analysis, _ = said(replace(small, tables={**small.tables, "ranks.csv": turned}), "en")
    assert analysis.by_indicator["indicator"].is_monotonic_increasing
    assert analysis.ranked["expected_rank"].is_monotonic_increasing
    assert not analysis.ranked["indicator"].is_monotonic_increasing


def test_both_ends_of_the_printed_list(small: Found) -> None:
    lists = printed_lists(small)
    gaps = small.tables["classical.csv"]["gap_classical"][:12].sort_values()
    assert list(lists["best"]["gap_classical"]) == list(gaps[:4])
    assert list(lists["worst"]["gap_classical"]) == list(gaps[:-5:-1])
    worst = small.tables["ranks.csv"].set_index("unit")["probability_worst_k"]
    assert list(lists["worst"]["probability"]) == list(worst[lists["worst"]["unit"]])


def test_codes_are_shown_where_they_say_something(small: Found) -> None:
    analysis, words = said(small, "en")
    headings = [heading.text for heading in main_headings(analysis, words)]
    assert "Code" not in headings
    assert {len(row.cells) for row in main_table(analysis, words)} == {len(headings)} == {15}
    named = analysis.units.assign(name="N" + analysis.units["name"])
    coded = replace(analysis, units=named)
    assert main_headings(coded, words)[1].text == "Code"
    assert {len(row.cells) for row in main_table(coded, words)} == {16}


def test_what_does_not_apply_is_a_dash_and_no_mark(small: Found) -> None:
    rows = main_table(*said(small, "en"))
    for row in (rows[0], rows[-1]):
        assert [cell.text for cell in row.cells[9:13]] == ["–"] * 4
        assert row.cells[13].text == ""


def test_only_danish_municipalities_have_a_country(small: Found) -> None:
    english, danish = (text_of(small, language).lower() for language in ("en", "da"))
    assert "all together" in english
    assert "country" not in english
    assert "alle under ét" in danish
    assert "landet" not in danish
    of_denmark = changed(small, data={"names": "municipalities"})
    assert "The country" in text_of(of_denmark, "en")
    assert "Hele landet" in text_of(of_denmark, "da")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_runs_into_the_next(small: Found, language: str) -> None:
    text = text_of(small, language)
    assert not re.findall(r"\w+[.:;]\b[A-ZÆØÅ]\w+", text)
    assert "nought" not in text


def test_a_merged_level_is_told_in_the_language_and_the_users_own_is_kept(small: Found) -> None:
    analysis, words = said(small, "da")
    labels = analysis.levels.groupby("group")["label"].agg(list)
    assert words.say("page.other") in labels["joint"]
    assert "other" not in labels["joint"]
    assert "other" in labels["home"]
    effects = analysis.effects().groupby("group")["label"].agg(list)
    assert words.say("page.other") in effects["joint"]


@pytest.mark.parametrize(
    ("sampler", "words"), [("laplace", "independence Metropolis"), ("nuts", "No-U-Turn")]
)
def test_the_methods_say_that_draws_are_exact(small: Found, sampler: str, words: str) -> None:
    found = replace(small, record={**small.record, "sampler": sampler})
    told = page_of(*said(found, "en"))["methods"]
    assert [sentence for sentence in told if words in sentence]
    assert [sentence for sentence in told if "exact posterior" in sentence]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_a_reader_may_open_is_defined(small: Found, language: str) -> None:
    terms = " ".join(term for term, _ in page_of(*said(small, language))["definitions"])
    columns = {c for n in ("indicators.csv", "ranks.csv") for c in small.tables[n].columns}
    stems = {re.sub(r"^mcse_.*|_lower$|_upper$", "", column) for column in columns}
    for column in stems - {"", "unit", "name", "n", "events", "note", "rank"}:
        assert re.search(rf"\b{column}\b", terms), column
    assert {"pareto_k", "acceptance", "weight_efficiency"} <= set(terms.split())
    assert "tree_depth" not in terms  # of NUTS, which was not used
    told = set(wording(language)["definitions"]["figures"])
    assert {*sampler_figures(small.posterior), "divergences", "e_bfmi", "tree_depth"} <= told


def test_the_report_is_written_with_the_small_units(small: Found, tmp_path: Path) -> None:
    from bayes_bench.report.html import write_report

    write_report(small, tmp_path, "da")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "øvrige (små grupper samlet)" in page
    assert "Øvrige enheder" in page
