"""The loops over a unit's people, at given effects of the unit (imported only when they run).

A unit of few cells is taken cell by cell, a larger one by series in its moments: those of
`bayes_bench.numerics.logistic_moments`, and what they give when integrated over the shift t,

    mean log(1 + exp(eta + t)) = mean log(1 + exp(eta)) + t / 2 - log(1 - r^2)
                                 + 2 sum_k (-1)^(k-1) r^k / k mean T_k(x).
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics import compiled as kinds
from bayes_bench.numerics.compiled import compiled, compiled_for, exp_of_negative
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.logistic_moments import SPACING
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.typing import Bools, Floats, Integers

type Cells = tuple[Floats, Floats, Integers]
"""Of the units of few cells: logits (draw, cell), trials (cell,), first cells (unit + 1,), the same
of the next unit where a unit has too many."""
type Series = tuple[Floats, Floats, Floats, Floats]
"""People (unit,), centres (centre,), means of polynomials (draw, unit, centre, order), and mean
log(1 + exp(eta + centre)) (draw, unit, centre)."""

PAIR = (kinds.FLOATS2, kinds.FLOATS2)
CELLS = (kinds.FLOATS2, kinds.FLOATS1, kinds.INTEGERS1)
SERIES = (kinds.FLOATS1, kinds.FLOATS1, kinds.FLOATS4, kinds.FLOATS3)
FEW = 64
"""Cells up to which a unit is taken cell by cell."""
FARTHEST = 0.5 * SPACING + 0.1
"""Logits from the outermost centre up to which a series is summed."""
LOG_2 = math.log(2.0)
LARGEST = 700.0
"""Logits beyond which all is certain to the last digit."""
C3, C5, C7, C9, C11, C13 = (2.0 / k for k in range(3, 15, 2))
C15, C17, C19, C21, C23, C25 = (2.0 / k for k in range(15, 27, 2))


@compiled_for(PAIR, (kinds.CODES2, kinds.FLOATS2), (kinds.INTEGERS1, kinds.INTEGERS1), kinds.FLOAT)
def softplus_sums(
    values: tuple[Floats, Floats],
    design: tuple[NDArray[np.int32], Floats],
    cells: tuple[Integers, Integers],
    centre: float,
) -> Floats:
    """Sums over each unit's people of log(1 + exp(eta + centre)); 0 for a unit of few cells.

    ((row, DRAWS), (loose, DRAWS)), ((cell, way), (cell, loose)), ((cell,) trials, (unit + 1,))
    -> (unit, DRAWS)
    """
    table, slopes = values
    codes, loose = design
    trials, starts = cells
    sums, eta = np.zeros((starts.size - 1, DRAWS)), np.empty(DRAWS)
    for unit in range(starts.size - 1):
        own = sums[unit]
        if starts[unit + 1] - starts[unit] > FEW:
            for c in range(starts[unit], starts[unit + 1]):
                add_up(eta, table, slopes, codes, loose, c)
                for d in range(DRAWS):
                    own[d] += trials[c] * _softplus(eta[d] + centre)
    return sums


@compiled_for(kinds.FLOATS2, kinds.FLOATS1, kinds.FLOATS4)
def at_centres(anchor: Floats, centres: Floats, means: Floats) -> Floats:
    """Mean log(1 + exp(eta + centre)), from that at one of them to the next and the next.

    (draw, unit) at centre number size // 2, (centre,), (draw, unit, centre, order)
    -> (draw, unit, centre)
    """
    found = np.empty(means.shape[:3])
    first = centres.size // 2
    for s in range(found.shape[0]):
        for unit in range(found.shape[1]):
            value, of = anchor[s, unit], means[s, unit]
            found[s, unit, first] = value
            for m in range(first + 1, centres.size):
                half = 0.5 * (centres[m] - centres[m - 1])
                value += _integral(of[m - 1], half) - _integral(of[m], -half)
                found[s, unit, m] = value
            value = anchor[s, unit]
            for m in range(first - 1, -1, -1):
                half = 0.5 * (centres[m] - centres[m + 1])
                value += _integral(of[m + 1], half) - _integral(of[m], -half)
                found[s, unit, m] = value
    return found


@compiled_for(CELLS, SERIES, kinds.FLOATS2, kinds.BOOLS2, PAIR)
def slopes(
    cells: Cells, series: Series, effect: Floats, wanted: Bools, out: tuple[Floats, Floats]
) -> None:
    """Sums over each unit's people of p and of p (1 - p), where they are wanted.

    (draw, unit) all; what is not wanted stays as it is in out.
    """
    logits, trials, starts = cells
    people, centres, means, _ = series
    mean, variance = np.empty(FEW), np.empty(FEW)
    for s in range(effect.shape[0]):
        for unit in range(effect.shape[1]):
            first, count = starts[unit], starts[unit + 1] - starts[unit]
            if wanted[s, unit] and count > 0:
                for i in range(count):
                    eta = logits[s, first + i] + effect[s, unit]
                    small = exp_of_negative(min(-eta, LARGEST))
                    p = 1.0 / (1.0 + small)
                    mean[i] = trials[first + i] * p
                    variance[i] = trials[first + i] * p * (p * small)
                out[0][s, unit], out[1][s, unit] = _sum(mean, count), _sum(variance, count)
            elif wanted[s, unit]:
                at = _within(centres, effect[s, unit])
                m = _nearest(centres, at)
                p, slope = _probability(means[s, unit, m], at - centres[m])
                if at != effect[s, unit]:
                    p, slope = _beyond(p, slope, effect[s, unit] - at)
                out[0][s, unit], out[1][s, unit] = people[unit] * p, people[unit] * slope


@compiled_for(CELLS, SERIES, kinds.INTEGERS1, kinds.FLOATS3, kinds.FLOATS3)
def log_integrals(
    cells: Cells, series: Series, events: Integers, effects: Floats, log_weights: Floats
) -> Floats:
    """Log of sums over nodes of exp(likelihood + log weight).

    The likelihood is events * effect less the sum of log(1 + exp(logit + effect)).

    Cells, Series, (unit,), (draw, unit, node) twice -> (draw, unit)
    """
    starts = cells[2]
    draws, units, nodes = effects.shape
    found, total, terms = np.empty((draws, units)), np.empty(nodes), np.empty(FEW)
    for s in range(draws):
        for unit in range(units):
            first, count = starts[unit], starts[unit + 1] - starts[unit]
            for q in range(nodes):
                shift = effects[s, unit, q]
                if count > 0:
                    for i in range(count):
                        eta = cells[0][s, first + i] + shift
                        terms[i] = cells[1][first + i] * _softplus(eta)
                    rest = _sum(terms, count)
                else:
                    rest = _rest(series, s, unit, shift)
                total[q] = events[unit] * shift - rest + log_weights[s, unit, q]
            found[s, unit] = _log_sum_exp(total)
    return found


@compiled_for(CELLS, kinds.FLOATS2, (kinds.FLOATS3, kinds.FLOATS3))
def means_of_small(cells: Cells, shifts: Floats, out: tuple[Floats, Floats]) -> None:
    """Means over each unit's people of p and of p^2, at shifts that all units have in common.

    Cells, (draw, shift), (draw, unit, shift) twice; of a unit of many cells nothing is written.
    """
    logits, trials, starts = cells
    mean, square = out
    for s in range(mean.shape[0]):
        for unit in range(mean.shape[1]):
            first, last, people = starts[unit], starts[unit + 1], 0.0
            for c in range(first, last):
                people += trials[c]
            for q in range(shifts.shape[1] if first < last else 0):
                mean[s, unit, q], square[s, unit, q] = 0.0, 0.0
            for c in range(first, last):
                part = trials[c] / people
                for q in range(shifts.shape[1]):
                    p = 1.0 / (1.0 + exp_of_negative(min(-(logits[s, c] + shifts[s, q]), LARGEST)))
                    mean[s, unit, q] += part * p
                    square[s, unit, q] += part * (p * p)


@compiled
def _rest(series: Series, s: int, unit: int, shift: float) -> float:
    """Sum over a unit's people of log(1 + exp(logit + shift)), by the series."""
    people, centres, means, at_centre = series
    at = _within(centres, shift)
    m = _nearest(centres, at)
    mean: float = at_centre[s, unit, m] + _integral(means[s, unit, m], at - centres[m])
    if at != shift:
        p, slope = _probability(means[s, unit, m], at - centres[m])
        further = abs(shift - at)
        mean += p * (shift - at) + slope * (further - 1.0 + math.exp(-further))
    rest: float = people[unit] * mean
    return rest


