"""The loops over a unit's people, at given effects of the unit (imported only when they run).

A unit of few cells is taken cell by cell, a larger one by its nodes on a mesh.
"""

import math

import numba
import numpy as np

from bayes_bench.numerics.compiled import compiled, exp_of_negative
from bayes_bench.typing import Bools, Floats, Integers

type People = tuple[Floats, Floats, Integers, Floats, Floats]
"""Logits (draw, cell), trials (cell,), first cells (unit + 1,); and of the mesh the nodes
(draw, node), and the people on each (draw, unit, node), no node where no unit needs them."""

FEW = 64
"""Cells up to which a unit is taken cell by cell."""
LARGEST = 700.0
"""Logits beyond which all is certain to the last digit."""
C3, C5, C7, C9, C11, C13 = (2.0 / k for k in range(3, 15, 2))
C15, C17, C19, C21, C23, C25 = (2.0 / k for k in range(15, 27, 2))


@compiled
def slopes(people: People, effect: Floats, wanted: Bools, out: tuple[Floats, Floats]) -> None:
    """Sums over each unit's people of p and of p (1 - p), where they are wanted.

    (draw, unit) all; what is not wanted stays as it is in out.
    """
    logits, masses = _room(people)
    mean, variance = np.empty(logits.size), np.empty(logits.size)
    for s in range(effect.shape[0]):
        for unit in range(effect.shape[1]):
            if wanted[s, unit]:
                count = _lay_out(people, s, unit, logits, masses)
                for i in range(count):
                    small = exp_of_negative(min(-(logits[i] + effect[s, unit]), LARGEST))
                    p = 1.0 / (1.0 + small)
                    mean[i] = masses[i] * p
                    variance[i] = masses[i] * p * (p * small)
                out[0][s, unit], out[1][s, unit] = _sum(mean, count), _sum(variance, count)


@compiled
def log_integrals(people: People, events: Integers, effects: Floats, log_weights: Floats) -> Floats:
    """Log of sums over nodes of exp(likelihood + log weight).

    The likelihood is events * effect less the sum of log(1 + exp(logit + effect)).

    People, (unit,), (draw, unit, node) twice -> (draw, unit)
    """
    logits, masses = _room(people)
    draws, units, nodes = effects.shape
    found, total, terms = np.empty((draws, units)), np.empty(nodes), np.empty(logits.size)
    for s in range(draws):
        for unit in range(units):
            count = _lay_out(people, s, unit, logits, masses)
            for q in range(nodes):
                shift = effects[s, unit, q]
                for i in range(count):
                    terms[i] = masses[i] * _softplus(logits[i] + shift)
                likelihood = events[unit] * shift - _sum(terms, count)
                total[q] = likelihood + log_weights[s, unit, q]
            found[s, unit] = _log_sum_exp(total)
    return found


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


@numba.njit(inline="always")
def _room(people: People) -> tuple[Floats, Floats]:
    """Room for the logits of one unit, and for the people at each."""
    most = max(FEW, people[3].shape[1])
    return np.empty(most), np.empty(most)


@numba.njit(inline="always")
def _lay_out(people: People, s: int, unit: int, logits: Floats, masses: Floats) -> int:
    """Write down a unit's logits, and how many people are at each; their number."""
    predictor, trials, starts, nodes, weights = people
    first, last = starts[unit], starts[unit + 1]
    count = 0
    if last - first <= FEW:
        for c in range(first, last):
            logits[count], masses[count] = predictor[s, c], trials[c]
            count += 1
    else:
        for k in range(nodes.shape[1]):
            if weights[s, unit, k] != 0.0:
                logits[count], masses[count] = nodes[s, k], weights[s, unit, k]
                count += 1
    return count
