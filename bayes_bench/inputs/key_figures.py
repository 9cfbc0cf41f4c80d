"""Key figures: what else is known of the people of units, as far as it may be shown.

The only place that sees a person's key figures. What leaves it: the mean of a measurement, or the
fraction of each level of a category, by unit and for all units together.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.disclosure.figures import (
    hidden_levels,
    hidden_means,
    merged_levels,
    rounded_means,
)
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import persons_of
from bayes_bench.interface.plain_text import told_apart
from bayes_bench.typing import Floats, Integers

ATTRIBUTE = "key_figures"
"""Where cells keep them."""
COLUMNS = ["unit", "column", "level", "code", "measure", "value"]
MEAN, FRACTION = "mean", "fraction"
WHOLE = ""
"""What stands in place of a unit for all units together."""


def key_figures_of(cells: xr.Dataset) -> pd.DataFrame:
    """The key figures of cells, as `bayes_bench.aggregate` left them; no rows where there are none.

    Parameters
    ----------
    cells : Dataset

    Returns
    -------
    DataFrame
        ``unit`` (`WHOLE` for all units together), ``column``, ``level`` ("" of a mean),
        ``code`` (of the level), ``measure`` (`MEAN` or `FRACTION`), ``value``: missing where it is
        hidden.
    """
    rows = json.loads(cells.attrs.get(ATTRIBUTE, "[]"))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": float})


def as_text(table: pd.DataFrame) -> str:
    """The table as cells keep it, which a netCDF file may hold."""
    rows = table[COLUMNS].astype(object).where(table[COLUMNS].notna(), None)
    return json.dumps(rows.to_numpy().tolist())


@dataclass(frozen=True)
class Grouped:
    """To which unit each row of people belongs.

    Attributes
    ----------
    unit : ndarray (row,)
        Place of the row's unit among those that are shown.
    people : ndarray (row,)
        How many people the row stands for.
    units : sequence of str
        The units that are shown.
    least : int
        Fewest people on whom a figure may rest; 0 where the data are public.
    """

    unit: Integers
    people: Integers
    units: Sequence[str]
    least: int


def key_figures(
    people: pd.DataFrame, unit: Integers, units: Sequence[str], model: Model
) -> pd.DataFrame:
    """Aggregate the key figures of people, and hide what may not be shown.

    Parameters
    ----------
    people : DataFrame
        With the columns of ``report.key_figures``: floats, or categories of codes.
    unit : ndarray (row,)
        Place of each row's unit among those that are shown.
    units : sequence of str
        The units that are shown.
    model : Model

    Returns
    -------
    DataFrame
        As `key_figures_of` says.
    """
    weights = persons_of(people, model).to_numpy(np.int64)
    least = 0 if model.disclosure.shows_all else model.disclosure.minimum_count
    rows = Grouped(unit, weights, units, least)
    labels = people.attrs.get("labels", {})
    parts = [
        _figures(people[name], rows, labels.get(name, {})) for name in model.report.key_figures
    ]
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _figures(values: pd.Series, rows: Grouped, labels: Mapping[str, str]) -> pd.DataFrame:
    is_category = isinstance(values.dtype, pd.CategoricalDtype)
    levels, figures = (_fractions if is_category else _means)(values, rows)
    table = pd.DataFrame(figures, index=[WHOLE, *rows.units], columns=levels)
    long = table.rename_axis("unit").reset_index()
    long = long.melt("unit", var_name="level", value_name="value")
    shown = told_apart({level: labels.get(level, level) for level in levels})
    long = long.assign(code=long["level"], level=[shown[level] for level in long["level"]])
    return long.assign(column=str(values.name), measure=FRACTION if is_category else MEAN)


def _means(values: pd.Series, rows: Grouped) -> tuple[list[str], Floats]:
    """The mean of all and of each unit (1 + unit, 1), of those of whom it is known."""
    known = values.notna().to_numpy()
    measured, people = values.to_numpy(float)[known], rows.people[known]
    # all units together are one more unit, the first
    place = np.concatenate([np.zeros_like(rows.unit[known]), 1 + rows.unit[known]])
    table = pd.DataFrame({"place": place, "value": np.tile(measured, 2), "n": np.tile(people, 2)})
    places = range(1 + len(rows.units))
    totals = table.assign(sum=table["value"] * table["n"]).groupby("place")[["sum", "n"]].sum()
    commonest = table.groupby(["place", "value"])["n"].sum().groupby("place").max()
    differing = (totals["n"] - commonest).reindex(places, fill_value=0).to_numpy(np.int64)
    means = (totals["sum"] / totals["n"]).reindex(places).to_numpy(float)
    hidden = [differing[:1] < rows.least, hidden_means(differing[1:], rows.least)]
    shown = np.where(np.concatenate(hidden), np.nan, rounded_means(means, rows.least))
    return [""], shown[:, None]


def _fractions(values: pd.Series, rows: Grouped) -> tuple[list[str], Floats]:
    """The fraction of each level in all and in each unit (1 + unit, level)."""
    counts, levels = merged_levels(*_counts(values, rows), rows.least)
    hidden = np.array([hidden_levels(row, rows.least) for row in counts])
    # what all units together have is shown where every unit's part is
    everywhere = np.vstack([hidden.any(axis=0), hidden])
    people = np.vstack([counts.sum(axis=0), counts])
    return levels, np.where(everywhere, np.nan, people / people.sum(axis=1, keepdims=True))


def _counts(values: pd.Series, rows: Grouped) -> tuple[Integers, list[str]]:
    """People by unit and level (unit, level); what is missing is a level of its own."""
    levels, codes = [str(v) for v in values.cat.categories], values.cat.codes.to_numpy(np.int64)
    if (codes < 0).any():
        # a level of the data that is called so says the same
        levels = levels if MISSING in levels else [*levels, MISSING]
        codes = np.where(codes < 0, levels.index(MISSING), codes)
    counts = np.zeros((len(rows.units), len(levels)), dtype=np.int64)
    np.add.at(counts, (rows.unit, codes), rows.people)
    return counts, levels
