"""The loops that integrate every unit's effect out, and draw it from its own distribution.

The log density h of an effect, and what a lane is, are those of `unit_density_kernel`.

References
----------
Gilks & Wild (1992), 10.2307/2347565, for rejection under tangents of a log-concave density.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.unit_density_kernel import (
    gradient,
    integrate,
    log_density,
    newton_mode,
    softplus,
    terms,
)
from bayes_bench.typing import Floats

MAX_TRIES = 100_000
"""Of which an envelope that is one needs three."""
TANGENT_POINTS = 1.4
"""Where the envelope touches, in sd's from the mode: of a normal density it accepts 89 in 100."""


@compiled
def uniform(state: NDArray[np.uint64], d: int) -> float:
    """The next number in (0, 1] of one lane's stream (splitmix64)."""
    state[d] += np.uint64(0x9E3779B97F4A7C15)
    z = state[d]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return (float(z >> np.uint64(11)) + 1.0) * 2.0**-53


@compiled
def draw(  # noqa: PLR0913, PLR0917
    base: Floats,
    trials: Floats,
    events: float,
    precision: Floats,
    mode: Floats,
    sums: Floats,
    state: NDArray[np.uint64],
) -> tuple[Floats, float]:
    """One draw of u per lane from the density proportional to exp(h): rejection under tangents.

    The envelope is level about the mode and falls along the tangents of h at two points beside it.
    Also returns in how many lanes every try was rejected, so that nothing was drawn.
    """
    level, tangents = np.empty(DRAWS), np.empty((2, 2, DRAWS))  # (side, (crossing, slope), lane)
    at, there = np.empty(DRAWS), np.empty((3, DRAWS))
    for side in range(2):
        for d in range(DRAWS):
            sd = (precision[d] + sums[2, d]) ** -0.5
            at[d] = mode[d] + (2 * side - 1) * TANGENT_POINTS * sd
            # h lies below its tangent at what Newton left of the mode, too
            rest = abs(gradient(events, mode, sums[1], precision, d)) * 4.0 * TANGENT_POINTS * sd
            level[d] = log_density(events, mode, sums[0], precision, d) + rest
        terms(base, trials, at, there)
        for d in range(DRAWS):
            slope = gradient(events, at, there[1], precision, d)
            below = level[d] - log_density(events, at, there[0], precision, d)
            tangents[side, 0, d], tangents[side, 1, d] = at[d] + below / slope, slope
    drawn, pending = np.empty(DRAWS), np.ones(DRAWS)
    envelope, softplus_sums = np.empty(DRAWS), np.empty(DRAWS)
    for _ in range(MAX_TRIES):
        if pending.sum() == 0.0:
            break
        for d in range(DRAWS):
            at[d], envelope[d] = draw_from_envelope(level[d], tangents, state, d)
        softplus(base, trials, at, softplus_sums)
        for d in range(DRAWS):
            log_ratio = log_density(events, at, softplus_sums, precision, d) - envelope[d]
            if pending[d] == 1.0 and np.log(uniform(state, d)) <= log_ratio:
                drawn[d], pending[d] = at[d], 0.0
    return drawn, pending.sum()


@compiled
def draw_from_envelope(
    level: float, tangents: Floats, state: NDArray[np.uint64], d: int
) -> tuple[float, float]:
    """A draw from the envelope of one lane, and the log of the envelope there."""
    left, left_slope = tangents[0, 0, d], tangents[0, 1, d]
    right, right_slope = tangents[1, 0, d], tangents[1, 1, d]
    place = uniform(state, d) * (1.0 / left_slope + (right - left) - 1.0 / right_slope)
    if place < 1.0 / left_slope:
        drop = np.log(uniform(state, d))
        return left + drop / left_slope, level + drop
    place -= 1.0 / left_slope
    if place < right - left:
        return left + place, level
    drop = np.log(uniform(state, d))
    return right + drop / right_slope, level + drop


@compiled
def unit_predictors(
    values: tuple[Floats, Floats], codes: NDArray[np.int32], loose: Floats
) -> Floats:
    """Linear predictors of some cells without their unit's effect.

    ((row, DRAWS), (loose, DRAWS)), (cell, way), (cell, loose) -> (cell, DRAWS)
    """
    table, slopes = values
    base = np.zeros((codes.shape[0], DRAWS))
    for c in range(codes.shape[0]):
        for way in range(codes.shape[1]):
            for d in range(DRAWS):
                base[c, d] += table[codes[c, way], d]
        for column in range(loose.shape[1]):
            for d in range(DRAWS):
                base[c, d] += loose[c, column] * slopes[column, d]
    return base


@compiled
def collapse(
    values: tuple[Floats, Floats],
    design: tuple[NDArray[np.int32], Floats],
    data: tuple[Floats, Floats, NDArray[np.int64]],
    precision: Floats,
    start: Floats,
    state: NDArray[np.uint64],
) -> tuple[Floats, Floats, float]:
    """Per lane, the sum over units of the log integrals of exp(h), and a draw of every effect.

    Also how many draws failed, which makes the rest useless.

    ((row, DRAWS), (loose, DRAWS)), ((cell, way), (cell, loose)), (trials (cell,), events (unit,),
    first cells (unit + 1,)), 1 / sigma^2 (DRAWS,), (unit, DRAWS), (DRAWS,)
    -> (DRAWS,), (unit, DRAWS), number
    """
    failed = 0.0
    codes, loose = design
    trials, unit_events, first = data
    total, effect, sums = np.zeros(DRAWS), np.empty(start.shape), np.empty((3, DRAWS))
    for j in range(unit_events.size):
        own = slice(first[j], first[j + 1])
        base = unit_predictors(values, codes[own], loose[own])
        mode, events = start[j].copy(), unit_events[j]
        newton_mode(base, trials[own], events, precision, mode, sums)
        total += integrate(base, trials[own], events, precision, mode, sums)
        effect[j], missing = draw(base, trials[own], events, precision, mode, sums, state)
        failed += missing
    return total, effect, failed
