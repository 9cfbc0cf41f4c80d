"""Colours, letters and sizes of every picture; one pixel is one point of matplotlib's."""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from matplotlib.transforms import ScaledTranslation

from bayes_bench.report.language.words import Words

WIDE, NARROW = 640, 352
"""Widths of a picture on a desk and on a telephone, pixels."""

CROWDED = 200
"""Units from which rows are too many to be labelled, and the heat map is left out."""

MANY = 500
"""Units beyond which marks are pixels in the page, too: as shapes they would fill it."""

# By role, in the light; the page's style sheet gives the same roles their colours in the dark.
INK, MUTED, GRID, PAPER = "#1b1f24", "#59636e", "#d9dee3", "#ffffff"
BETTER, WORSE, NEITHER = "#1f5fa8", "#d5690b", "#7d8791"
BAND = "#eceff2"
ROLES = {
    INK: "ink",
    MUTED: "muted",
    GRID: "grid",
    PAPER: "paper",
    BETTER: "better",
    WORSE: "worse",
    NEITHER: "neither",
    BAND: "band",
}

# Shapes as well as colours: the marks can be told apart in grey.
COLOURS = {"better": BETTER, "worse": WORSE, "none": NEITHER, "undecided": NEITHER}
SHAPES = {"better": "^", "worse": "v", "none": "o", "undecided": "o"}

type Side = Literal["left", "center", "right"]

FONT = 11.0
SMALL = 10.0

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": FONT,
    "text.color": INK,
    "text.hinting": "no_hinting",  # at 144 dots an inch it shows nothing, and is half of the work
    "text.parse_math": False,  # a name with two dollar signs is a name
    "axes.edgecolor": MUTED,
    "axes.labelcolor": MUTED,
    "axes.labelsize": SMALL,
    "axes.linewidth": 0.8,
    "axes.unicode_minus": False,  # numbers are written by Babel
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "figure.dpi": 72,
    "figure.facecolor": PAPER,
    "axes.facecolor": "none",
    "svg.fonttype": "none",
    "path.simplify": False,
}


@dataclass(frozen=True)
class Frame:
    """Margins around the axes of a picture, pixels."""

    left: float
    right: float
    top: float
    bottom: float


@contextmanager
def drawing() -> Iterator[None]:
    """Draw in the house's style; a letter that the font of the PNG lacks is no fault."""
    with mpl.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def sheet(width: int, height: float, frame: Frame) -> tuple[Figure, Axes]:
    """An empty picture with one pair of axes.

    Parameters
    ----------
    width, height : float
        Pixels.
    frame : Frame
    """
    figure = Figure(figsize=(width / 72, height / 72))
    return figure, axes_in(figure, frame)


def axes_in(figure: Figure, frame: Frame) -> Axes:
    """Axes with these margins."""
    width, height = 72 * figure.get_size_inches()
    across, up = width - frame.left - frame.right, height - frame.top - frame.bottom
    place = (frame.left / width, frame.bottom / height, across / width, up / height)
    return figure.add_axes(place)


@cache
def text_width(text: str, size: float) -> float:
    """Width of a line of text in the font of the PNG, pixels; most browsers' is narrower."""
    font = FontProperties(family=_SETTINGS["font.family"], size=size)
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def row_name(axis: Axes, row: float, text: str) -> None:
    """A name to the left of the axes, beside its row."""
    left = ScaledTranslation(-8 / 72, 0, axis.figure.dpi_scale_trans)
    place = axis.get_yaxis_transform() + left
    axis.text(0, row, text, transform=place, ha="right", va="center_baseline", color=INK)


def cells_of_ink(axis: Axes, ink: np.ndarray, first: float) -> None:
    """A cell per row and column, the columns numbered from `first`.

    No colour but more or less ink, so that the page's paper shows through in the dark, too.

    Parameters
    ----------
    axis : Axes
    ink : ndarray (row, column, 4)
        Red, green, blue, opacity; 0 to 1.
    first : float
    """
    rows, columns = ink.shape[:2]
    # bytes from here on: as fractions they would be handled at eight times the size
    pixels = np.kron((255 * ink).astype(np.uint8), np.ones((4, 4, 1), dtype=np.uint8))
    extent = (first - 0.5, first + columns - 0.5, rows - 0.5, -0.5)
    axis.imshow(pixels, extent=extent, aspect="auto", interpolation="none")


def is_narrow(width: int) -> bool:
    """Whether a picture is for a telephone."""
    return width < 500


def with_pixels(axis: Axes, count: int) -> None:
    """Have the marks of very many units drawn as pixels also where all else is drawn as shapes."""
    for marks in axis.collections:
        marks.set_rasterized(count > MANY)


def tick_numbers(axis: Axes, words: Words, *, signed: bool = False, percent: bool = False) -> None:
    """Write the numbers below the picture in the page's language."""
    ticks = [tick for tick in axis.get_xticks() if _inside(tick, axis.get_xlim())]
    axis.set_xticks(ticks, [written(tick, words, signed=signed, percent=percent) for tick in ticks])


@dataclass(frozen=True)
class Mark:
    """A mark in a key: its shape, the colour of its edge, and its filling."""

    shape: str
    colour: str
    fill: str


def key_above(axis: Axes, up: float, pairs: Sequence[tuple[Mark, str]]) -> None:
    """Marks and what they mean, side by side, so many pixels above the axes."""
    across, tall = pixels_of(axis)
    right = 5.0
    for mark, text in pairs:
        at = (right / across, 1 + up / tall)
        drawn = axis.plot(*at, mark.shape, transform=axis.transAxes, clip_on=False)[0]
        drawn.set(color=mark.colour, markerfacecolor=mark.fill, markersize=5.5)
        label = axis.annotate(text, at, (8, 0), "axes fraction", "offset points", color=INK)
        label.set(size=SMALL, va="center_baseline")
        right += text_width(text, SMALL) + 32


def pixels_of(axis: Axes) -> tuple[float, float]:
    """Width and height of the axes, pixels."""
    box = axis.get_window_extent()  # at 72 dots an inch
    return float(box.width), float(box.height)


def written(value: float, words: Words, *, signed: bool = False, percent: bool = False) -> str:
    """A number at an axis: as many decimals as it needs, at most two."""
    scaled = 100 * value if percent else value
    digits = next((n for n in (0, 1) if abs(round(scaled, n) - scaled) < 1e-9), 2)
    numbers = words.numbers
    if percent:
        return numbers.percent(value, digits)
    return numbers.signed(value, digits) if signed else numbers.decimal(value, digits)


def _inside(tick: float, limits: tuple[float, float]) -> bool:
    low, high = sorted(limits)
    slack = 1e-9 * (high - low)
    return low - slack <= tick <= high + slack