@compiled
def _within(centres: Floats, shift: float) -> float:
    """The nearest shift that the series can still follow.

    Beyond, mean p (1 - p) is taken to fall as exp(-distance): so it does where each outcome is, or
    becomes, certain; and where they are not, no effect so far out is likely.
    """
    at: float = min(max(shift, centres[0] - FARTHEST), centres[centres.size - 1] + FARTHEST)
    return at


@compiled
def _beyond(p: float, slope: float, further: float) -> tuple[float, float]:
    """Mean p and mean p (1 - p) so much further than those are followed."""
    less = math.exp(-abs(further))
    gain = slope * (1.0 - less)
    return (p + gain if further > 0.0 else p - gain), slope * less


@compiled
def _nearest(centres: Floats, shift: float) -> int:
    """Number of the nearest of evenly spaced centres."""
    between = centres[1] - centres[0] if centres.size > 1 else 1.0
    place = np.rint((shift - centres[0]) / between)
    return int(min(max(place, 0.0), centres.size - 1.0))


@compiled
def _probability(means: Floats, shift: float) -> tuple[float, float]:
    """Mean p and mean p (1 - p) at a shift from the centre of the means (order,)."""
    r = math.tanh(0.25 * shift)
    total, slope, rest = 0.0, 0.0, 1.0 - r * r
    for k in range(means.size - 1, -1, -1):  # Horner's scheme in -r
        slope = -r * slope - total
        total = -r * total + means[k]
    mean = 0.5 * (1.0 + (r + rest * total))
    return mean, max(0.125 * rest * (1.0 - 2.0 * r * total + rest * slope), 0.0)


