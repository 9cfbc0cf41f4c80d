"""What moves when a choice is made otherwise, recounted from the rows of every unit."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.references import REFERENCES
from bayes_bench.fitted import Fit
from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import sections_of
from bayes_bench.report.sections.trust.sensitivity import (
    left_out,
    sensitivity_slots,
    sensitivity_table,
    variant_name,
)
from bayes_bench.sensitivity_analysis.variants import variants_of
from tests.builders.pages import section_of, tells, with_tables, written

K = 9


@pytest.fixture(scope="module")
def base(hostile: Outcome) -> Page:
    return Page(hostile, "en")


def summary(page: Page) -> pd.DataFrame:
    table: pd.DataFrame = page.tables["sensitivity.csv"]
    return table.copy()


def changed(page: Page, variant: str, detail: str | None = None, **to: Any) -> Page:
    table = summary(page)
    is_row = table["variant"] == variant
    if detail is not None:
        is_row &= table["detail"] == detail
    assert is_row.any()
    for name, value in to.items():
        table.loc[is_row, name] = value
    return with_tables(page, sensitivity=table)


def rows_of(page: Page, language: str) -> list[list[str]]:
    table = sensitivity_table(page, words_for(page.outcome.model, language))
    assert {len(row) for row in table.rows} == {len(table.headings)}
    return [[cell.text for cell in row] for row in table.rows]


def recounted(rows: pd.DataFrame, language: str) -> list[str]:
    """Of one variant: mean and largest change, tau, marks, and who is in the k best and worst."""
    size = rows["change"].abs()
    at = int(np.argmax(size.to_numpy()))
    one, other = (rows[name].to_numpy() for name in ("expected_rank", "base_expected_rank"))
    pairs = [(a, b) for b in range(len(one)) for a in range(b)]
    tau = np.mean([np.sign((one[a] - one[b]) * (other[a] - other[b])) for a, b in pairs])
    counts = []
    is_other = rows["flag"] != rows["base_flag"]
    counts.append(f"{is_other.sum()} ({(is_other & rows['flag_beyond_error']).sum()})")
    for end in ("best_k", "worst_k"):
        beyond = [
            int((rows[f"{end}_beyond_error"] & (rows[end] == move)).sum())
            for move in ("leaves", "enters")
        ]
        counts.append(f"{(rows[end] == 'leaves').sum()} ({max(beyond)})")
    name = "".join(c if c.isprintable() else " " for c in rows["name"].iloc[at])
    largest = f"{written(size.iloc[at], 2, language)} ({name})"
    return [written(size.mean(), 2, language), largest, written(tau, 2, language), *counts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_is_recounted_from_the_units(base: Page, language: str) -> None:
    words, units = words_for(base.outcome.model, language), base.tables["sensitivity_units.csv"]
    kept = summary(base)
    kept = kept[(kept["verdict"] == "accepted") & (kept["variant"] != "base")]
    expected = []
    for _, row in kept.iterrows():
        is_of = (units["variant"] == row["variant"]) & (units["detail"] == row["detail"])
        told = [variant_name(row, words), written(row["unit_sd"], 2, language)]
        expected.append([*told, *recounted(units[is_of], language)])
    rows = rows_of(base, language)
    assert rows == expected
    assert len({row[0] for row in rows}) == len(rows) == 11
    assert [row for row in rows if not row[6].startswith("0 ")]  # the best are not always the same


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_heading_names_what_moves_most_but_the_seed(base: Page, language: str) -> None:
    words, units = words_for(base.outcome.model, language), base.tables["sensitivity_units.csv"]
    means = units.assign(size=units["change"].abs()).groupby(["variant", "detail"])["size"].mean()
    means = means.drop("base")
    chosen = means.drop("seed")
    variant, detail = chosen.index[int(chosen.to_numpy().argmax())]
    slots = sensitivity_slots(base, words)
    table = summary(base)
    row = table[(table["variant"] == variant) & (table["detail"] == detail)].iloc[0]
    choice, mean = variant_name(row, words), written(chosen.max(), 2, language)
    title = words.say("sensitivity.title", slots)
    assert tells(title, str(len(chosen)), mean)
    assert choice in title
    lead = words.say("sensitivity.lead", slots)
    seed = written(means["seed"].iloc[0], 2, language)
    assert tells(lead, str(row["flags_flipped"]), str(row["best_changed"]), str(K), seed, "0")
    assert choice in lead


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_choice_that_moves_more_takes_the_heading(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    figures: dict[str, Any] = {"mean_change": 1.234, "flags_flipped": 7, "best_changed": 5}
    other = changed(base, "coding", **figures)
    slots = sensitivity_slots(other, words)
    assert slots["choice"] == words.say("sensitivity.variants.coding", {"detail": ""}).strip()
    assert tells(words.say("sensitivity.title", slots), "10", written(1.23, 2, language))
    assert tells(words.say("sensitivity.lead", slots), "7", "5", str(K))
    # the seed is the yardstick and takes no heading, however far it moves
    seed = changed(base, "seed", mean_change=9.876, best_changed=8)
    slots, before = sensitivity_slots(seed, words), sensitivity_slots(base, words)
    assert slots["choice"] == before["choice"]
    assert tells(words.say("sensitivity.lead", slots), written(9.88, 2, language), "8", str(K))


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_and_skipped_variants_are_told_and_not_compared(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    nothing: dict[str, Any] = {"mean_change": np.nan, "flags_flipped": pd.NA, "best_changed": pd.NA}
    before = rows_of(base, language)
    most = sensitivity_slots(base, words)["choice"]
    after = changed(base, "unit_risk", "own", verdict="refused", **nothing)
    rows = rows_of(after, language)
    assert [row for row in before if row[0] != most] == rows
    slots = sensitivity_slots(after, words)
    assert slots["choice"] != most
    assert tells(words.say("sensitivity.title", slots), "9")
    said = words.say("sensitivity.refused", {"choice": most[0].upper() + most[1:]})
    assert said in left_out(after, words)
    assert said not in left_out(base, words)
    skipped = left_out(changed(base, "coding", verdict="skipped", **nothing), words)
    assert len(skipped) == len(left_out(base, words)) + 1
    assert len(set(skipped)) == len(skipped)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("is_there", [True, False])
def test_a_seed_that_was_refused_is_no_yardstick(base: Page, language: str, is_there: bool) -> None:
    words, table = words_for(base.outcome.model, language), summary(base)
    nothing: dict[str, Any] = {"mean_change": np.nan, "flags_flipped": pd.NA, "best_changed": pd.NA}
    refused = changed(base, "seed", verdict="refused", **nothing)
    after = (
        refused if is_there else with_tables(base, sensitivity=table[table["variant"] != "seed"])
    )
    slots, before = sensitivity_slots(after, words), sensitivity_slots(base, words)
    told = {"choice", "mean", "flags", "best", "count"}
    assert {name: slots[name] for name in told} == {name: before[name] for name in told}
    assert not re.search("nan|NA", words.say("sensitivity.lead", slots))
    assert len(left_out(after, words)) == len(left_out(base, words)) + is_there


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_name_each_variant_that_is_left_out_once(base: Page, language: str) -> None:
    words, told = (
        words_for(base.outcome.model, language),
        left_out(base, words_for(base.outcome.model, language)),
    )
    # too few units for so many means, told once of both details; and all units are of one size
    assert told[0] == words.say("sensitivity.skipped_unit_means")
    details = [words.say(f"sensitivity.details.{detail}") for detail in ("case_mix", "own")]
    assert [detail in note for detail, note in zip(details, told[1:], strict=True)] == [True] * 2
    assert all(note[0].isupper() for note in told)
    everything = summary(base).assign(verdict="accepted")
    assert left_out(with_tables(base, sensitivity=everything), words) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_variant_has_a_name_of_its_own(hostile_fit: Fit, base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    variants = variants_of(hostile_fit)
    pairs = [(each.variant, detail) for each in variants for detail in each.details]
    pairs += [("reference", name) for name in REFERENCES if ("reference", name) not in pairs]
    pairs += [("without", "a_column")]
    rows = [pd.Series({"variant": variant, "detail": detail}) for variant, detail in pairs]
    names = [variant_name(row, words) for row in rows]
    assert len(set(names)) == len(names)
    assert not [name for name in names if name != name.strip() or "{" in name or "_" in name]
    assert names[-1].endswith("a column")
    half = names[pairs.index(("prior_unit_sd", "0.5"))]
    assert written(0.5, 1, language) in half


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_variants_and_units_are_text(base: Page, language: str) -> None:
    table = summary(base)
    table.loc[table["variant"] == "without", "detail"] = "<b>joint</b>"
    table.loc[table["variant"] == "seed", "largest_unit"] = "日本 🙂 \u202e"
    table.loc[table["variant"] == "coding", "verdict"] = "refused"
    table.loc[table["variant"] == "without", "mean_change"] = 5.0
    other = with_tables(base, sensitivity=table)
    words = words_for(other.outcome.model, language)
    part = section_of("sensitivity", other, language)
    assert "<b>" not in part
    assert part.count("&lt;b&gt;joint&lt;/b&gt;") == 3  # heading, lead, row
    assert "日本 🙂  " in part
    assert left_out(other, words)[-1] in part
    assert not re.search(r"<(?!/?(section|p|h2|div|table|thead|tbody|tr|th|td|a)\b)", part)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_that_compared_nothing_has_no_such_section(small: Outcome, language: str) -> None:
    page = Page(small, language)
    assert "sensitivity" not in {section.name for section in sections_of(page)}
