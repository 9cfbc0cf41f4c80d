"""Why an expectation is high or low: parts that add up, who is named, and what is hidden."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.report.analysis import Analysis, analyse
from bayes_bench.report.content import Found
from bayes_bench.report.expectations import (
    expectation_grid,
    expectation_rows,
    expectation_slots,
    has_expectations,
)
from bayes_bench.report.further import further_sections
from bayes_bench.report.html import page_html
from bayes_bench.report.language.words import LANGUAGES, Words, words_for
from bayes_bench.report.plots import pictures_of

NO_PICTURE = {"wide": [""], "narrow": "", "table": "x.csv"}
ALWAYS = ["caterpillar", "reliability", "own_range", "printed_and_knowable", "rank_intervals"]
# by unit: joint, home, age; the whole differences are 2.2, -3.4, 0.1, and 0 for the others
PARTS = {"03": (1.4, -0.1, 0.9), "07": (-0.7, 0.3, -3.0), "10": (-0.2, 0.3, 0.0)}


@pytest.fixture(scope="module")
def base(small: Found) -> Analysis:
    return analyse(small, "en")


def planted(analysis: Analysis, table: pd.DataFrame) -> Analysis:
    found = replace(analysis.found, tables={**analysis.found.tables, "expectation.csv": table})
    return replace(analysis, found=found)


@pytest.fixture(scope="module")
def plain(base: Analysis) -> Analysis:
    """Contributions that one can add up in one's head; "other" has the largest of all."""
    table = base.found.tables["expectation.csv"].copy()
    parts = [PARTS.get(str(unit), (0.0, 0.0, 0.0)) for unit in table["unit"][::3]]
    parts[-1] = (9.0, -20.0, 30.0)
    table["contribution"] = np.ravel(parts)
    return planted(base, table.assign(difference=np.repeat(np.sum(parts, axis=1), 3)))


def signed(value: float, language: str) -> str:
    text = f"{value:+.1f}" if round(value, 1) else "0.0"
    return text.replace("-", "−").replace(".", "," if language == "da" else ".")


def rows_of(analysis: Analysis, words: Words) -> dict[str, list[str]]:
    rows = expectation_rows(analysis, words).rows
    return {row[0].text: [cell.text for cell in row[1:]] for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_differences_are_those_of_the_main_table(base: Analysis, language: str) -> None:
    words = words_for(base.found.model, language)
    units = base.found.tables["indicators.csv"]
    country = np.average(units["expected"], weights=units["n"])
    by_hand = dict(zip(units["unit"], 100 * (units["expected"] - country), strict=True))
    rows = rows_of(base, words)
    assert list(rows) == [f"{n:02d}" for n in range(12)]
    shares = dict(zip(units["unit"], 100 * units["expected"], strict=True))
    for unit, (expected, difference, *_) in rows.items():
        assert difference == signed(by_hand[unit], language)
        assert expected.rstrip("%\N{NO-BREAK SPACE}") == signed(shares[unit], language).lstrip("+")
    ranked = {unit: by_hand[unit] for unit in rows}
    high, low = max(ranked, key=ranked.get), min(ranked, key=ranked.get)
    slots = expectation_slots(base, words)
    ends = {"high": ranked[high], "low": ranked[low]}
    assert {"high_name": high, "low_name": low}.items() <= slots.items()
    assert {name: signed(value, language) for name, value in ends.items()}.items() <= slots.items()
    title = words.say("expectation.title", slots)
    assert all(slots[name] in title for name in ("high", "low", "covariate"))


def test_parts_add_up_to_the_whole(base: Analysis) -> None:
    grid = expectation_grid(base, words_for(base.found.model, "en"))
    steps = base.found.tables["expectation.csv"].groupby("unit")["step"].sum()
    off = (grid.iloc[:, :3].sum(axis=1) - grid.iloc[:, 3]).abs()
    # each part is off by half its step at most, and the whole by half a tenth
    assert (off <= steps[list(grid.index)] / 2 + 0.05 + 1e-9).all()
    assert grid.iloc[:, 3].abs().max() > 0.5


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_highest_and_what_moves_it(plain: Analysis, language: str) -> None:
    words = words_for(plain.found.model, language)
    slots = expectation_slots(plain, words)
    named = {"high_name": "03", "low_name": "07", "covariate": "age"}
    assert named.items() <= slots.items()
    assert (slots["high"], slots["low"]) == (signed(2.2, language), signed(-3.4, language))
    movers = ["joint " + signed(1.4, language), "age " + signed(0.9, language)]
    told = ", ".join([*movers, "home " + signed(-0.1, language)])
    assert told == slots["movers"]
    whole = further_sections(plain, words)["expectation"]["slots"]
    lead = words.say("expectation.lead", whole)
    assert told in lead
    assert "03" in lead
    assert "age" in words.say("expectation.alt", whole)
    assert rows_of(plain, words)["07"][2].startswith("age " + signed(-3.0, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grid_is_in_the_order_of_the_picture(plain: Analysis, language: str) -> None:
    words = words_for(plain.found.model, language)
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
def test_a_covariate_may_be_called_like_the_last_column(plain: Analysis, language: str) -> None:
    words = words_for(plain.found.model, language)
    last, table = words.say("expectation.all"), plain.found.tables["expectation.csv"]
    renamed = table.assign(covariate=table["covariate"].replace({"age": last.replace(" ", "_")}))
    grid = expectation_grid(planted(plain, renamed), words)
    assert list(grid.columns) == [last, "joint", "home", last]
    assert grid.iloc[0].round(9).tolist() == [0.9, 1.4, -0.1, 2.2]


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_is_rounded_is_said_to_be(base: Analysis, hostile: Found, language: str) -> None:
    rounded = words_for(hostile.model, language).say("expectation.rounded")
    assert rounded in page(base, language)
    assert rounded not in page(analyse(hostile, language), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_similar_units_in_their_order(base: Analysis, language: str) -> None:
    words = words_for(base.found.model, language)
    table = base.found.tables["similar_units.csv"]
    alike = {unit: cells[3] for unit, cells in rows_of(base, words).items()}
    assert {len(names.split(", ")) for names in alike.values()} == {5}
    nearest = table.sort_values("place").groupby("unit")["similar_name"].agg(", ".join)
    assert alike == nearest.to_dict()
    shuffled = table.iloc[::-1].reset_index(drop=True)
    found = replace(base.found, tables={**base.found.tables, "similar_units.csv": shuffled})
    again = rows_of(replace(base, found=found), words)
    assert {unit: cells[3] for unit, cells in again.items()} == alike


def page(analysis: Analysis, language: str) -> str:
    words = words_for(analysis.found.model, language)
    return page_html(analysis, words, dict.fromkeys([*ALWAYS, "variation"], NO_PICTURE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_covariates_there_is_nothing_to_take_apart(base: Analysis, language: str) -> None:
    nothing = planted(base, base.found.tables["expectation.csv"].iloc[:0])
    assert not has_expectations(nothing)
    assert has_expectations(base)
    words = words_for(base.found.model, language)
    assert further_sections(nothing, words)["expectation"] is None
    html = page(nothing, language)
    assert 'href="#expectation"' not in html
    assert 'id="expectation"' not in html
    names = {picture.name for picture in pictures_of(nothing, words)}
    assert {picture.name for picture in pictures_of(base, words)} - names == {"expectation"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_number_to_sort_by_and_every_ranked_unit(
    hostile: Found, language: str
) -> None:
    analysis, words = analyse(hostile, language), words_for(hostile.model, language)
    table = expectation_rows(analysis, words)
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
