"""Why an expectation is high or low: parts that add up, who is named, and what is hidden."""

import re
from dataclasses import replace

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES, Words, words_for
from bayes_bench.report.opening import common_slots
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.style import WIDE
from bayes_bench.report.section import pictures_of, sections_of
from bayes_bench.report.sections.people import expectation
from bayes_bench.report.sections.people.expectation import (
    expectation_grid,
    expectation_rows,
    expectation_slots,
)
from tests.builders.pages import html_of, said, with_tables

# by unit: joint, home, age; the whole differences are 2.2, -3.4, 0.1, and 0 for the others
PARTS = {"03": (1.4, -0.1, 0.9), "07": (-0.7, 0.3, -3.0), "10": (-0.2, 0.3, 0.0)}


@pytest.fixture(scope="module")
def base(small: Outcome) -> Page:
    return Page(small, "en")


@pytest.fixture(scope="module")
def plain(base: Page) -> Page:
    """Contributions that one can add up in one's head; "other" has the largest of all."""
    table = base.tables["expectation.csv"].copy()
    parts = [PARTS.get(str(unit), (0.0, 0.0, 0.0)) for unit in table["unit"][::3]]
    parts[-1] = (9.0, -20.0, 30.0)
    table["contribution"] = np.ravel(parts)
    return with_tables(
        base, expectation=table.assign(difference=np.repeat(np.sum(parts, axis=1), 3))
    )


def signed(value: float, language: str) -> str:
    text = f"{value:+.1f}" if round(value, 1) else "0.0"
    return text.replace("-", "−").replace(".", "," if language == "da" else ".")


