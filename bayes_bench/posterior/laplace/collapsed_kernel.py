"""The loops that integrate every unit's effect out, and draw it from its own distribution.

Given (beta, sigma) the unit effects are independent, and the log density of each,

    h(u) = y u - sum_c n_c log(1 + exp(eta_c + u)) - u^2 / (2 sigma^2),

is strictly concave. `DRAWS` draws of (beta, sigma) are done together, as lanes.

References
----------
Trefethen & Weideman (2014), 10.1137/130932132, for the trapezoidal rule; Gilks & Wild (1992),
10.2307/2347565, for rejection under tangents of a log-concave density.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled, exp_of_negative
from bayes_bench.posterior.likelihood_kernel import DRAWS, FACTORS
from bayes_bench.typing import Floats

NEWTON_STEPS = 200
"""Every other one at least halves what is left of the bounds."""
NEAR = 1e-5
"""Newton stops when its step was this small a part of the sd."""
STEP, WIDEST_STEP = 0.9, 0.5
"""Step of the trapezoidal rule, in sd's, and at most in logits. A normal density is then summed to
some 1e-11, and the edge of a unit of no events, exp(-n e^u), which is analytic and bounded up to
pi / 2 from the real axis, to some 1e-9."""
DEPTH = 26.0
"""The rule ends where the integrand is exp(-26) of its largest value."""
FAR = 1e300
"""Beyond every number here; of infinities the compiled code knows nothing."""
MOST_TRIES = 100_000
"""Of which an envelope that is one needs three."""
MOST_STEPS = 20_000
"""To either side: enough for a between-unit sd of 1,400 logits; beyond, the tail is cut off."""
TANGENTS = 1.4
"""Where the envelope touches, in sd's from the mode: of a normal density it accepts 89 in 100."""


@compiled
def terms(base: Floats, trials: Floats, at: Floats, out: Floats) -> None:
    """Sums over a unit's cells at one effect per lane: of n log(1 + e^eta), n p and n p (1 - p).

    (cell, DRAWS), (cell,), (DRAWS,); out (3, DRAWS)
    """
    product, small = np.ones(DRAWS), np.empty(DRAWS)
    out[:] = 0.0
    factors = 0
    for c in range(trials.size):
        n = trials[c]
        for d in range(DRAWS):
            eta = base[c, d] + at[d]
            small[d] = exp_of_negative(-abs(eta))
            larger = 1.0 / (1.0 + small[d])
            out[0, d] += n * max(eta, 0.0)
            out[1, d] += n * (larger if eta > 0.0 else small[d] * larger)
            out[2, d] += n * small[d] * larger * larger
        if n == 1.0:
            for d in range(DRAWS):
                product[d] *= 1.0 + small[d]
            factors += 1
        else:
            for d in range(DRAWS):
                out[0, d] += n * np.log1p(small[d])
        if factors == FACTORS or c == trials.size - 1:
            for d in range(DRAWS):
                out[0, d] += np.log(product[d])
                product[d] = 1.0
            factors = 0


@compiled
def softplus(base: Floats, trials: Floats, at: Floats, out: Floats) -> None:
    """The first of the sums of `terms` alone; out (DRAWS,)."""
    product, small = np.ones(DRAWS), np.empty(DRAWS)
    out[:] = 0.0
    factors = 0
    for c in range(trials.size):
        if trials[c] == 1.0:
            for d in range(DRAWS):
                eta = base[c, d] + at[d]
                out[d] += max(eta, 0.0)
                product[d] *= 1.0 + exp_of_negative(-abs(eta))
            factors += 1
        else:
            for d in range(DRAWS):
                eta = base[c, d] + at[d]
                out[d] += trials[c] * max(eta, 0.0)
                small[d] = exp_of_negative(-abs(eta))
            for d in range(DRAWS):
                out[d] += trials[c] * np.log1p(small[d])
        if factors == FACTORS or c == trials.size - 1:
            for d in range(DRAWS):
                out[d] += np.log(product[d])
                product[d] = 1.0
            factors = 0


@compiled
def height(events: float, at: Floats, sums: Floats, precision: Floats, d: int) -> float:
    """h of one lane, from its sum of n log(1 + e^eta)."""
    value: float = events * at[d] - sums[d] - 0.5 * precision[d] * at[d] * at[d]
    return value


@compiled
def slope(events: float, at: Floats, sums: Floats, precision: Floats, d: int) -> float:
    """First derivative of h of one lane, from its sum of n p."""
    value: float = events - sums[d] - precision[d] * at[d]
    return value


@compiled
def bounds(
    base: Floats, trials: Floats, events: float, precision: float, d: int
) -> tuple[float, float]:
    """Where the mode of one lane must lie.

    It is sigma^2 (y - n p). It lies between 0 and where the likelihood alone has its mode, which is
    known to within the spread of `base`. With no event, or nothing else, it is nowhere that n p, or
    n (1 - p), is smaller than 1 / sigma^2.
    """
    n = trials.sum()
    least, most = base[0, d], base[0, d]
    for c in range(1, trials.size):
        least, most = min(least, base[c, d]), max(most, base[c, d])
    if events == 0.0:
        low, high = -max(1.0, most + np.log(n / precision)), 0.0
    elif events == n:
        low, high = 0.0, max(1.0, np.log(n / precision) - least)
    else:
        logit = np.log(events / (n - events))
        low, high = min(0.0, logit - most), max(0.0, logit - least)
    return max(low, (events - n) / precision), min(high, events / precision)


