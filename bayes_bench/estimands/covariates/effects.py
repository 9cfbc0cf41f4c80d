"""Effects of the covariates: log odds ratios, odds ratios, and average marginal effects.

An average marginal effect compares all people of the country with themselves: everybody given one
level and everybody given the reference, everything else (the unit included) as it is. Means over
everybody with one level are marginal standardisation (g-computation): the adjusted rates.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.estimands.covariates.averages import (
    Contrast,
    averages_of,
    contrasts_of,
    factors_of,
)
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.parameters import by_chain


@once
def covariate_odds(fit: Fit) -> xr.Dataset:
    """Log odds ratio and odds ratio of every category level and linear covariate, in every draw.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims chain, draw, effect: ``log_odds`` (the log odds ratio) and ``odds_ratio``; coords
        ``term(effect)`` (the covariate) and ``level(effect)``. A category level is compared with
        the reference level; a linear covariate rises by one original unit and, in its next row, by
        one sd over people.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    contrasts = contrasts_of(fit.analysis.design)
    columns = [contrast.column for contrast in contrasts]
    factors = [contrast.factor for contrast in contrasts]
    log_odds = fit.parameters.coefficient[:, columns] * factors
    odds = {"log_odds": log_odds, "odds_ratio": np.exp(log_odds)}
    return by_chain(odds, fit.posterior, "effect").assign_coords(_effect_coords(contrasts))


@once
def standardised_effects(fit: Fit) -> xr.Dataset:
    """Average marginal effects, and adjusted rates, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims chain, draw, effect: ``effect_pp``, the average marginal effect in percentage points;
        the effects are those of `covariate_odds`, and a linear covariate rises from wherever each
        person is. Dims chain, draw, category: ``adjusted_share``, the adjusted rate: everybody's
        mean probability (0-1) if all had the level and were otherwise as they are; coords
        ``category_term`` and ``category_level``, the reference levels among them.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    averages, few = averages_of(fit), thinned_fit(fit).posterior
    levels = [(one.name, level) for one in factors_of(fit.analysis) for level in one.levels]
    effects = by_chain({"effect_pp": averages.changes}, few, "effect")
    rates = by_chain({"adjusted_share": averages.rates}, few, "category")
    return (
        effects.merge(rates)
        .assign_coords(_effect_coords(contrasts_of(fit.analysis.design)))
        .assign_coords(
            category_term=("category", np.array([name for name, _ in levels], dtype=str)),
            category_level=("category", np.array([level for _, level in levels], dtype=str)),
        )
    )


def _effect_coords(contrasts: Sequence[Contrast]) -> dict[str, tuple[str, NDArray[np.str_]]]:
    """What changes in each effect, and to what."""
    return {
        "term": ("effect", np.array([contrast.covariate for contrast in contrasts], dtype=str)),
        "level": ("effect", np.array([contrast.level for contrast in contrasts], dtype=str)),
    }


def summarise_effects(fit: Fit) -> pd.DataFrame:
    """Summarise `covariate_odds` and `standardised_effects` as the table of `effects.csv`.

    Parameters and exceptions are theirs.

    Returns
    -------
    DataFrame
        A row per effect. Point values are posterior means of each measure for itself, so that
        ``odds_ratio`` is a little more than exp(``log_odds``); the bounds of the two agree.
        Intervals are equal-tailed with probability ``benchmark.interval``.
    """
    odds, effects = covariate_odds(fit), standardised_effects(fit)
    columns: dict[str, object] = {name: odds[name].values for name in ("term", "level")}
    for draws in (odds["log_odds"], odds["odds_ratio"], effects["effect_pp"]):
        columns |= interval_columns(str(draws.name), draws, fit.model.benchmark.interval)
    return pd.DataFrame(columns)
