"""The tile map: a cell per unit, its colour fading to grey as the uncertainty grows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bayes_bench.interface.plain_text import shortened
from bayes_bench.report.language.words import Words
from bayes_bench.report.pictures.style import (
    MUTED,
    SMALL,
    Frame,
    Side,
    axes_in,
    drawing,
    is_narrow,
    pixels_of,
    sheet,
    text_width,
    written,
)
from bayes_bench.report.pictures.tile_names import LONGEST, lines_of, three_letters

# Not of the page's roles: a tile has the same colours in the light and in the dark.
_BEST, _MIDDLE, _WORST = "#10498f", "#d6dade", "#cc5f00"
_DARK, _LIGHT = "#14181c", "#fefefe"
LAYERS = 4
_LETTERS = 7.2  # size of the names, pixels
_MARKS = {"better": "▲", "worse": "▼", "undecided": "○"}


@dataclass(frozen=True)
class Scale:
    """A value-suppressing palette: the less is known, the fewer colours.

    Attributes
    ----------
    reach : float
        Largest value that is told apart from larger ones.
    width : float
        Width of an interval from which nothing is told.
    badness : int
        1 where high values are bad, else -1.

    References
    ----------
    Correll, Moritz & Heer (2018), 10.1145/3173574.3174216
    """

    reach: float
    width: float
    badness: int

    def layer(self, widths: np.ndarray) -> np.ndarray:
        """0 for what is known best, up to `LAYERS` - 1."""
        layers: np.ndarray = np.clip(LAYERS * widths / self.width, 0, LAYERS - 1).astype(int)
        return layers

    def colour(self, value: float, layer: int) -> tuple[float, float, float]:
        """Colour of a value at a layer, which tells 2 ** (LAYERS - 1 - layer) values apart."""
        bins = 2 ** (LAYERS - 1 - layer)
        place = int(np.clip((value / self.reach + 1) / 2 * bins, 0, bins - 1))
        return self.bin_colour(place, layer)

    def bin_colour(self, place: int, layer: int) -> tuple[float, float, float]:
        """Colour of a bin, counted from the lowest values."""
        bins = 2 ** (LAYERS - 1 - layer)
        badness = self.badness * (2 * (place + 0.5) / bins - 1)
        end, middle = np.array(to_rgb(_WORST if badness > 0 else _BEST)), np.array(to_rgb(_MIDDLE))
        strength = abs(badness) ** 0.8 * (1 - layer / (LAYERS - 1)) ** 0.6
        mixed = middle + strength * (end - middle)
        return float(mixed[0]), float(mixed[1]), float(mixed[2])


def scale_of(table: pd.DataFrame, badness: int) -> Scale:
    """A palette that reaches as far as the values and the widths of a table do."""
    reach = float(np.ceil(table["indicator"].abs().max())) or 1.0
    widths = table["indicator_upper"] - table["indicator_lower"]
    return Scale(reach, float(np.ceil(widths.max())) or 1.0, badness)


def tile_map(table: pd.DataFrame, badness: int, words: Words, width: int) -> Figure:
    """A tile per unit.

    Parameters
    ----------
    table : DataFrame
        ``name, flag, tile_column, tile_row, indicator, indicator_lower, indicator_upper``, units
        with a tile only. A tile's ``gid`` is ``tile-`` and its row's place.
    badness : int
        1 where high indicators are bad, else -1.
    words : Words
    width : int
        Pixels.
    """
    scale = scale_of(table, badness)
    columns, rows = (table[name] - table[name].min() for name in ("tile_column", "tile_row"))
    side = (width - 8) / (columns.max() + 1)
    legend = 150
    with drawing():
        names = _names(list(table["name"]), side, is_narrow(width))
        height = side * (rows.max() + 1) + legend
        figure, axis = sheet(width, height, Frame(4, 4, 4, legend))
        _blank(axis, (0, columns.max() + 1), (rows.max() + 1, 0))
        widths = (table["indicator_upper"] - table["indicator_lower"]).to_numpy()
        layers = scale.layer(widths)
        for at, (column, row) in enumerate(zip(columns, rows, strict=True)):
            colour = scale.colour(table["indicator"].iloc[at], layers[at])
            _tile(axis, (column, row), colour, f"tile-{at}")
            _label(axis, (column, row), names[at], colour)
            _mark(axis, (column, row), str(table["flag"].iloc[at]), colour)
        _legend(figure, scale, words, legend)
    return figure


def _blank(axis: Axes, across: tuple[float, float], down: tuple[float, float]) -> None:
    axis.set_xlim(across)
    axis.set_ylim(down)
    axis.set_axis_off()


def _tile(axis: Axes, at: tuple[float, float], colour: object, gid: str) -> None:
    gap = 0.03
    patch = Rectangle((at[0] + gap, at[1] + gap), 1 - 2 * gap, 1 - 2 * gap, lw=0)
    patch.set_facecolor(colour)  # type: ignore[arg-type]  # a triple is a colour
    patch.set_gid(gid)
    axis.add_patch(patch)


def _names(names: Sequence[str], side: float, narrow: bool) -> list[list[str]]:
    """The lines of each tile."""
    if narrow:
        return [[letters] for letters in three_letters(names)]
    told = shortened(names, LONGEST)
    return [lines_of(name, side - 2.5, lambda text: text_width(text, _LETTERS)) for name in told]


def _label(
    axis: Axes, at: tuple[float, float], lines: list[str], colour: tuple[float, float, float]
) -> None:
    """Lines in the middle of a tile, a little below it: the corner above is the mark's."""
    step, middle = 0.21, 0.55 if len(lines) < 3 else 0.64
    for number, line in enumerate(lines):
        height = at[1] + middle + step * (number - (len(lines) - 1) / 2)
        # a name that no break makes short enough is written smaller
        size = _LETTERS * min(1.0, 0.95 * _side(axis) / text_width(line, _LETTERS))
        axis.text(
            at[0] + 0.5, height, line, size=size, color=_ink(colour), ha="center", va="center"
        )