@compiled
def climb(
    base: Floats, trials: Floats, events: float, precision: Floats, mode: Floats, sums: Floats
) -> None:
    """Newton's method to the mode of every lane; `sums` are those at the mode.

    Where a step leaves what is left of the bounds, or is more than half as long as the one before,
    they are halved instead: Newton alone may go to and fro between the edge of a likelihood and its
    flat side.
    """
    low, high, last = np.empty(DRAWS), np.empty(DRAWS), np.full(DRAWS, FAR)
    for d in range(DRAWS):
        low[d], high[d] = bounds(base, trials, events, precision[d], d)
        mode[d] = min(max(mode[d], low[d]), high[d])
    terms(base, trials, mode, sums)
    for _ in range(NEWTON_STEPS):
        farthest = 0.0
        for d in range(DRAWS):
            rise, bend = slope(events, mode, sums[1], precision, d), precision[d] + sums[2, d]
            if rise > 0.0:
                low[d] = mode[d]
            else:
                high[d] = mode[d]
            following = mode[d] + rise / bend
            outside = following < low[d] or following > high[d]
            if outside or abs(following - mode[d]) > 0.5 * last[d]:
                following = 0.5 * (low[d] + high[d])
            last[d] = abs(following - mode[d])
            farthest = max(farthest, last[d] * np.sqrt(bend))
            mode[d] = following
        terms(base, trials, mode, sums)
        if farthest < NEAR:
            break


@compiled
def integrate(
    base: Floats, trials: Floats, events: float, precision: Floats, mode: Floats, sums: Floats
) -> Floats:
    """Log of the integral of exp(h) over u, lane by lane, by the trapezoidal rule."""
    top, step, total = np.empty(DRAWS), np.empty(DRAWS), np.ones(DRAWS)
    at, there = np.empty(DRAWS), np.empty(DRAWS)
    for d in range(DRAWS):
        top[d] = height(events, mode, sums[0], precision, d)
        step[d] = min(WIDEST_STEP, STEP * (precision[d] + sums[2, d]) ** -0.5)
    for side in (-1.0, 1.0):
        for k in range(1, MOST_STEPS):
            for d in range(DRAWS):
                at[d] = mode[d] + side * k * step[d]
            softplus(base, trials, at, there)
            highest = -FAR
            for d in range(DRAWS):
                fall = height(events, at, there, precision, d) - top[d]
                total[d] += exp_of_negative(fall)
                highest = max(highest, fall)
            if highest < -DEPTH:
                break
    for d in range(DRAWS):
        total[d] = top[d] + np.log(total[d] * step[d])
    return total


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
    Also returns in how many lanes it was none, so that nothing was drawn.
    """
    level, tangents = np.empty(DRAWS), np.empty((2, 2, DRAWS))  # (side, (crossing, slope), lane)
    at, there = np.empty(DRAWS), np.empty((3, DRAWS))
    for side in range(2):
        for d in range(DRAWS):
            sd = (precision[d] + sums[2, d]) ** -0.5
            at[d] = mode[d] + (2 * side - 1) * TANGENTS * sd
            # h lies below its tangent at what Newton left of the mode, too
            rest = abs(slope(events, mode, sums[1], precision, d)) * 4.0 * TANGENTS * sd
            level[d] = height(events, mode, sums[0], precision, d) + rest
        terms(base, trials, at, there)
        for d in range(DRAWS):
            fall = slope(events, at, there[1], precision, d)
            short = level[d] - height(events, at, there[0], precision, d)
            tangents[side, 0, d], tangents[side, 1, d] = at[d] + short / fall, fall
    drawn, waiting = np.empty(DRAWS), np.ones(DRAWS)
    hull, heights = np.empty(DRAWS), np.empty(DRAWS)
    for _ in range(MOST_TRIES):
        if waiting.sum() == 0.0:
            break
        for d in range(DRAWS):
            at[d], hull[d] = under_tangents(level[d], tangents, state, d)
        softplus(base, trials, at, heights)
        for d in range(DRAWS):
            below = height(events, at, heights, precision, d) - hull[d]
            if waiting[d] == 1.0 and np.log(uniform(state, d)) <= below:
                drawn[d], waiting[d] = at[d], 0.0
    return drawn, waiting.sum()


@compiled
def under_tangents(
    level: float, tangents: Floats, state: NDArray[np.uint64], d: int
) -> tuple[float, float]:
    """A draw from the envelope of one lane, and the envelope's height there."""
    left, rise = tangents[0, 0, d], tangents[0, 1, d]
    right, fall = tangents[1, 0, d], tangents[1, 1, d]
    place = uniform(state, d) * (1.0 / rise + (right - left) - 1.0 / fall)
    if place < 1.0 / rise:
        drop = np.log(uniform(state, d))
        return left + drop / rise, level + drop
    place -= 1.0 / rise
    if place < right - left:
        return left + place, level
    drop = np.log(uniform(state, d))
    return right + drop / fall, level + drop


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
        climb(base, trials[own], events, precision, mode, sums)
        total += integrate(base, trials[own], events, precision, mode, sums)
        effect[j], missing = draw(base, trials[own], events, precision, mode, sums, state)
        failed += missing
    return total, effect, failed
