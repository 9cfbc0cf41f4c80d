"""Covariates that say the same: a column of the design that follows from the others."""

from collections.abc import Sequence

import numpy as np

from bayes_bench.design.matrix import Design
from bayes_bench.typing import Bools, Floats, Integers

TOLERANCE = 1e-9
"""Eigenvalue of the terms' correlations up to which it is zero: rounding leaves 1e-12 or so."""
LOADING = 1e-4
MOST_TERMS = 3000
"""The decomposition takes the cube of the number of terms: a second or so of so many."""


def collinear_covariates(design: Design, trials: Integers) -> list[list[str]]:
    """Return groups of covariates of which one follows exactly from the others.

    Parameters
    ----------
    design : Design
    trials : ndarray (cell,)

    Returns
    -------
    list of list of str
        Names in the model's order. The effects of such covariates cannot be told apart by any
        data; the prior alone divides what they have in common among them.

    References
    ----------
    Belsley, Kuh and Welsch (1980), Regression Diagnostics, chapter 3, 10.1002/0471725153.
    """
    names = [term.covariate for term in design.terms]
    distinct = list(dict.fromkeys(names))
    if len(distinct) < 2 or len(names) > MOST_TERMS:
        return []
    values, vectors = np.linalg.eigh(_correlations(design, trials))
    null = vectors[:, values < TOLERANCE * len(names)]
    # the projection on the null space does not depend on which basis of it was found
    shared = np.abs(null @ null.T) > LOADING
    place = [distinct.index(name) for name in names]
    is_joined = np.zeros((len(distinct), len(distinct)), dtype=bool)
    rows, columns = np.nonzero(shared)
    is_joined[np.take(place, rows), np.take(place, columns)] = True
    return [[distinct[n] for n in group] for group in _groups(is_joined)]


def _correlations(design: Design, trials: Integers) -> Floats:
    weights = trials / trials.sum()
    # dense of terms by terms only; centred afterwards, as sums of products
    products = (design.matrix.multiply(weights[:, np.newaxis]).T @ design.matrix).toarray()
    covariances = products - np.outer(design.center, design.center)
    scale = np.sqrt(np.diag(covariances))
    return np.asarray(covariances / np.outer(scale, scale))


def _groups(is_joined: Bools) -> list[list[int]]:
    """Connected places, of which there are two or more (Warshall's closure)."""
    reach = is_joined.copy()
    for middle in range(len(reach)):
        reach |= np.outer(reach[:, middle], reach[middle])
    groups = {tuple(np.flatnonzero(row).tolist()) for row in reach if row.sum() > 1}
    return [list(group) for group in sorted(groups)]


def collinear_notes(design: Design, trials: Integers) -> list[str]:
    """Say which covariates follow from each other, a sentence each.

    Parameters
    ----------
    design : Design
    trials : ndarray (cell,)
    """
    return [
        f"the covariates {_named(group)} say the same: one follows exactly from the "
        f"other{'s' if len(group) > 2 else ''}; the prior alone divides their effect, so leave "
        "one out"
        for group in collinear_covariates(design, trials)
    ]


def _named(names: Sequence[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"