@compiled
def _integral(means: Floats, shift: float) -> float:
    """What mean log(1 + exp(eta)) gains by a shift from the centre of the means (order,).

    1 - r^2 is 1 / cosh(shift / 4)^2, whose logarithm is finite however far the shift.
    """
    r, total, size = math.tanh(0.25 * shift), 0.0, abs(shift)
    for k in range(means.size, 0, -1):
        total = means[k - 1] / k - r * total
    log_cosh = 0.25 * size + math.log1p(math.exp(-0.5 * size)) - LOG_2
    return 0.5 * shift + 2.0 * (log_cosh + r * total)


@compiled
def _sum(terms: Floats, count: int) -> float:
    """Sum of the first terms; four sums, so that none waits for the one before."""
    s0, s1, s2, s3 = 0.0, 0.0, 0.0, 0.0
    for i in range(0, count - 3, 4):
        s0 += terms[i]
        s1 += terms[i + 1]
        s2 += terms[i + 2]
        s3 += terms[i + 3]
    for i in range(count - count % 4, count):
        s0 += terms[i]
    return (s0 + s1) + (s2 + s3)


@compiled
def _log_sum_exp(terms: Floats) -> float:
    largest, total = terms.max(), 0.0
    for term in terms:
        total += math.exp(term - largest)
    return largest + math.log(total)


@numba.njit(inline="always")
def _softplus(eta: float) -> float:
    """log(1 + exp(eta)), to 1e-13 of itself or of 1.

    log(1 + x) = 2 artanh z at z = x / (2 + x), which is at most 1/3: its series has only sums and
    products, so that the compiler does as many at once as the processor can hold.
    """
    small = exp_of_negative(-abs(eta))
    z = small / (2.0 + small)
    w = z * z
    series = C15 + w * (C17 + w * (C19 + w * (C21 + w * (C23 + w * C25))))
    series = C3 + w * (C5 + w * (C7 + w * (C9 + w * (C11 + w * (C13 + w * series)))))
    return max(eta, 0.0) + z * (2.0 + w * series)
