"""Every estimand of every unit under every reference: the table of `estimands.csv`."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

import pandas as pd
import xarray as xr

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.intervals import BOUNDS, point_and_bounds
from bayes_bench.fitted import Fit
from bayes_bench.predictive.ranges import RANGES, range_draws
from bayes_bench.tables.column import NAME, UNIT, Column, with_interval
from bayes_bench.tables.table import Table


def estimand_table(fit: Fit) -> pd.DataFrame:
    """Point value and interval of everything that the catalogue and the predicted ranges hold.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``estimand, reference, unit, name, value, lower, upper, units``: a row per estimand,
        reference ("" where it has none) and unit, "other" included. Values are means, intervals
        equal-tailed; ``units`` is the unit of measure. Of a range (``own_range``,
        ``chance_range``, ``next_period``) lower and upper are the range itself.
    """
    drawn = chain(every_estimand(fit).items(), _ranges(fit))
    rows = [_rows(draws, names, fit.model.benchmark.interval) for names, draws in drawn]
    return pd.concat(rows, ignore_index=True)[TABLE.names]


def _ranges(fit: Fit) -> Iterator[tuple[tuple[str, str], xr.DataArray]]:
    """One range after another: all of them together would be large."""
    for name, reference in RANGES:
        yield (name, reference), range_draws(fit, name, reference).expand_dims("chain")


def _rows(draws: xr.DataArray, names: tuple[str, str], interval: float) -> pd.DataFrame:
    figures = point_and_bounds(draws.transpose("chain", "draw", "unit"), interval)
    about = {key: draws[key].to_numpy() for key in ("unit", "name")}
    values = dict(zip((f"value{end}" for end in BOUNDS), figures, strict=True))
    table = pd.DataFrame(about | values).rename(columns=lambda name: name.removeprefix("value_"))
    estimand, reference = names
    return table.assign(estimand=estimand, reference=reference, units=draws.attrs["units"])


TABLE = Table(
    file="estimands.csv",
    about="an estimand of a unit under a reference",
    columns=(
        Column("estimand", "Name of the estimand."),
        Column("reference", "Reference of the expected proportion; empty where there is none."),
        UNIT,
        NAME,
        *(
            replace(column, name=name)
            for name, column in zip(
                ("value", "lower", "upper"),
                with_interval(
                    "value",
                    "the estimand; of a range, its posterior predictive distribution",
                    "see units",
                    "{estimand}[{unit}, {reference}]",
                ),
                strict=True,
            )
        ),
        Column("units", "Unit of measure of value, lower and upper."),
    ),
    build=estimand_table,
    place=110,
)
