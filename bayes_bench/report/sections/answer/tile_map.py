"""The tile map: which units differ, greyer the less is known of them."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import printable
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.tiles import tile_map
from bayes_bench.report.section import FIRST_SCREEN, Context, Picture, Section


def has_tiles(page: Page) -> bool:
    """Whether any unit has a place on a map."""
    return bool(len(tiles_of(page)))


def tiles_of(page: Page) -> pd.DataFrame:
    """Units with a tile, and its place; no rows where there is no map."""
    coords = page.outcome.cells.coords
    if "tile_column" not in coords:
        return page.units.iloc[:0]
    places = {name: coords[name].to_numpy() for name in ("tile_column", "tile_row")}
    has_tile = np.isfinite(places["tile_column"])
    return page.units.assign(**places).loc[has_tile].reset_index(drop=True)


def map_title(page: Page, words: Words) -> str:
    """How many differences can be seen."""
    head = page.headline
    form = "none" if head.marked == 0 else "most" if 2 * head.marked > head.ranked else "some"
    return words.say(f"map.title.{form}", common_slots(page, words))


def map_caption(page: Page, words: Words) -> str:
    """How a tile is read, and who has none."""
    caption = words.say("map.caption")
    return f"{caption} {words.say('map.merged')}" if page.headline.merged else caption


def _context(page: Page, words: Words) -> Context:
    return {"title": map_title(page, words), "caption": map_caption(page, words)}


def _draw(page: Page, words: Words, width: int) -> Figure:
    return tile_map(tiles_of(page), page.outcome.badness, words, width)


def _tips(page: Page, words: Words) -> dict[str, str]:
    return {f"tile-{at}": _tip(row, words) for at, row in tiles_of(page).iterrows()}


def _tip(row: pd.Series, words: Words) -> str:
    numbers, flag = words.numbers, str(row["flag"])
    slots = {
        "name": printable(row["name"]),
        "indicator": numbers.signed(row["indicator"]),
        "interval": numbers.interval(row["indicator_lower"], row["indicator_upper"]),
        "mark": words.say(f"table.{flag}"),
    }
    return words.say("map.tip" if flag == "none" else "map.tip_marked", slots)


SECTION = Section(
    name="map",
    place=10,
    context=_context,
    template="tile_map.html",
    is_there=has_tiles,
    pictures=(Picture("tile_map", "indicators.csv", _draw, tips=_tips),),
    band=FIRST_SCREEN,
    is_in_navigation=False,
)
