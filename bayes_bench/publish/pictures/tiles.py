"""The tile map: a cell per unit, its colour fading to grey as the uncertainty grows."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from bayes_bench.publish.pictures.style import (
    MUTED,
    SMALL,
    Frame,
    Side,
    axes_in,
    drawing,
    is_narrow,
    sheet,
    short,
    written,
)
from bayes_bench.publish.words import Words

# Not of the page's roles: a tile has the same colours in the light and in the dark.
_BEST, _MIDDLE, _WORST = "#10498f", "#d6dade", "#cc5f00"
_DARK, _LIGHT = "#14181c", "#fefefe"
LAYERS = 4


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
        ``unit, name, tile_column, tile_row, indicator, indicator_lower, indicator_upper``, units
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
        height = side * (rows.max() + 1) + legend
        figure, axis = sheet(width, height, Frame(4, 4, 4, legend))
        _blank(axis, (0, columns.max() + 1), (rows.max() + 1, 0))
        widths = (table["indicator_upper"] - table["indicator_lower"]).to_numpy()
        layers = scale.layer(widths)
        for at, (column, row) in enumerate(zip(columns, rows, strict=True)):
            colour = scale.colour(table["indicator"].iloc[at], layers[at])
            _tile(axis, (column, row), colour, f"tile-{at}")
            label = abbreviated(table["name"].iloc[at], 3 if is_narrow(width) else 9)
            _label(axis, (column, row), label, colour)
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


def _label(
    axis: Axes, at: tuple[float, float], text: str, colour: tuple[float, float, float]
) -> None:
    ink = _DARK if float(np.dot([0.299, 0.587, 0.114], colour)) > 0.5 else _LIGHT
    middle, size = (at[0] + 0.5, at[1] + 0.5), 8.0 if len(text) < 9 else 7.4
    axis.text(*middle, text, size=size, color=ink, ha="center", va="center_baseline")


def _legend(figure: Figure, scale: Scale, words: Words, height: float) -> None:
    """The wedge: a row per layer of uncertainty, a block per colour that it tells apart."""
    width, tall = 72 * figure.get_size_inches()
    wedge = min(340.0, width - 110)
    axis = axes_in(figure, Frame(4, width - 4 - wedge, tall - height + 36, 42))
    _blank(axis, (-scale.reach, scale.reach), (0, LAYERS))
    for layer in range(LAYERS):
        inset = scale.reach * layer / (LAYERS + 1)
        _wedge_row(axis, scale, layer, scale.reach - inset)
        least = written(scale.width * layer / LAYERS, words)
        _say(axis, least, (scale.reach - inset, layer + 0.3), (8, 0))
    sides: tuple[tuple[float, Side], ...] = (
        (-scale.reach, "left"),
        (0.0, "center"),
        (scale.reach, "right"),
    )
    for value, side in sides:
        _say(axis, written(value, words, signed=True), (value, 0), (0, -13), side)
    _say(axis, words.say("axis.tile_value"), (-scale.reach, 0), (0, -29))
    _say(axis, words.say("axis.tile_width"), (-scale.reach, LAYERS), (0, 8))


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


def abbreviated(name: str, length: int) -> str:
    """A name in few letters: its first and last ones, for many names begin alike."""
    line = short(name, 80)
    if len(line) <= length:
        return line
    parts = [part for part in re.split(r"[-–/ ]+", line) if part]
    if len(parts) > 1 and length > 4:
        tail = parts[-1][: length - 2]
        return f"{parts[0][0]}-{tail}"
    return line[:length] if length <= 4 else f"{line[: length - 5]}.{line[-3:]}"
