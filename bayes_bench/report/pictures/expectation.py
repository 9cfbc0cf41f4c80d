"""What moves every unit's expected rate: a row per unit, a column per covariate, and their sum."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from bayes_bench.interface.plain_text import shortened
from bayes_bench.report.pictures.style import (
    BETTER,
    INK,
    SMALL,
    WORSE,
    Frame,
    cells_of_ink,
    drawing,
    is_narrow,
    row_name,
    sheet,
    text_width,
)

_LETTERS = 22  # of a covariate's name


def expectation_heat_map(table: pd.DataFrame, width: int) -> Figure:
    """Contributions to the expected rate by unit and covariate.

    Parameters
    ----------
    table : DataFrame
        A row per unit, by its shown name, in the order of the picture; a column per covariate by
        its shown name; the last column is the whole difference. Percentage points.
    width : int
        Pixels.
    """
    left = 118 if is_narrow(width) else 172
    headings = shortened(list(map(str, table.columns)), _LETTERS)
    names = shortened(list(map(str, table.index)), 17 if is_narrow(width) else 25)
    top = 14 + max(text_width(name, SMALL) for name in headings)
    with drawing():
        figure, axis = sheet(width, top + 20 + 14.0 * len(table), Frame(left, 14, top, 20))
        _cells(axis, table.to_numpy(dtype=float))
        _labels(axis, names, headings)
        axis.axvline(table.shape[1] - 1.5, color=INK, lw=1)
    return figure


def _cells(axis: Axes, values: np.ndarray) -> None:
    """Orange raises, blue lowers, the stronger the more."""
    strength = np.abs(values)
    colours = np.where((values > 0)[..., None], to_rgb(WORSE), to_rgb(BETTER))
    opacity = (strength / max(float(strength.max()), 1e-9)) ** 0.7
    cells_of_ink(axis, np.concatenate([colours, opacity[..., None]], axis=2), 0)


def _labels(axis: Axes, names: list[str], headings: list[str]) -> None:
    axis.set_xticks([])
    axis.set_yticks([])
    for side in axis.spines.values():
        side.set_visible(False)
    for row, name in enumerate(names):
        row_name(axis, row, name)
    for column, name in enumerate(headings):
        label = axis.annotate(name, (column, 1), (0, 6), ("data", "axes fraction"), "offset points")
        label.set(rotation=90, ha="center", va="bottom", color=INK, size=SMALL)
