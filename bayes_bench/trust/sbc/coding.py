"""Covariates coded from the definition of the model, person by person, in plain NumPy.

Categories treatment-coded against the most frequent level, linear columns over their sd (ddof 0),
natural cubic splines in the cardinal basis of their knots; all centred over people, so that the
intercept is that of the average person.

References
----------
Green & Silverman (1994), Nonparametric Regression and Generalized Linear Models, sections 2.1 and
2.3, 10.1201/b15710, for the spline from its values and second derivatives at the knots.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayes_bench.trust.sbc.shapes import KINDS
from bayes_bench.typing import Floats


def coded(columns: Mapping[str, NDArray[Any]]) -> tuple[Floats, tuple[str, ...]]:
    """Code people's covariates.

    Parameters
    ----------
    columns : mapping of str to ndarray (person,)
        Covariates of `KINDS`, as in the table.

    Returns
    -------
    ndarray (person, term)
        Centred over people; without covariates it has no columns.
    tuple of str
        Labels of the terms: ``group[b]``, ``score``, ``age[1]``.
    """
    people = max((values.size for values in columns.values()), default=0)
    blocks, labels = [np.zeros((people, 0))], []
    for name, values in columns.items():
        block, own = _CODINGS[KINDS[name]["kind"]](values, KINDS[name].get("df", 0))
        blocks.append(block)
        labels += [name + label for label in own]
    design = np.concatenate(blocks, axis=1)
    # there is nothing to centre without people, and their mean is not a number
    return (design - design.mean(axis=0) if people else design), tuple(labels)


def _category(values: NDArray[Any], _: int) -> tuple[Floats, list[str]]:
    levels, counts = np.unique(values, return_counts=True)
    others = np.delete(levels, int(np.argmax(counts)))
    hot = (values[:, np.newaxis] == others).astype(np.float64)
    return hot, [f"[{level}]" for level in others]


def _linear(values: NDArray[Any], _: int) -> tuple[Floats, list[str]]:
    deviation = values - values.mean()
    return (deviation / np.sqrt((deviation**2).mean()))[:, np.newaxis], [""]


def _spline(values: NDArray[Any], df: int) -> tuple[Floats, list[str]]:
    knots = np.quantile(values, np.linspace(0.0, 1.0, df + 1))
    return natural_spline(values, knots)[:, 1:], [f"[{n}]" for n in range(1, df + 1)]


_CODINGS = {"category": _category, "linear": _linear, "spline": _spline}


def natural_spline(values: Floats, knots: Floats) -> Floats:
    """Cardinal basis of natural cubic splines: each is 1 at one knot and 0 at the others.

    Parameters
    ----------
    values : ndarray (value,)
        Between the first and the last knot.
    knots : ndarray (knot,)
        Three or more, increasing.

    Returns
    -------
    ndarray (value, knot)
    """
    value = np.eye(knots.size)
    curvature = _second_derivatives(knots)
    left = np.clip(np.searchsorted(knots, values, side="right") - 1, 0, knots.size - 2)
    width = np.diff(knots)[left]
    after, before = values - knots[left], knots[left + 1] - values
    linear = after[:, None] * value[left + 1] + before[:, None] * value[left]
    cubic = (1.0 + after / width)[:, None] * curvature[left + 1]
    cubic += (1.0 + before / width)[:, None] * curvature[left]
    return np.asarray(linear / width[:, None] - (after * before)[:, None] * cubic / 6.0)


def _second_derivatives(knots: Floats) -> Floats:
    """Of each basis spline at each knot (knot, basis): R gamma = Q' g, and 0 at both ends."""
    step, inner = np.diff(knots), knots.size - 2
    R, Q = np.zeros((inner, inner)), np.zeros((knots.size, inner))
    for j in range(inner):
        R[j, j] = (step[j] + step[j + 1]) / 3.0
        Q[j : j + 3, j] = 1.0 / step[j], -1.0 / step[j] - 1.0 / step[j + 1], 1.0 / step[j + 1]
        if j + 1 < inner:
            R[j, j + 1] = R[j + 1, j] = step[j + 1] / 6.0
    ends = np.zeros((1, knots.size))
    return np.concatenate([ends, np.linalg.solve(R, Q.T), ends])