def rows_of(page: Page, words: Words) -> dict[str, list[str]]:
    rows = expectation_rows(page, words).rows
    return {row[0].text: [cell.text for cell in row[1:]] for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_differences_are_those_of_the_main_table(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    units = base.tables["indicators.csv"]
    country = np.average(units["expected"], weights=units["n"])
    by_hand = dict(zip(units["unit"], 100 * (units["expected"] - country), strict=True))
    rows = rows_of(base, words)
    assert list(rows) == [f"{n:02d}" for n in range(12)]
    shares = dict(zip(units["unit"], 100 * units["expected"], strict=True))
    told = base.tables["expectation.csv"].drop_duplicates("unit").set_index("unit")["difference"]
    for unit, (expected, difference, *_) in rows.items():
        assert difference == signed(told[unit], language)
        # of thinned draws, and rounded: next to a border it may be the other tenth
        assert told[unit] == pytest.approx(by_hand[unit], abs=0.08)
        assert expected.rstrip("%\N{NO-BREAK SPACE}") == signed(shares[unit], language).lstrip("+")
    ranked = {unit: told[unit] for unit in rows}
    high, low = max(ranked, key=ranked.__getitem__), min(ranked, key=ranked.__getitem__)
    slots = expectation_slots(base, words)
    ends = {"high": ranked[high], "low": ranked[low]}
    assert {"high_name": high, "low_name": low}.items() <= slots.items()
    assert {name: signed(value, language) for name, value in ends.items()}.items() <= slots.items()
    title = words.say("expectation.title", slots)
    assert all(slots[name] in title for name in ("high", "low", "covariate"))


def test_parts_of_which_nothing_is_left_are_not_named(plain: Page) -> None:
    """Neither beside others, nor alone; the limit is half of what the parts are rounded to."""
    rows = rows_of(plain, words_for(plain.outcome.model, "en"))
    assert rows["10"][2] == "home +0.3, joint −0.2"
    assert rows["00"][2] == "no part of 0.05 or more"
    table = plain.tables["expectation.csv"].assign(step=0.5)
    coarse = with_tables(plain, expectation=table)
    assert rows_of(coarse, words_for(plain.outcome.model, "da"))["00"][2] == (
        "ingen del på 0,25 eller mere"
    )


def test_parts_add_up_to_the_whole(base: Page) -> None:
    grid = expectation_grid(base, words_for(base.outcome.model, "en"))
    steps = base.tables["expectation.csv"].groupby("unit")["step"].sum()
    off = (grid.iloc[:, :3].sum(axis=1) - grid.iloc[:, 3]).abs()
    # each part is off by half its step at most, and the whole by half a tenth
    assert (off <= steps[list(grid.index)] / 2 + 0.05 + 1e-9).all()
    assert grid.iloc[:, 3].abs().max() > 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_highest_and_what_moves_it(plain: Page, language: str) -> None:
    words = words_for(plain.outcome.model, language)
    slots = expectation_slots(plain, words)
    named = {"high_name": "03", "low_name": "07", "covariate": "age"}
    assert named.items() <= slots.items()
    assert (slots["high"], slots["low"]) == (signed(2.2, language), signed(-3.4, language))
    movers = ["joint " + signed(1.4, language), "age " + signed(0.9, language)]
    told = ", ".join([*movers, "home " + signed(-0.1, language)])
    assert told == slots["movers"]
    whole = common_slots(plain, words) | slots
    lead = words.say("expectation.lead", whole)
    assert told in lead
    assert "03" in lead
    assert "age" in words.say("expectation.alt", whole)
    assert rows_of(plain, words)["07"][2].startswith("age " + signed(-3.0, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_is_in_the_order_of_the_picture(plain: Page, language: str) -> None:
    words = words_for(plain.outcome.model, language)
    grid = expectation_grid(plain, words)
    assert list(grid.index) == [
        "03",
        "10",
        *(f"{n:02d}" for n in (0, 1, 2, 4, 5, 6, 8, 9, 11)),
        "07",
    ]
    assert list(grid.columns) == ["age", "joint", "home", words.say("expectation.all")]
    assert grid.loc["03"].round(9).tolist() == [0.9, 1.4, -0.1, 2.2]
    assert grid.loc["07"].round(9).tolist() == [-3.0, -0.7, 0.3, -3.4]
    assert not grid.isna().any().any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_covariate_may_be_called_like_the_last_column(plain: Page, language: str) -> None:
    words = words_for(plain.outcome.model, language)
    last, table = words.say("expectation.all"), plain.tables["expectation.csv"]
    renamed = table.assign(covariate=table["covariate"].replace({"age": last.replace(" ", "_")}))
    grid = expectation_grid(with_tables(plain, expectation=renamed), words)
    assert list(grid.columns) == [last, "joint", "home", last]
    assert grid.iloc[0].round(9).tolist() == [0.9, 1.4, -0.1, 2.2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_rounded_is_said_to_be(base: Page, hostile: Outcome, language: str) -> None:
    rounded = words_for(hostile.model, language).say("expectation.rounded")
    assert rounded in html_of(base, language)
    assert rounded not in html_of(Page(hostile, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_similar_units_in_their_order(base: Page, language: str) -> None:
    words = words_for(base.outcome.model, language)
    table = base.tables["similar_units.csv"]
    alike = {unit: cells[3] for unit, cells in rows_of(base, words).items()}
    assert {len(names.split(", ")) for names in alike.values()} == {5}
    nearest = table.sort_values("place").groupby("unit")["similar_name"].agg(", ".join)
    assert alike == nearest.to_dict()
    shuffled = table.iloc[::-1].reset_index(drop=True)
    found = replace(base.outcome, tables={**base.tables, "similar_units.csv": shuffled})
    again = rows_of(replace(base, outcome=found), words)
    assert {unit: cells[3] for unit, cells in again.items()} == alike


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_covariates_there_is_nothing_to_take_apart(base: Page, language: str) -> None:
    nothing = with_tables(base, expectation=base.tables["expectation.csv"].iloc[:0])
    assert "expectation" in {section.name for section in sections_of(base)}
    assert "expectation" not in {section.name for section in sections_of(nothing)}
    html = html_of(nothing, language)
    assert 'href="#expectation"' not in html
    assert 'id="expectation"' not in html
    names = {picture.name for picture in pictures_of(nothing)}
    assert {picture.name for picture in pictures_of(base)} - names == {"expectation"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_number_to_sort_by_and_every_ranked_unit(
    hostile: Outcome, language: str
) -> None:
    page, words = Page(hostile, language), words_for(hostile.model, language)
    table = expectation_rows(page, words)
    assert len(table.rows) == 18
    assert {len(row) for row in table.rows} == {len(table.headings)}
    assert [int(row[0].order) for row in table.rows] == list(range(18))
    texts = [cell.text.replace("\N{NO-BREAK SPACE}", " ") for row in table.rows for cell in row]
    assert all(text.isprintable() for text in texts)
    parts = hostile.tables["expectation.csv"].drop_duplicates("unit").set_index("name")
    for row in table.rows:
        assert re.fullmatch(r"-?[\d.]+(e-\d+)?", row[2].order)
    shown = sorted(float(row[2].order) for row in table.rows)
    assert shown == sorted(parts["difference"])


def test_the_picture_is_of_the_pages_own_grid(small: Outcome) -> None:
    page, words = said(small, "da")
    (picture,) = [p for p in pictures_of(page) if p.name == "expectation"]
    assert picture.table == "expectation.csv"
    grid = expectation_grid(page, words)
    told = [text.get_text() for text in picture.draw(page, words, WIDE).axes[0].texts]
    assert told == [*grid.index, *grid.columns]
    assert told[-1] == words.say("expectation.all")


def test_too_many_units_for_names_have_no_picture(
    base: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vars(expectation)["CROWDED"] > 12
    monkeypatch.setattr(expectation, "CROWDED", 11)
    assert "expectation" not in {p.name for p in pictures_of(base)}
    monkeypatch.setattr(expectation, "CROWDED", 12)
    assert "expectation" in {p.name for p in pictures_of(base)}