def _side(axis: Axes) -> float:
    """Side of a tile, pixels."""
    return pixels_of(axis)[0] / float(axis.get_xlim()[1])


def _mark(
    axis: Axes, at: tuple[float, float], flag: str, colour: tuple[float, float, float]
) -> None:
    """The unit's mark in the upper right corner; units that have none get none."""
    if flag in _MARKS:
        size = 6.0 if _side(axis) < 30 else 9.0
        corner = at[0] + 0.93, at[1] + 0.17
        text = axis.text(*corner, _MARKS[flag], size=size, color=_ink(colour), ha="right")
        text.set_verticalalignment("center")


def _ink(colour: tuple[float, float, float]) -> str:
    return _DARK if float(np.dot([0.299, 0.587, 0.114], colour)) > 0.5 else _LIGHT


def _legend(figure: Figure, scale: Scale, words: Words, height: float) -> None:
    """The wedge: a row per layer of uncertainty, a block per colour that it tells apart."""
    width, tall = 72 * figure.get_size_inches()
    wedge = min(340.0, width - 150)
    axis = axes_in(figure, Frame(4, width - 4 - wedge, tall - height + 36, 42))
    _blank(axis, (-scale.reach, scale.reach), (0, LAYERS))
    for layer in range(LAYERS):
        inset = scale.reach * layer / (LAYERS + 1)
        _wedge_row(axis, scale, layer, scale.reach - inset)
        _say(axis, _about_width(scale, layer, words), (scale.reach - inset, layer + 0.3), (8, 0))
    sides: tuple[tuple[float, Side], ...] = (
        (-scale.reach, "left"),
        (0.0, "center"),
        (scale.reach, "right"),
    )
    for value, side in sides:
        _say(axis, written(value, words, signed=True), (value, 0), (0, -13), side)
    _say(axis, words.say("axis.tile_value"), (-scale.reach, 0), (0, -29))
    _say(axis, words.say("axis.tile_width"), (-scale.reach, LAYERS), (0, 8))


def _about_width(scale: Scale, layer: int, words: Words) -> str:
    """How wide the intervals of a layer are."""
    form, edge = ("wider", layer) if layer else ("narrower", 1)
    return words.say(f"axis.tile_{form}", {"width": written(scale.width * edge / LAYERS, words)})


def _wedge_row(axis: Axes, scale: Scale, layer: int, reach: float) -> None:
    bins = 2 ** (LAYERS - 1 - layer)
    edges = np.linspace(-reach, reach, bins + 1)
    for place in range(bins):
        block = Rectangle((edges[place], layer), edges[place + 1] - edges[place], 0.94, lw=0)
        block.set_facecolor(scale.bin_colour(place, layer))
        axis.add_patch(block)


def _say(
    axis: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float],
    side: Side = "left",
) -> None:
    axis.annotate(text, at, offset, "data", "offset points", ha=side, color=MUTED, size=SMALL)
