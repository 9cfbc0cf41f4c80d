"""Covariates that a design can use: not the same for everyone, and within what floats can hold."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.design.splines import largest_df, spline_knots
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate

LARGEST = 1e100  # squares and sums over people stay finite
SMALLEST = 1e-100  # squares stay above zero
RELATIVE_SPREAD = 1e-8  # half of a float's digits are left after centring


def refuse_useless(cells: xr.Dataset, model: Model) -> None:
    """Refuse covariates and groupings of which a design could make no use.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell``.
    model : Model

    Raises
    ------
    DataError
        With every one of them, and what to do.
    """
    problems = [
        *(_problem(cells, covariate) for covariate in model.main_effects),
        *(_lonely(cells, group.name) for group in model.groups),
    ]
    if any(problems):
        raise DataError([problem for problem in problems if problem])


def _problem(cells: xr.Dataset, covariate: Covariate) -> str:
    values, trials = values_of(cells, covariate.name), cells["trials"].to_numpy()
    if np.unique(values).size == 1:
        return f'the covariate "{covariate.name}" has the same value for everyone: leave it out'
    if covariate.kind != "category" and (remedy := _rescaling(values)):
        return f'the covariate "{covariate.name}" {remedy}'
    return _too_few(values, trials, covariate)


def _lonely(cells: xr.Dataset, name: str) -> str:
    if np.unique(values_of(cells, name)).size > 1:
        return ""
    return f'the grouping "{name}" has one member only, which varies from nothing: leave it out'


def _too_few(values: NDArray[np.float64], trials: NDArray[np.int64], covariate: Covariate) -> str:
    df = covariate.df
    if df is None or np.all(np.diff(spline_knots(values, trials, df)) > 0):
        return ""
    able = largest_df(values, trials, df)
    remedy = f"write df = {able}, or" if able > 1 else "write"
    return (
        f'the covariate "{covariate.name}" has too few different values for a spline with '
        f"df = {covariate.df}, as knots at quantiles coincide where many people have one value: "
        f'{remedy} kind = "linear"'
    )


def _rescaling(values: NDArray[np.float64]) -> str:
    """Say how a measurement has to be rescaled before its spread can be computed, if at all."""
    largest = float(np.abs(values).max())
    if largest > LARGEST:
        return "has numbers too large to compute with: divide it by a constant, a power of ten"
    spread = float(np.ptp(values))
    if spread < RELATIVE_SPREAD * largest:
        return (
            "hardly varies beside its size, so that differences are lost in rounding: subtract a "
            "constant near its mean"
        )
    if spread < SMALLEST:
        return "has differences too small to compute with: multiply it by a power of ten"
    return ""


def values_of(cells: xr.Dataset, name: str) -> NDArray[np.float64]:
    """The values of a covariate, or the places of its levels (cell,)."""
    return np.asarray(cells[f"covariate_{name}"].to_numpy(), dtype=np.float64)
