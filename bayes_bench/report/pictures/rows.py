"""Pictures with a row per unit: caterpillar, own ranges, rank intervals."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import shortened
from bayes_bench.report.language.words import Words
from bayes_bench.report.pictures.style import (
    BAND,
    COLOURS,
    CROWDED,
    GRID,
    INK,
    MUTED,
    PAPER,
    SHAPES,
    SMALL,
    Frame,
    drawing,
    is_narrow,
    row_name,
    sheet,
    tick_numbers,
    with_pixels,
)

ROW, DENSE = 14.0, 3.0  # height of a row with and without its name, pixels
TALLEST = 1200.0  # height of all rows without names, pixels; of more units, rows are lower


@dataclass(frozen=True)
class Ends:
    """What the two ends of the axis mean, and what it measures."""

    left: str
    right: str
    title: str


def caterpillar(table: pd.DataFrame, margin: float, words: Words, width: int) -> Figure:
    """Indicators with two intervals, the best on top.

    Parameters
    ----------
    table : DataFrame
        A row per unit, the best first: ``name, flag, indicator, indicator_lower,
        indicator_upper, inner_lower, inner_upper`` (percentage points).
    margin : float
        Half the width of the band around "as expected".
    words : Words
    width : int
        Pixels.
    """
    with drawing():
        figure, axis = _row_sheet(table, width)
        rows = np.arange(len(table))
        colours = [COLOURS[flag] for flag in table["flag"]]
        axis.axvspan(-margin, margin, color=BAND, lw=0)
        axis.axvline(0, color=INK, lw=1)
        thin, thick = _weights(len(table))
        axis.hlines(rows, table["indicator_lower"], table["indicator_upper"], colours, lw=thin)
        axis.hlines(rows, table["inner_lower"], table["inner_upper"], colours, lw=thick)
        _marks(axis, table, "indicator")
        ends = Ends(words.say("axis.fewer"), words.say("axis.more"), words.say("axis.indicator"))
        _finish(axis, ends, words, signed=True)
    return figure


type Limits = tuple[float, float]


def limits_of(table: pd.DataFrame) -> Limits:
    """Where the axis of own ranges begins and ends, so that parts of the picture share it."""
    columns = table[["lower", "upper", "observed_gap"]]
    low, high = float(columns.min().min()), float(columns.max().max())
    return low - 0.05 * (high - low), high + 0.05 * (high - low)


def own_range_bullets(table: pd.DataFrame, words: Words, limits: Limits, width: int) -> Figure:
    """Observed minus expected of each unit in its own range, a mixed predictive interval.

    Parameters
    ----------
    table : DataFrame
        A row per unit in the order of names: ``name, observed_gap, lower, upper, place``.
    limits : tuple of float
        From `limits_of`.
    words, width
        As for `caterpillar`.
    """
    with drawing():
        figure, axis = _row_sheet(table, width)
        axis.set_xlim(limits)
        rows = np.arange(len(table))
        axis.hlines(rows, table["lower"], table["upper"], GRID, lw=8 if _is_named(table) else 2)
        axis.axvline(0, color=INK, lw=1)
        _marks(axis, table.assign(flag=table["place"].replace("inside", "none")), "observed_gap")
        ends = Ends(words.say("axis.fewer"), words.say("axis.more"), words.say("axis.observed_gap"))
        _finish(axis, ends, words, signed=True)
    return figure


def rank_intervals(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """Median rank of each unit with its interval, the best on top.

    Parameters
    ----------
    table : DataFrame
        A row per ranked unit: ``name, flag, median_rank, rank_lower, rank_upper``.
    words, width
        As for `caterpillar`.
    """
    with drawing():
        figure, axis = _row_sheet(table, width)
        rows = np.arange(len(table))
        colours = [COLOURS[flag] for flag in table["flag"]]
        lower, upper = table["rank_lower"] - 0.5, table["rank_upper"] + 0.5
        axis.hlines(rows, lower, upper, colours, lw=2.5 * _weights(len(table))[0], alpha=0.45)
        _marks(axis, table, "median_rank")
        last = max(len(table), int(upper.max()))  # hidden units have ranks and no rows
        axis.set_xlim(0.5, last + 0.5)
        axis.set_xticks(_rank_ticks(last))
        _finish(
            axis,
            Ends(words.say("axis.best"), words.say("axis.worst"), words.say("axis.rank")),
            words,
        )
    return figure


def _rank_ticks(count: int) -> list[int]:
    step = next(
        step
        for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10**9)
        if count / step <= 11
    )
    return [1, *range(step if step > 1 else 2, count + 1, step)]


def _is_named(table: pd.DataFrame) -> bool:
    return len(table) <= CROWDED


def _weights(count: int) -> tuple[float, float]:
    return (1.3, 3.6) if count <= CROWDED else (0.8, 1.6)


def _row_sheet(table: pd.DataFrame, width: int) -> tuple[Figure, Axes]:
    """Axes with a row per unit, named where there is room."""
    named = _is_named(table)
    frame = Frame((118 if is_narrow(width) else 172) if named else 12, 14, 46, 50)
    tall = len(table) * ROW if named else min(len(table) * DENSE, TALLEST)
    height = frame.top + frame.bottom + tall
    figure, axis = sheet(width, height, frame)
    axis.set_ylim(len(table) - 0.4, -0.6)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    length = 17 if is_narrow(width) else 25
    for row, name in enumerate(shortened(list(table["name"]), length) if named else []):
        row_name(axis, row, name)
    return figure, axis


def _marks(axis: Axes, table: pd.DataFrame, column: str) -> None:
    for flag, colour in COLOURS.items():
        at = np.flatnonzero(table["flag"] == flag)
        fill = PAPER if flag == "undecided" else colour
        named, line = _is_named(table), colour if flag == "undecided" else PAPER
        axis.scatter(
            table[column].to_numpy()[at],
            at,
            s=46 if named else 5,
            marker=SHAPES[flag],
            c=fill,
            # around so small a mark a white line would leave nothing of it
            edgecolors=line if named else colour,
            linewidths=0.9 if named else 0.3,
            zorder=3,
        )
    with_pixels(axis, len(table))


def _finish(axis: Axes, ends: Ends, words: Words, *, signed: bool = False) -> None:
    """Numbers on top and below, and what both ends mean."""
    tick_numbers(axis, words, signed=signed)
    axis.tick_params(top=True, labeltop=True, length=3)
    axis.grid(axis="x", color=GRID, lw=0.6)
    axis.set_axisbelow(True)
    axis.set_xlabel(ends.title)
    for place, text, side in ((0, f"← {ends.left}", "left"), (1, f"{ends.right} →", "right")):
        axis.annotate(
            text,
            (place, 1),
            (0, 26),
            "axes fraction",
            "offset points",
            ha=side,
            va="baseline",
            color=MUTED,
            size=SMALL,
        )
