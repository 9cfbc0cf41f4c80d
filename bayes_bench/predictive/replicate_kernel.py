"""The loop over cells that draws who has an event (imported only when it runs).

Every row of the design is a sum of table rows and, rarely, of loose columns
(`bayes_bench.design.lookups`). A cell's probability in some draws is made, compared with uniform
numbers and added up, and never stored: what is kept does not grow with the number of cells.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.binomial_kernel import binomial_from
from bayes_bench.numerics.compiled import (
    CODES2,
    FLOATS2,
    INTEGERS1,
    STATES2,
    WHOLE,
    compiled_for,
    exp_of_negative,
)
from bayes_bench.numerics.random_kernel import States, next_uniforms
from bayes_bench.typing import Floats, Integers

type Codes = NDArray[np.int32]

FEW = 16
"""Trials up to which each is drawn by itself."""
LARGEST = 700.0
"""Logits beyond which all is certain to the last digit."""


@compiled_for(
    (FLOATS2, FLOATS2),
    (CODES2, FLOATS2),
    (FLOATS2, FLOATS2),
    (INTEGERS1, INTEGERS1),
    STATES2,
    (CODES2, WHOLE),
)
def replicate_cells(
    values: tuple[Floats, Floats],
    design: tuple[Codes, Floats],
    effects: tuple[Floats, Floats],
    cells: tuple[Integers, Integers],
    states: States,
    groups: tuple[Codes, int],
) -> tuple[Floats, Floats]:
    """Expected events and replicated ones, with units' own effects and with others.

    ((row, draw), (loose, draw)), ((cell, way), (cell, loose)), ((unit, draw), (unit, draw)),
    ((cell,) unit, (cell,) trials), (4, draw), ((cell, grouping), groups of all groupings)
    -> (group, 3, draw): expected events, people times the squared probability, and events, all with
    the units' own effects; and (unit, draw): events with the others
    """
    own, other = effects
    unit_index, trials = cells
    codes, count = groups
    draws = own.shape[1]
    sums, events = np.zeros((count, 3, draws)), np.zeros(other.shape)
    predictor, hits, uniform = np.empty(draws), np.empty(draws), np.empty(draws)
    p = np.empty(draws)
    for c in range(trials.size):
        unit = unit_index[c]
        _predict(predictor, values, design[0][c], design[1][c])
        _probabilities(p, predictor, own[unit])
        hits[:] = 0.0
        _draw(hits, trials[c], p, states, uniform)
        for grouping in range(codes.shape[1]):
            _add(sums[codes[c, grouping]], trials[c], p, hits)
        _probabilities(p, predictor, other[unit])
        _draw(events[unit], trials[c], p, states, uniform)
    return sums, events


@numba.njit(inline="always")
def _predict(
    out: Floats, values: tuple[Floats, Floats], codes: NDArray[np.int32], loose: Floats
) -> None:
    """Linear predictor of a cell without its unit's effect (draw,)."""
    table, slopes = values
    first, second = table[codes[0]], table[codes[1]]
    third, fourth = table[codes[2]], table[codes[3]]
    for d in range(out.size):
        out[d] = (first[d] + second[d]) + (third[d] + fourth[d])
    for way in range(4, codes.size):
        more = table[codes[way]]
        for d in range(out.size):
            out[d] += more[d]
    for column in range(loose.size):
        for d in range(out.size):
            out[d] += loose[column] * slopes[column, d]


@numba.njit(inline="always")
def _probabilities(out: Floats, predictor: Floats, effect: Floats) -> None:
    """The logistic function of the two together, to the last digits where it is small (draw,)."""
    for d in range(out.size):
        out[d] = 1.0 / (1.0 + exp_of_negative(min(-(predictor[d] + effect[d]), LARGEST)))


@numba.njit(inline="always")
def _draw(hits: Floats, trials: int, p: Floats, states: States, uniform: Floats) -> None:
    """Add the events of a cell's people to the hits (draw,)."""
    if trials <= FEW:
        for _ in range(trials):
            next_uniforms(states, uniform)
            for d in range(p.size):
                hits[d] += 1.0 if uniform[d] < p[d] else 0.0
    else:
        next_uniforms(states, uniform)
        for d in range(p.size):
            hits[d] += binomial_from(uniform[d], trials, p[d])


@numba.njit(inline="always")
def _add(sums: Floats, trials: int, p: Floats, hits: Floats) -> None:
    """Add a cell to a group (3, draw)."""
    expected, squared, events = sums[0], sums[1], sums[2]
    for d in range(p.size):
        mean = trials * p[d]
        expected[d] += mean
        squared[d] += mean * p[d]
        events[d] += hits[d]
