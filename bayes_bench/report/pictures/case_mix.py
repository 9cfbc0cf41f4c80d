"""What matters for a person: effects, rates by level, curves, and calibration."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import short, shortened
from bayes_bench.report.language.words import Words
from bayes_bench.report.pictures.style import (
    BAND,
    BETTER,
    GRID,
    INK,
    MUTED,
    NEITHER,
    PAPER,
    SMALL,
    WORSE,
    Frame,
    Mark,
    Side,
    axes_in,
    drawing,
    is_narrow,
    key_above,
    sheet,
    tick_numbers,
    written,
)

_ROW, _GAP = 17.0, 30.0  # height of a row, and of a heading with the space above it, pixels


def effects_forest(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """Effects in percentage points, by covariate.

    Parameters
    ----------
    table : DataFrame
        ``group, label, effect_pp, effect_pp_lower, effect_pp_upper``, rows of a group together.
    words : Words
    width : int
        Pixels.
    """
    with drawing():
        figure, axis, rows = _grouped(table, width, top=24)
        axis.axvline(0, color=INK, lw=1)
        axis.hlines(rows, table["effect_pp_lower"], table["effect_pp_upper"], BETTER, lw=1.8)
        axis.scatter(table["effect_pp"], rows, s=42, c=BETTER, edgecolors=PAPER, lw=0.6, zorder=3)
        tick_numbers(axis, words, signed=True)
        axis.set_xlabel(words.say("axis.effect"))
    return figure


def level_picture(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """Rate by level: observed, and adjusted (everybody at that level, else as they are).

    Parameters
    ----------
    table : DataFrame
        From `level_rates`, with ``group``, the covariate's shown name.
    words, width
        As for `effects_forest`.
    """
    with drawing():
        figure, axis, rows = _grouped(table, width, top=44)
        known = table["adjusted"].notna().to_numpy()
        some = table[known].astype({"adjusted": float, "lower": float, "upper": float})
        axis.hlines(rows[known], some["lower"], some["upper"], BETTER, lw=1.8)
        axis.scatter(
            some["adjusted"], rows[known], s=42, c=BETTER, edgecolors=PAPER, lw=0.6, zorder=3
        )
        axis.scatter(
            table["observed"].astype(float),
            rows,
            s=40,
            marker="D",
            c="none",
            edgecolors=WORSE,
            lw=1.2,
            zorder=4,
        )
        axis.set_xlim(left=max(0.0, axis.get_xlim()[0]))
        tick_numbers(axis, words, percent=True)
        diamond, dot = Mark("D", WORSE, "none"), Mark("o", BETTER, BETTER)
        pairs = ((diamond, words.say("axis.observed")), (dot, words.say("axis.adjusted")))
        key_above(axis, 20, pairs)
    return figure


def _grouped(table: pd.DataFrame, width: int, top: float) -> tuple[Figure, Axes, np.ndarray]:
    """Axes with rows under headings, and where each row lies (pixels from the top)."""
    starts = (table["group"] != table["group"].shift()).to_numpy()
    rows = np.cumsum(np.full(len(table), _ROW) + _GAP * starts) - _ROW / 2
    left = 128 if is_narrow(width) else 240
    height = rows[-1] + _ROW / 2 + 6
    figure, axis = sheet(width, height + top + 46, Frame(left, 16, top, 46))
    axis.set_ylim(height, 0)
    axis.set_yticks([])
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x", color=GRID, lw=0.6)
    axis.set_axisbelow(True)
    length = 19 if is_narrow(width) else 38
    labels = shortened(list(table["label"]), length)
    groups = shortened(list(table["group"]), 46 if is_narrow(width) else 80)
    for row, is_first, group, label in zip(rows, starts, groups, labels, strict=True):
        _say(axis, label, (0, row), (-8, 0), "right")
        if is_first:
            _say(axis, group, (0, row - _ROW), (4 - left, 0), "left", weight="bold")
    return figure, axis, rows


def _say(
    axis: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float],
    side: Side,
    *,
    weight: str = "normal",
) -> None:
    """Text at a row, so many pixels from the left edge of the axes."""
    axis.annotate(
        text,
        at,
        offset,
        ("axes fraction", "data"),
        "offset points",
        ha=side,
        va="center_baseline",
        color=INK,
        weight=weight,
        # a heading may cross a line of the picture
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
    )


def curve_picture(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """What spline covariates do, one curve above the other.

    Parameters
    ----------
    table : DataFrame
        ``spline_curves.csv``, with ``group``, the covariate's shown name.
    words, width
        As for `effects_forest`.
    """
    groups = list(dict.fromkeys(table["group"]))
    tall = 230
    with drawing():
        figure, first = sheet(
            width, tall * len(groups), Frame(54, 16, 30, tall * (len(groups) - 1) + 46)
        )
        for number, (group, name) in enumerate(zip(groups, shortened(groups, 40), strict=True)):
            below = tall * (len(groups) - 1 - number)
            axis = (
                first
                if number == 0
                else axes_in(figure, Frame(54, 16, tall * number + 30, below + 46))
            )
            rows = table[table["group"] == group]
            axis.fill_between(
                rows["value"], rows["effect_pp_lower"], rows["effect_pp_upper"], color=BAND, lw=0
            )
            axis.axhline(0, color=MUTED, lw=0.8)
            axis.plot(rows["value"], rows["effect_pp"], color=BETTER, lw=1.8)
            axis.set_title(
                words.say("axis.curve", {"covariate": name}),
                loc="left",
                size=SMALL,
                color=MUTED,
            )
            tick_numbers(axis, words)
            ticks = [y for y in axis.get_yticks() if axis.get_ylim()[0] <= y <= axis.get_ylim()[1]]
            axis.set_yticks(ticks, [written(y, words, signed=True) for y in ticks])
            axis.set_xlabel(name)
    return figure


def calibration_picture(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """Calibration: the observed rate of each tenth of predicted risk in its predictive interval.

    Parameters
    ----------
    table : DataFrame
        ``label, observed, lower, upper``, from the lowest risk.
    words, width
        As for `effects_forest`.
    """
    with drawing():
        figure, axis = sheet(width, 280, Frame(50, 16, 16, 46))
        rows = np.arange(len(table))
        axis.vlines(rows, table["lower"], table["upper"], GRID, lw=12)
        outside = (
            (table["observed"] < table["lower"]) | (table["observed"] > table["upper"])
        ).to_numpy()
        for at, colour, marker in ((~outside, NEITHER, "o"), (outside, WORSE, "D")):
            axis.scatter(
                rows[at],
                table["observed"].to_numpy()[at],
                s=28,
                c=colour,
                marker=marker,
                edgecolors=PAPER,
                lw=0.6,
                zorder=3,
            )
        axis.set_xlim(-0.6, len(table) - 0.4)
        axis.set_ylim(bottom=0)
        axis.set_xticks(rows, [short(label, 8) for label in table["label"]])
        ticks = [y for y in axis.get_yticks() if axis.get_ylim()[0] <= y <= axis.get_ylim()[1]]
        axis.set_yticks(ticks, [written(y, words, percent=True) for y in ticks])
        axis.grid(axis="y", color=GRID, lw=0.6)
        axis.set_axisbelow(True)
        axis.set_xlabel(words.say("axis.tenth"))
    return figure
