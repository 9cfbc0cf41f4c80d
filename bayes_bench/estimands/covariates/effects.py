"""Effects of the covariates: log odds ratios, odds ratios, and average marginal effects.

An average marginal effect compares all people of the country with themselves: everybody given one
level and everybody given the reference, everything else (the unit included) as it is; where the
covariate is in an interaction, its columns and those of the interaction change together. Means over
everybody with one level are marginal standardisation (g-computation): the adjusted rates.

Such a covariate has no one odds ratio, for its effect differs between people: its row has the
average effect alone. Rows of the interaction have its odds ratio at each level of the other
covariate, and everybody's average effect if all had that level of the other.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.covariates.averages import averages_of
from bayes_bench.estimands.covariates.conditional import Conditional, conditionals_of
from bayes_bench.estimands.covariates.contrasts import Contrast, contrasts_of, factors_of
from bayes_bench.estimands.covariates.crossed import in_interactions
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
        one sd over people. A covariate in an interaction is not there by itself: those of the
        interaction are, the last, at each value of the other covariate (`conditionals_of`).

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    crossed = in_interactions(fit.model)
    contrasts = [c for c in contrasts_of(fit.analysis.design) if c.covariate not in crossed]
    columns = [contrast.column for contrast in contrasts]
    factors = [contrast.factor for contrast in contrasts]
    conditional = conditionals_of(fit.analysis)
    log_odds = np.column_stack(
        [
            fit.parameters.coefficient[:, columns] * factors,
            *(one.shift(fit.parameters) for one in conditional),
        ]
    )
    odds = {"log_odds": log_odds, "odds_ratio": np.exp(log_odds)}
    coords = _effect_coords([*contrasts, *conditional])
    return by_chain(odds, fit.posterior, "effect").assign_coords(coords)


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
        the effects are those of `covariate_odds` and, before those of interactions, covariates that
        are in one; a linear covariate rises from wherever each person is. Dims chain, draw,
        category: ``adjusted_share``, the adjusted rate: everybody's mean probability (0-1) if all
        had the level and were otherwise as they are; coords ``category_term`` and
        ``category_level``, the reference levels among them.

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
        .assign_coords(_effect_coords(_every_effect(fit.analysis)))
        .assign_coords(
            category_term=("category", np.array([name for name, _ in levels], dtype=str)),
            category_level=("category", np.array([level for _, level in levels], dtype=str)),
        )
    )


def _every_effect(analysis: Analysis) -> list[Contrast | Conditional]:
    return [*contrasts_of(analysis.design), *conditionals_of(analysis)]


def _effect_coords(
    effects: Sequence[Contrast | Conditional],
) -> dict[str, tuple[str, NDArray[np.str_]]]:
    """What changes in each effect, and to what."""
    terms = [e.covariate if isinstance(e, Contrast) else e.interaction for e in effects]
    return {
        "term": ("effect", np.array(terms, dtype=str)),
        "level": ("effect", np.array([effect.level for effect in effects], dtype=str)),
    }


def summarise_effects(fit: Fit) -> pd.DataFrame:
    """Summarise `covariate_odds` and `standardised_effects` as the table of `effects.csv`.

    Parameters and exceptions are theirs.

    Returns
    -------
    DataFrame
        A row per effect; those of interactions are in `summarise_interactions`. Point values are
        posterior means of each measure for itself, so that ``odds_ratio`` is a little more than
        exp(``log_odds``); the bounds of the two agree. Intervals are equal-tailed with probability
        ``benchmark.interval``. A covariate in an interaction has no odds.
    """
    table = _summarised(fit)
    kept: pd.DataFrame = table[~table["term"].isin([*fit.model.interactions])]
    return kept.reset_index(drop=True)


def summarise_interactions(fit: Fit) -> pd.DataFrame:
    """The same of interactions: effects of one covariate where the other has a given value.

    Parameters and exceptions are those of `summarise_effects`.

    Returns
    -------
    DataFrame
        ``term`` (the interaction) and ``level``; ``changes, to, given, at``: what changes, to what,
        and what everybody has of the other covariate; then the measures.
    """
    table, told = _summarised(fit), conditionals_of(fit.analysis)
    kept = table[table["term"].isin([*fit.model.interactions])].reset_index(drop=True)
    parts = [(one.contrast.covariate, one.contrast.level, one.given, one.at) for one in told]
    names = pd.DataFrame(parts, columns=["changes", "to", "given", "at"], dtype=str)
    keys = ["term", "level"]
    return pd.concat([kept[keys], names, kept.drop(columns=keys)], axis="columns")


def _summarised(fit: Fit) -> pd.DataFrame:
    """Every effect with each of its measures; missing where it has none."""
    odds, effects = covariate_odds(fit), standardised_effects(fit)
    interval, keys = fit.model.benchmark.interval, ["term", "level"]
    columns: dict[str, object] = {name: odds[name].values for name in keys}
    for draws in (odds["log_odds"], odds["odds_ratio"]):
        columns |= interval_columns(str(draws.name), draws, interval)
    average = interval_columns("effect_pp", effects["effect_pp"], interval)
    if not fit.model.interactions:
        return pd.DataFrame({**columns, **average})
    every = pd.DataFrame({**{name: effects[name].values for name in keys}, **average})
    merged = every.merge(pd.DataFrame(columns), on=keys, how="left", validate="1:1")
    return merged[[*columns, *average]]
