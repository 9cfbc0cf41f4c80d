"""The decomposition of expected rates as tables: by covariate, in all, and similar units."""

import numpy as np
import pandas as pd
import xarray as xr
from scipy.spatial.distance import cdist

from bayes_bench.errors import InputError
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.draws import ranked_units

SIMILAR = 5
"""How many similar units are given of each."""


def covariate_contributions(contributions: xr.Dataset) -> xr.DataArray:
    """Add up the terms of every covariate.

    Parameters
    ----------
    contributions : Dataset
        From `expectation_contributions`.

    Returns
    -------
    DataArray (draw, unit, covariate)
        Percentage points; covariates in the order of the model.
    """
    owner = contributions["covariate"].to_numpy()
    names = np.array(list(dict.fromkeys(owner)), dtype=str)
    owned = (owner[:, None] == names).astype(np.float64)
    by_term = contributions["contribution"].transpose("draw", "unit", "term").to_numpy()
    # (draw, unit, term) * (term, covariate) -> (draw, unit, covariate)
    sums = np.einsum("sjt,tc->sjc", by_term, owned)
    coords = {name: contributions[name] for name in ("draw", "unit", "name", "ranked")}
    return xr.DataArray(sums, coords | {"covariate": names}, ("draw", "unit", "covariate"))


def expectation_table(contributions: xr.Dataset, model: Model) -> pd.DataFrame:
    """What every covariate adds to every unit's expected rate, against the country.

    Parameters
    ----------
    contributions : Dataset
        From `expectation_contributions`.
    model : Model
        Gives the probability of the intervals.

    Returns
    -------
    DataFrame
        ``unit, name, covariate, contribution, contribution_lower, contribution_upper``, percentage
        points: a row per unit ("other" included) and covariate, none without covariates. Point
        values are posterior means, which add up to ``difference`` of `expectation_totals`;
        intervals are equal-tailed with probability ``benchmark.interval``.

    Notes
    -----
    Unrounded contributions tell how many of a unit's people have a level to about a person, where
    a covariate has two levels and matters: what is published of small units needs rounding.
    """
    sums = covariate_contributions(contributions)
    units, covariates = sums.sizes["unit"], sums["covariate"].to_numpy()
    columns = interval_columns("contribution", sums.expand_dims("chain"), model.benchmark.interval)
    return pd.DataFrame(
        {name: np.repeat(sums[name].to_numpy(), covariates.size) for name in ("unit", "name")}
        | {"covariate": np.tile(covariates, units)}
        | {name: values.ravel() for name, values in columns.items()}
    )


def expectation_totals(contributions: xr.Dataset, model: Model) -> pd.DataFrame:
    """How far every unit's expected rate is from the country's.

    Parameters are those of `expectation_table`.

    Returns
    -------
    DataFrame
        ``unit, name, expected, expected_country`` (rates 0-1, posterior means), and
        ``difference, difference_lower, difference_upper``, percentage points; a row per unit,
        "other" included.
    """
    names = ("expected", "expected_country")
    expected, country = (contributions[name].mean("draw") for name in names)
    difference = 100 * (contributions["expected"] - contributions["expected_country"])
    return pd.DataFrame(
        {name: contributions[name].to_numpy() for name in ("unit", "name")}
        | {"expected": expected.to_numpy(), "expected_country": float(country)}
        | interval_columns("difference", difference.expand_dims("chain"), model.benchmark.interval)
    )


def similar_units(contributions: xr.Dataset, count: int = SIMILAR) -> pd.DataFrame:
    """Nearest neighbours of each unit in case mix, each covariate weighted by its effect.

    The distance of two units is that of the posterior means of their covariates' contributions, so
    that a difference in case mix counts as much as it matters. Contributions of covariates are
    compared and not of terms, which depend on which level is the reference and on the basis of a
    spline.

    Parameters
    ----------
    contributions : Dataset
        From `expectation_contributions`.
    count : int
        How many similar units of each; fewer where there are not as many other ranked units.

    Returns
    -------
    DataFrame
        ``unit, name, place, similar, similar_name, distance``: a row per ranked unit and place
        (1 = most similar; in the order of the units where equally so). ``distance`` is Euclidean,
        percentage points. "other" neither has similar units nor is one; without covariates
        nothing is known of the case mix, and there are no rows.

    Raises
    ------
    InputError
        ``count`` is below 1.
    """
    if count < 1:
        raise InputError(f"count is the number of similar units, 1 or more, not {count}.")
    means = covariate_contributions(contributions).mean("draw")
    means = ranked_units(means)
    places = min(count, means.sizes["unit"] - 1) if means.sizes["covariate"] else 0
    distance = cdist(means, means) if places else np.zeros((means.sizes["unit"],) * 2)
    np.fill_diagonal(distance, np.inf)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :places]
    units, names = means["unit"].to_numpy(), means["name"].to_numpy()
    return pd.DataFrame(
        {
            "unit": np.repeat(units, places),
            "name": np.repeat(names, places),
            "place": np.tile(np.arange(1, places + 1), units.size),
            "similar": units[nearest].ravel(),
            "similar_name": names[nearest].ravel(),
            "distance": np.take_along_axis(distance, nearest, axis=1).ravel(),
        }
    )
