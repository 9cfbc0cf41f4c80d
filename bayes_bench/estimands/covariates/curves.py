"""Effect of a spline covariate, as a curve over its values."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.covariates.averages import averages_of
from bayes_bench.estimands.covariates.contrasts import grids_of
from bayes_bench.estimands.covariates.crossed import in_interactions
from bayes_bench.estimands.intervals import BOUNDS, interval_columns
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.parameters import by_chain
from bayes_bench.typing import Floats

_MEASURES = ("log_odds", "odds_ratio", "effect_pp")
_COLUMNS = ["covariate", "value", *(f"{m}{end}" for m in _MEASURES for end in BOUNDS)]


def spline_effects(fit: Fit, covariate: str) -> xr.Dataset:
    """Effect of a spline covariate against its median person, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit
    covariate : str
        Name of a covariate of kind spline.

    Returns
    -------
    Dataset
        Dims chain, draw, value: ``log_odds``, ``odds_ratio`` against the median over people, and
        ``effect_pp``: the average marginal effect in percentage points, everybody's mean change of
        probability from the median to the value, all else (the unit included) as it is. A covariate
        in an interaction has ``effect_pp`` alone: its odds ratios differ between people. Coord
        ``value``: original units, equally spaced from the 1st to the 99th percentile over people.
        Attr ``median``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    grid, few = grids_of(fit)[covariate], thinned_fit(fit)
    measures = _measures(grid.shifts(few.parameters), averages_of(fit).curves[covariate])
    if covariate in in_interactions(fit.model):
        measures = {"effect_pp": measures["effect_pp"]}
    curve = by_chain(measures, few.posterior, "value").assign_coords(value=grid.values)
    return curve.assign_attrs(covariate=covariate, median=grid.median)


@once
def every_spline_effect(fit: Fit) -> dict[str, xr.Dataset]:
    """`spline_effects` of each spline covariate, by name."""
    return {name: spline_effects(fit, name) for name in grids_of(fit)}


def spline_curves(fit: Fit) -> pd.DataFrame:
    """Summarise `spline_effects` of every spline covariate.

    Parameters and exceptions are those of `spline_effects`.

    Returns
    -------
    DataFrame
        Columns covariate, value, and log_odds, odds_ratio, effect_pp each with _lower and _upper;
        a row per covariate and value; no rows where there are no splines. Point values are
        posterior means, intervals equal-tailed with probability ``benchmark.interval``.
    """
    interval = fit.model.benchmark.interval
    parts = [_curve_table(*of, interval) for of in every_spline_effect(fit).items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


def _curve_table(name: str, effects: xr.Dataset, interval: float) -> pd.DataFrame:
    columns: dict[str, object] = {"covariate": name, "value": effects["value"].to_numpy()}
    for measure in (one for one in _MEASURES if one in effects):
        columns |= interval_columns(measure, effects[measure], interval)
    return pd.DataFrame(columns).reindex(columns=_COLUMNS)


def _measures(log_odds: Floats, means: Floats) -> dict[str, Floats]:
    """The three measures against the last value, from log odds and mean probabilities.

    (draw, value + 1) twice -> (draw, value)
    """
    against = log_odds[:, :-1] - log_odds[:, -1:]
    return {
        "log_odds": against,
        "odds_ratio": np.exp(against),
        "effect_pp": 100 * (means[:, :-1] - means[:, -1:]),
    }
