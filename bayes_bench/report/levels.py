"""Share by level of each category covariate: as it was, and with everything else alike."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.codes import OTHER
from bayes_bench.predictive.groups import merged
from bayes_bench.report.content import Found
from bayes_bench.typing import Floats, Integers

COLUMNS = ["covariate", "label", "n", "events", "observed", "adjusted", "lower", "upper"]


def level_shares(found: Found, other: str = OTHER) -> pd.DataFrame:
    """Observed and adjusted share by level, of every category covariate.

    Parameters
    ----------
    found : Found
    other : str
        What a level is called that took in those too small to be shown.

    Returns
    -------
    DataFrame
        ``covariate, label, n, events, observed, adjusted, lower, upper``. Adjusted: the mean
        probability of everybody in the country if all had the level and were otherwise as they
        are, their unit included. Levels that may not be shown are merged as they are for the
        checks (another way would let the two tables be subtracted), and then have no adjusted
        share; a covariate where that leaves one row only is left out.
    """
    names = [covariate.name for covariate in found.model.covariates if covariate.kind == "category"]
    labels = shown_labels(found, other)
    parts = [_shares(name, found, labels[name]) for name in names]
    return pd.concat([pd.DataFrame(columns=COLUMNS), *parts], ignore_index=True)


def shown_labels(found: Found, other: str) -> dict[str, list[str]]:
    """Labels of the levels of each category, with ``other`` for the one that is ours.

    A level of the user's own that is called "other" keeps its name.
    """
    names = [covariate.name for covariate in found.model.covariates if covariate.kind == "category"]
    labels = {name: list(found.cells[f"covariate_{name}"].attrs["labels"]) for name in names}
    for name in names:
        if _has_merged(found, name):
            labels[name] = [other if label == OTHER else label for label in labels[name]]
    return labels


def _has_merged(found: Found, name: str) -> bool:
    # the cells tell it in their warnings only
    told = f'the covariate "{name}" are one level'
    return any(told in warning for warning in found.cells.attrs.get("warnings", []))


def _shares(name: str, found: Found, labels: Sequence[str]) -> pd.DataFrame:
    codes = found.cells[f"covariate_{name}"]
    counts = _counts(codes, found.cells)
    least = 0 if found.model.disclosure.public else found.model.disclosure.minimum_count
    groups = merged(counts, least, in_order=False)
    if len(groups) < 2:
        return pd.DataFrame(columns=COLUMNS)
    adjusted = _adjusted(name, found)
    rows = []
    for levels in groups:
        people, events = (int(counts[list(levels), column].sum()) for column in (0, 1))
        label = " + ".join(labels[level] for level in levels)
        alone = adjusted[:, levels[0]] if len(levels) == 1 else np.full(3, np.nan)
        rows.append((name, label, people, events, events / people, *alone))
    return pd.DataFrame(rows, columns=COLUMNS)


def _counts(codes: xr.DataArray, cells: xr.Dataset) -> Integers:
    """People, events and non-events of every level; dims (level, 3)."""
    places, length = codes.to_numpy(), len(codes.attrs["levels"])
    people, events = (
        np.bincount(places, weights=cells[name].to_numpy(), minlength=length).astype(np.int64)
        for name in ("trials", "events")
    )
    return np.stack([people, events, people - events], axis=1)


def _adjusted(name: str, found: Found) -> Floats:
    """Everybody's mean probability with each level, and its bounds; dims (3, level)."""
    shares = found.effects["adjusted_share"].isel(category=found.effects["category_term"] == name)
    draws = (
        shares.transpose("chain", "draw", "category")
        .to_numpy()
        .reshape(-1, shares.sizes["category"])
    )
    tail = (1 - found.model.benchmark.interval) / 2
    return np.concatenate([draws.mean(axis=0)[None], np.quantile(draws, [tail, 1 - tail], axis=0)])
