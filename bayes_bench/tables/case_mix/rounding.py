"""What of a unit's case mix may leave the machine where the people are.

The contribution of a covariate is, but for a known factor, a count of the unit's people: with all
its digits that of a level with few people tells how few they are. So where a level has fewer people
in a unit than may be shown, the contribution is rounded to steps so wide that this many people more
or fewer make no difference to it; everything else is rounded to what a page shows anyway.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.design.matrix import Design
from bayes_bench.fitted import Fit
from bayes_bench.typing import Floats, Integers

DECIMALS = 1
"""Of a percentage point: a tenth is what the page shows."""
MAX_DISTINCT_VALUES = 20
"""Distinct values up to which a measurement is treated like a category."""

_FIGURES = ["contribution", "contribution_lower", "contribution_upper"]


def shown_contributions(table: pd.DataFrame, fit: Fit) -> pd.DataFrame:
    """The table of contributions as it may be published.

    Parameters
    ----------
    table : DataFrame
        From `expectation_table`.
    fit : Fit
        Whose effects the contributions are made of; its model's ``disclosure`` says whether the
        data are public, and what may be shown.

    Returns
    -------
    DataFrame
        With ``step``, what the figures of a row are rounded to, percentage points: missing for
        public data, which are not rounded; a tenth, or more where the covariate has a level, or one
        of at most `MAX_DISTINCT_VALUES` values, with fewer than ``minimum_count`` people in the
        unit.
    """
    if fit.model.disclosure.shows_all or table.empty:
        return table.assign(step=np.nan)
    steps = contribution_steps(fit).to_series().rename("step")
    joined = table.join(steps, on=["unit", "covariate"])
    step = joined["step"].to_numpy()[:, None]
    # rounded once more, for the shortest text: 0.3 and not 0.30000000000000004
    rounded = (joined[_FIGURES].to_numpy() / step).round() * step
    return joined.assign(**dict(zip(_FIGURES, rounded.round(6).T, strict=True)))


def contribution_steps(fit: Fit) -> xr.DataArray:
    """What each contribution has to be rounded to.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataArray (unit, covariate)
        Percentage points: a tenth, or what ``minimum_count`` people make if they go from the lowest
        to the highest value of the covariate, at the slope of the logistic curve at the country's
        crude rate.
    """
    cells, model = fit.analysis.cells, fit.model
    design, population = fit.analysis.design, fit.analysis.population
    min_count = model.disclosure.minimum_count
    crude_rate = float(cells["events"].sum() / cells["trials"].sum())
    slopes = fit.parameters.coefficient.mean(axis=0)
    tenth = 10.0**-DECIMALS
    names = [*(item.name for item in model.characteristics), *model.interactions]
    steps = np.full((population.people.size, len(names)), tenth)
    for place, name in enumerate(names):
        one_person = 100 * crude_rate * (1 - crude_rate) * _span(design, slopes, name)
        wide = np.maximum(tenth, min_count * one_person / population.people)
        few = _rarest_level(cells, model.interactions.get(name, (name,))) < min_count
        steps[:, place] = np.where(few, wide, tenth)
    coords = {"unit": cells["unit"].to_numpy(), "covariate": names}
    return xr.DataArray(steps, coords, ("unit", "covariate"))


def _span(design: Design, slopes: Floats, covariate: str) -> float:
    """Range over people of the covariate's part of the linear predictor, logits."""
    own = np.array([term.covariate == covariate for term in design.terms])
    logits = design.matrix @ np.where(own, slopes, 0.0)
    return float(np.ptp(logits))


def _rarest_level(cells: xr.Dataset, covariates: Sequence[str]) -> Floats:
    """People of each unit at the rarest level there; infinite for what has many values.

    Of two covariates: at the rarest combination that anybody in the country has.
    """
    every = [_levels(cells[f"covariate_{name}"]) for name in covariates]
    found = [place for place in every if place is not None]
    if len(found) < len(every):
        return np.full(cells.sizes["unit"], np.inf)
    levels, place = np.unique(np.stack(found, axis=1), axis=0, return_inverse=True)
    people = np.zeros((cells.sizes["unit"], len(levels)))
    np.add.at(people, (cells["unit_index"].to_numpy(), place.ravel()), cells["trials"].to_numpy())
    rarest: Floats = people.min(axis=1)
    return rarest


def _levels(values: xr.DataArray) -> Integers | None:
    """The place of each cell's value, or none where there are many different ones."""
    levels, place = np.unique(values.to_numpy(), return_inverse=True)
    is_many = levels.size > MAX_DISTINCT_VALUES and "levels" not in values.attrs
    return None if is_many else place
