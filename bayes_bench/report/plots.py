"""The pictures of a report: which there are, what each shows, and to which table it belongs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from bayes_bench.report.analysis import Analysis, reference_labels
from bayes_bench.report.expectations import expectation_grid, has_expectations
from bayes_bench.report.language.words import Words, printable
from bayes_bench.report.pictures.case_mix import (
    calibration_picture,
    curve_picture,
    effects_forest,
    level_picture,
)
from bayes_bench.report.pictures.expectation import expectation_heat_map
from bayes_bench.report.pictures.knowable import (
    funnel_picture,
    rank_heat_map,
    reliability_picture,
    variation_picture,
)
from bayes_bench.report.pictures.rows import (
    caterpillar,
    limits_of,
    own_range_bullets,
    rank_intervals,
)
from bayes_bench.report.pictures.style import CROWDED
from bayes_bench.report.pictures.tiles import tile_map

TALL = 40
"""Rows from which a picture of a page's whole width is put into two columns."""


@dataclass(frozen=True)
class Picture:
    """A picture that is still to be drawn.

    Attributes
    ----------
    name : str
        Of its files in ``figures/``.
    draw : callable
        From a width in pixels to the figure.
    table : str
        The file that holds its figures.
    tips : mapping
        What pointing at its parts shows, by ``gid``.
    columns : tuple of callable
        How to draw it in parts that stand side by side where the page is wide; may be empty.
    """

    name: str
    draw: Callable[[int], Figure]
    table: str
    tips: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[Callable[[int], Figure], ...] = ()


def pictures_of(analysis: Analysis, words: Words) -> list[Picture]:
    """Every picture that the analysis has something to show in.

    Parameters
    ----------
    analysis : Analysis
    words : Words

    Returns
    -------
    list of Picture
    """
    return [
        *_unit_pictures(analysis, words),
        *_rank_pictures(analysis, words),
        *_others(analysis, words),
    ]


def _unit_pictures(analysis: Analysis, words: Words) -> Iterator[Picture]:
    found = analysis.found
    tiles = tiles_of(analysis)
    if len(tiles):
        draw = partial(tile_map, tiles, found.badness, words)
        yield Picture("tile_map", draw, "indicators.csv", _tips(tiles, words))
    draw = partial(caterpillar, analysis.by_indicator, found.model.benchmark.margin, words)
    yield Picture("caterpillar", draw, "indicators.csv")
    draw = partial(reliability_picture, analysis.reliability, words)
    yield Picture("reliability", draw, "variation.csv")
    draw = partial(own_range_bullets, analysis.ranges, words, limits_of(analysis.ranges))
    yield Picture("own_range", draw, "indicators.csv", columns=_halves(analysis.ranges, words))
    draw = partial(funnel_picture, found.tables["classical.csv"][found.is_ranked], words)
    yield Picture("printed_and_knowable", draw, "classical.csv")


def _rank_pictures(analysis: Analysis, words: Words) -> Iterator[Picture]:
    ranked = analysis.ranked
    yield Picture("rank_intervals", partial(rank_intervals, ranked, words), "ranks.csv")
    if "rank_probabilities.csv" in analysis.found.tables and len(ranked) <= CROWDED:
        table = analysis.found.tables["rank_probabilities.csv"].set_index("unit")
        ordered = table.loc[list(ranked["unit"])].drop(columns="name")
        draw = partial(rank_heat_map, ordered, list(ranked["name"]), words)
        yield Picture("rank_probabilities", draw, "rank_probabilities.csv")


def _others(analysis: Analysis, words: Words) -> Iterator[Picture]:
    found, effects = analysis.found, analysis.effects()
    if len(effects):
        yield Picture(
            "effects", partial(effects_forest, effects_shown(analysis, words), words), "effects.csv"
        )
    if len(analysis.levels):
        yield Picture("levels", partial(level_picture, analysis.levels, words), "effects.csv")
    if "spline_curves.csv" in found.tables:
        curves = found.tables["spline_curves.csv"]
        named = curves.assign(group=curves["covariate"].str.replace("_", " "))
        yield Picture("curves", partial(curve_picture, named, words), "spline_curves.csv")
    if has_expectations(analysis) and len(analysis.ranked) <= CROWDED:
        draw = partial(expectation_heat_map, expectation_grid(analysis, words))
        yield Picture("expectation", draw, "expectation.csv")
    draws = found.variation["unit_sd"].to_numpy().ravel()
    draw = partial(variation_picture, draws, analysis.headline.share, words)
    yield Picture("variation", draw, "variation.csv")
    tenths = calibration_rows(analysis)
    if len(tenths):
        yield Picture("calibration", partial(calibration_picture, tenths, words), "checks.csv")


def _halves(ranges: pd.DataFrame, words: Words) -> tuple[Callable[[int], Figure], ...]:
    """Own ranges in two columns, where there are many rows and each has its name."""
    if not TALL < len(ranges) <= CROWDED:
        return ()
    middle = -(-len(ranges) // 2)
    parts = ranges.iloc[:middle], ranges.iloc[middle:].reset_index(drop=True)
    return tuple(partial(own_range_bullets, part, words, limits_of(ranges)) for part in parts)


def tiles_of(analysis: Analysis) -> pd.DataFrame:
    """Units with a tile, and its place; no rows where there is no map."""
    coords = analysis.found.cells.coords
    if "tile_column" not in coords:
        return analysis.units.iloc[:0]
    places = {name: coords[name].to_numpy() for name in ("tile_column", "tile_row")}
    units = analysis.units.assign(**places)
    has_tile = np.isfinite(places["tile_column"])
    return units.loc[has_tile].reset_index(drop=True)


def _tips(tiles: pd.DataFrame, words: Words) -> dict[str, str]:
    return {f"tile-{at}": _tip(row, words) for at, row in tiles.iterrows()}


def _tip(row: pd.Series, words: Words) -> str:
    numbers, flag = words.numbers, str(row["flag"])
    slots = {
        "name": printable(row["name"]),
        "indicator": numbers.signed(row["indicator"]),
        "interval": numbers.interval(row["indicator_lower"], row["indicator_upper"]),
        "mark": words.say(f"table.{flag}"),
    }
    return words.say("map.tip" if flag == "none" else "map.tip_marked", slots)


def effects_shown(analysis: Analysis, words: Words) -> pd.DataFrame:
    """Effects with their covariates named together with the reference level."""
    effects = analysis.effects()
    per_sd = effects["level"] == "per sd"
    labels = effects["label"].where(~per_sd, words.say("person.per_sd"))
    against = {
        term: words.say("person.reference", {"level": printable(label)})
        for term, label in reference_labels(analysis).items()
    }
    groups = [
        f"{group}, {against[term]}" if term in against else group
        for term, group in zip(effects["term"], effects["group"], strict=True)
    ]
    return effects.assign(label=labels, group=groups)


def calibration_rows(analysis: Analysis) -> pd.DataFrame:
    """Rows of ``checks.csv`` by tenth of risk: ``label, observed, lower, upper``."""
    checks = analysis.found.tables.get("checks.csv")
    if checks is None:
        return pd.DataFrame()
    rows = checks[checks["check"].str.startswith("calibration[")]
    return rows.assign(label=rows["check"].str.slice(len("calibration["), -1)).reset_index(
        drop=True
    )
