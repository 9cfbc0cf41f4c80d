"""How much can be known at all: reliability by volume, rank probabilities, the spread of units."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import shortened
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
    cells_of_ink,
    drawing,
    is_narrow,
    key_above,
    row_name,
    sheet,
    tick_numbers,
    with_pixels,
)

_HIGH, _LOW = 0.75, 0.5  # rankability above and below which it is called high and low


def reliability_picture(table: pd.DataFrame, half: float, words: Words, width: int) -> Figure:
    """Reliability of a unit's figure, n / (n + half): the part of it that is not chance, by volume.

    Parameters
    ----------
    table : DataFrame
        A row per unit: ``n, reliability``.
    half : float
        People at which an average unit's reliability is one half.
    words : Words
    width : int
        Pixels.
    """
    people = table["n"].to_numpy()
    with drawing():
        figure, axis = sheet(width, 330, Frame(50, 16, 16, 46))
        axis.axhspan(_LOW, _HIGH, color=BAND, lw=0)
        # where the curve, which rises, is not
        for side, height, key in ((1, 0.25, "low"), (0, 0.625, "medium"), (0, 0.875, "high")):
            axis.annotate(
                words.say(f"axis.{key}"),
                (side, height),
                (-4 if side else 6, 0),
                "axes fraction",
                "offset points",
                ha="right" if side else "left",
                va="center_baseline",
                color=MUTED,
                size=SMALL,
            )
        sizes = np.geomspace(max(1, people.min() / 1.3), people.max() * 1.3, 200)
        axis.plot(sizes, sizes / (sizes + half), color=MUTED, lw=1.2)
        axis.scatter(
            people, table["reliability"], s=32, c=BETTER, edgecolors=PAPER, lw=0.6, zorder=3
        )
        with_pixels(axis, len(table))
        _log_people(axis, sizes[[0, -1]], words)
        axis.set_ylim(0, 1)
        axis.set_yticks(
            [0, 0.25, 0.5, 0.75, 1], [words.numbers.percent(y, 0) for y in (0, 0.25, 0.5, 0.75, 1)]
        )
        axis.set_xlabel(words.say("axis.people"))
    return figure


def funnel_picture(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """Observed minus expected, unshrunken and shrunken, by volume: a funnel plot without limits.

    Parameters
    ----------
    table : DataFrame
        ``classical.csv``, ranked units.
    words, width
        As for `reliability_picture`.
    """
    people = table["n"].to_numpy()
    with drawing():
        figure, axis = sheet(width, 380, Frame(50, 16, 40, 46))
        axis.vlines(people, table["gap_classical"], table["indicator"], GRID, lw=1)
        axis.axhline(0, color=INK, lw=1)
        axis.scatter(people, table["gap_classical"], s=32, c=PAPER, edgecolors=WORSE, lw=1.1)
        axis.scatter(people, table["indicator"], s=30, c=BETTER, edgecolors=PAPER, lw=0.6, zorder=3)
        with_pixels(axis, len(table))
        _log_people(axis, np.array([people.min() / 1.3, people.max() * 1.3]), words)
        _sideways_numbers(axis, words)
        axis.set_xlabel(words.say("axis.people"))
        hollow, filled = Mark("o", WORSE, PAPER), Mark("o", BETTER, BETTER)
        pairs = ((hollow, words.say("axis.printed")), (filled, words.say("axis.knowable")))
        key_above(axis, 20, pairs)
    return figure


def _sideways_numbers(axis: Axes, words: Words) -> None:
    ticks = [tick for tick in axis.get_yticks() if axis.get_ylim()[0] <= tick <= axis.get_ylim()[1]]
    axis.set_yticks(
        ticks, [words.numbers.signed(tick, 0 if tick == int(tick) else 1) for tick in ticks]
    )
    axis.grid(axis="y", color=GRID, lw=0.6)
    axis.set_axisbelow(True)


def _log_people(axis: Axes, limits: np.ndarray, words: Words) -> None:
    axis.set_xscale("log")
    axis.set_xlim(*limits)
    steps = [step * 10**power for power in range(7) for step in (1, 2, 5)]
    ticks = [step for step in steps if limits[0] <= step <= limits[1]]
    if len(ticks) > 8:
        ticks = [tick for tick in ticks if str(tick)[0] == "1"]
    axis.set_xticks(ticks, [words.numbers.whole(tick) for tick in ticks])
    axis.minorticks_off()


def rank_heat_map(table: pd.DataFrame, names: list[str], words: Words, width: int) -> Figure:
    """The probability of every rank of every unit.

    Parameters
    ----------
    table : DataFrame
        ``rank_1`` ... by unit, those with the best expected rank on top.
    names : list of str
        Of the same units.
    words, width
        As for `reliability_picture`.
    """
    probabilities = table.to_numpy(dtype=float)
    rows, count = probabilities.shape  # hidden units have ranks and no rows
    left = 118 if is_narrow(width) else 172
    with drawing():
        figure, axis = sheet(width, 76 + 14.0 * rows, Frame(left, 14, 30, 46))
        ink = np.empty((rows, count, 4))
        ink[..., :3] = to_rgb(BETTER)
        ink[..., 3] = (probabilities / probabilities.max()) ** 0.6
        cells_of_ink(axis, ink, 1)
        axis.set_yticks([])
        for row, name in enumerate(shortened(names, 17 if is_narrow(width) else 25)):
            row_name(axis, row, name)
        step = next(step for step in (1, 2, 5, 10, 20, 50) if count / step <= 11)
        axis.set_xticks([1, *range(step if step > 1 else 2, count + 1, step)])
        axis.tick_params(top=True, labeltop=True, length=3)
        tick_numbers(axis, words)
        axis.set_xlabel(words.say("axis.rank"))
    return figure


def variation_picture(table: pd.DataFrame, words: Words, width: int) -> Figure:
    """The same person in units from the lowest to the highest: the probability of the event.

    Parameters
    ----------
    table : DataFrame
        ``value, lower, upper`` at the quantiles .05, .25, .5, .75, .95 of the units.
    words, width
        As for `reliability_picture`.
    """
    middle, lower, upper = (table[name].to_numpy() for name in ("value", "lower", "upper"))
    with drawing():
        figure, axis = sheet(width, 190, Frame(16, 16, 40, 46))
        axis.hlines(0, middle[0], middle[4], NEITHER, lw=1.6)
        axis.fill_between(middle[[1, 3]], -0.3, 0.3, color=GRID, lw=0)
        axis.vlines(middle[2], -0.3, 0.3, INK, lw=1.8)
        axis.vlines(middle[[0, 4]], -0.16, 0.16, NEITHER, lw=1.6)
        axis.hlines([-0.5, -0.5], lower[[0, 4]], upper[[0, 4]], MUTED, lw=1)
        axis.set_ylim(-0.7, 0.5)
        axis.set_yticks([])
        axis.spines["left"].set_visible(False)
        for at in (0, 2, 4):
            axis.annotate(
                words.numbers.percent(middle[at]),
                (middle[at], 0.42),
                ha="center",
                color=INK,
                size=SMALL,
            )
        tick_numbers(axis, words, percent=True)
        axis.set_xlabel(words.say("axis.variation"))
    return figure
