"""Rate by level of each category covariate: crude, and adjusted for everything else."""

import numpy as np
import pandas as pd

from bayes_bench.estimands.covariates.effects import standardised_effects
from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.groups import merged
from bayes_bench.inputs.disclosure.partitions import gives_away
from bayes_bench.typing import Floats, Integers

COLUMNS = ["covariate", "levels", "n", "events", "observed", "adjusted", "lower", "upper"]


def level_rates(fit: Fit) -> pd.DataFrame:
    """Observed (crude) and adjusted rate by level, of every category covariate.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``covariate, levels, n, events, observed, adjusted, lower, upper``; ``levels`` is a tuple of
        codes. Adjusted (marginal standardisation): the mean probability of everybody in the country
        if all had the level and were otherwise as they are, their unit included. Levels that may
        not be shown are merged as they are for the checks (another way would let the two tables be
        subtracted), and then have no adjusted rate; a covariate where that leaves one row only, or
        of which the rows would give a hidden unit away, is left out.
    """
    names = [c.name for c in fit.model.covariates if c.kind == "category"]
    rows = [row for name in names for row in _rows(name, fit)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(name: str, fit: Fit) -> list[tuple[object, ...]]:
    levels, counts = fit.analysis.cells[f"covariate_{name}"].attrs["levels"], _counts(name, fit)
    hides = not fit.model.disclosure.shows_all
    min_count = fit.model.disclosure.minimum_count if hides else 0
    groups = merged(counts, min_count, in_order=False)
    codes = fit.analysis.cells[f"covariate_{name}"].to_numpy()
    if len(groups) < 2 or gives_away(fit.analysis.cells, fit.analysis.hidden, codes, groups):
        return []
    adjusted = _adjusted(name, fit)
    rows: list[tuple[object, ...]] = []
    for group in groups:
        people, events = (int(counts[list(group), column].sum()) for column in (0, 1))
        standardised = adjusted[:, group[0]] if len(group) == 1 else np.full(3, np.nan)
        shown = tuple(levels[code] for code in group)
        rows.append((name, shown, people, events, events / people, *standardised))
    return rows


def _counts(name: str, fit: Fit) -> Integers:
    """People, events and non-events of every level (level, 3)."""
    codes, population = fit.analysis.cells[f"covariate_{name}"], fit.analysis.population
    people, events = (
        np.bincount(codes.to_numpy(), weights=counts, minlength=len(codes.attrs["levels"]))
        for counts in (population.trials, population.events)
    )
    return np.stack([people, events, people - events], axis=1).astype(np.int64)


def _adjusted(name: str, fit: Fit) -> Floats:
    """Adjusted rate at each level, and its bounds (3, level)."""
    effects = standardised_effects(fit)
    of_name = effects["category_term"].to_numpy() == name
    draws = effects["adjusted_share"].isel(category=np.flatnonzero(of_name))
    flat = draws.transpose("chain", "draw", "category").to_numpy().reshape(-1, draws.shape[-1])
    tail = (1 - fit.model.benchmark.interval) / 2
    bounds = np.quantile(flat, [tail, 1 - tail], axis=0)
    return np.concatenate([flat.mean(axis=0)[None], bounds])
