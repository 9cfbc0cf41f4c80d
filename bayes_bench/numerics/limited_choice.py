"""The best choice of k units of which only so many may be of a group: an integer program.

Arrays only: ``worth`` (unit,) of at least 0 each; ``members`` (group, unit), bool; ``most``
(group,), how many of each group may be chosen. Groups may overlap, as regions and classes of size
do: with one grouping it would be enough to take the units in the order of their worth.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from bayes_bench.typing import Floats

type Whole = NDArray[np.int64]
type Choice = NDArray[np.bool_]

TOLERANCE = 1e-6
"""The solver's own: choices whose worth differs by less count as equally good."""


def most_units(members: Choice, most: Whole) -> int:
    """How many units can be chosen at all."""
    everyone = np.ones(members.shape[1])
    return int(_solve(everyone, LinearConstraint(members, ub=most), []).sum())


def first_best(worth: Floats, order: Whole, members: Choice, most: Whole, k: int) -> list[int]:
    """Of the choices of k units that are worth most, the one that comes first in an order.

    Whoever can be added to those kept so far, and nothing is lost, is kept.

    Parameters
    ----------
    worth : array of float (unit,)
        With differences that are not of the size of `TOLERANCE`.
    order : array of int (unit,)
        Positions of all units.
    members : array of bool (group, unit)
    most : array of int (group,)
    k : int
        Not more than `most_units`.

    Returns
    -------
    list of int
        Positions of the chosen units, as they come in the order.
    """
    rules = np.vstack([np.ones((1, worth.size), dtype=np.bool_), members])
    exactly_k = LinearConstraint(rules, lb=np.r_[k, 0 * most], ub=np.r_[k, most])
    best = _solve(worth, exactly_k, [])
    kept: list[int] = []
    for unit in order.tolist():
        other = best if best[unit] else _solve(worth, exactly_k, [*kept, unit])
        if other.any() and worth[other].sum() > worth[best].sum() - TOLERANCE:
            best = other
            kept.append(unit)
        if len(kept) == k:
            break
    return kept


def _solve(worth: Floats, rules: LinearConstraint, forced: list[int]) -> Choice:
    """The choice within the rules that is worth most, those forced among it; nobody if none is."""
    least = np.zeros(worth.size)
    least[forced] = 1.0
    found = milp(
        -worth,
        integrality=np.ones(worth.size, dtype=np.int64),
        bounds=Bounds(least, 1.0),
        constraints=rules,
        options={"mip_rel_gap": 0.0},  # by default it stops within a ten-thousandth of the best
    )
    return np.zeros(worth.size, np.bool_) if found.x is None else found.x > 0.5
