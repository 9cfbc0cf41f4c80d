"""The tile map is there where units have places on it."""

from dataclasses import replace

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import pictures_of, sections_of
from bayes_bench.report.sections.answer.tile_map import map_caption, map_title, tiles_of
from tests.builders.pages import with_tables, worded


def mapped(small: Outcome) -> Page:
    """Eleven of thirteen units have a tile."""
    column = np.where(np.arange(13) < 11, np.arange(13.0), np.nan)
    places = {"tile_column": ("unit", column), "tile_row": ("unit", 0.0 * column)}
    return Page(replace(small, cells=small.cells.assign_coords(places)), "en")


def test_without_places_there_is_no_map(small: Outcome) -> None:
    page = Page(small, "en")
    assert tiles_of(page).empty
    assert "map" not in {section.name for section in sections_of(page)}


def test_units_without_a_place_have_no_tile(small: Outcome) -> None:
    page = mapped(small)
    assert list(tiles_of(page)["unit"]) == [f"{n:02d}" for n in range(11)]
    assert sections_of(page)[0].name == "map"
    picture = next(pictures_of(page))
    tips = picture.tips(page, words_for(small.model, "en"))
    assert set(tips) == {f"tile-{n}" for n in range(11)}
    assert tips["tile-3"].startswith("03: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("marked", "form"), [(0, "none"), (3, "some"), (7, "most")])
def test_the_heading_says_how_many_differ(
    small: Outcome, language: str, marked: int, form: str
) -> None:
    flags = ["better"] * marked + ["none"] * (13 - marked)
    units = small.tables["indicators.csv"].assign(flag=flags)
    page, words = worded(with_tables(mapped(small), indicators=units), language)
    shown = {"ranked": "12", "marked": str(marked)}
    assert map_title(page, words) == words.say(f"map.title.{form}", shown)
    assert map_caption(page, words).endswith(words.say("map.merged"))
