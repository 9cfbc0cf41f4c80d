"""The loops that find the mode of a unit's effect given the rest, and integrate the effect out.

Given (beta, sigma) the effects of the units are independent, and the log density of each,

    h(u) = y u - sum_c n_c log(1 + exp(eta_c + u)) - u^2 / (2 sigma^2),

is strictly concave. `DRAWS` draws of (beta, sigma) are done together, as lanes.

References
----------
Trefethen & Weideman (2014), 10.1137/130932132, for the trapezoidal rule.
"""

import numpy as np

from bayes_bench.numerics.compiled import compiled, exp_of_negative
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.likelihood_kernel import FACTORS
from bayes_bench.typing import Floats

MAX_NEWTON_STEPS = 200
"""Every other one at least halves what is left of the bounds."""
TOLERANCE = 1e-5
"""Newton stops when its step was this small a part of the sd."""
STEP, MAX_STEP = 0.9, 0.5
"""Step of the trapezoidal rule, in sd's, and at most in logits. A normal density is then summed to
some 1e-11, and the edge of a unit of no events, exp(-n e^u), which is analytic and bounded up to
pi / 2 from the real axis, to some 1e-9."""
LOG_DROP = 26.0
"""The rule ends where the integrand is exp(-26) of its largest value."""
HUGE = 1e300
"""Beyond every number here; of infinities the compiled code knows nothing."""
MAX_NODES = 20_000
"""To either side: enough for a between-unit sd of 1,400 logits; beyond, the tail is cut off."""


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
def log_density(events: float, at: Floats, sums: Floats, precision: Floats, d: int) -> float:
    """h of one lane, from its sum of n log(1 + e^eta)."""
    value: float = events * at[d] - sums[d] - 0.5 * precision[d] * at[d] * at[d]
    return value


@compiled
def gradient(events: float, at: Floats, sums: Floats, precision: Floats, d: int) -> float:
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
def newton_mode(
    base: Floats, trials: Floats, events: float, precision: Floats, mode: Floats, sums: Floats
) -> None:
    """Newton's method to the mode of every lane; `sums` are those at the mode.

    Where a step leaves what is left of the bounds, or is more than half as long as the one before,
    they are halved instead: Newton alone may go to and fro between the edge of a likelihood and its
    flat side.
    """
    low, high, last = np.empty(DRAWS), np.empty(DRAWS), np.full(DRAWS, HUGE)
    for d in range(DRAWS):
        low[d], high[d] = bounds(base, trials, events, precision[d], d)
        mode[d] = min(max(mode[d], low[d]), high[d])
    terms(base, trials, mode, sums)
    for _ in range(MAX_NEWTON_STEPS):
        largest = 0.0
        for d in range(DRAWS):
            slope = gradient(events, mode, sums[1], precision, d)
            curvature = precision[d] + sums[2, d]
            if slope > 0.0:
                low[d] = mode[d]
            else:
                high[d] = mode[d]
            following = mode[d] + slope / curvature
            outside = following < low[d] or following > high[d]
            if outside or abs(following - mode[d]) > 0.5 * last[d]:
                following = 0.5 * (low[d] + high[d])
            last[d] = abs(following - mode[d])
            largest = max(largest, last[d] * np.sqrt(curvature))
            mode[d] = following
        terms(base, trials, mode, sums)
        if largest < TOLERANCE:
            break


@compiled
def integrate(
    base: Floats, trials: Floats, events: float, precision: Floats, mode: Floats, sums: Floats
) -> Floats:
    """Log of the integral of exp(h) over u, lane by lane, by the trapezoidal rule."""
    maximum, step, total = np.empty(DRAWS), np.empty(DRAWS), np.ones(DRAWS)
    at, softplus_sums = np.empty(DRAWS), np.empty(DRAWS)
    for d in range(DRAWS):
        maximum[d] = log_density(events, mode, sums[0], precision, d)
        step[d] = min(MAX_STEP, STEP * (precision[d] + sums[2, d]) ** -0.5)
    for side in (-1.0, 1.0):
        for k in range(1, MAX_NODES):
            for d in range(DRAWS):
                at[d] = mode[d] + side * k * step[d]
            softplus(base, trials, at, softplus_sums)
            highest = -HUGE
            for d in range(DRAWS):
                drop = log_density(events, at, softplus_sums, precision, d) - maximum[d]
                total[d] += exp_of_negative(drop)
                highest = max(highest, drop)
            if highest < -LOG_DROP:
                break
    for d in range(DRAWS):
        total[d] = maximum[d] + np.log(total[d] * step[d])
    return total
