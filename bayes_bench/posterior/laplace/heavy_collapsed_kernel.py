"""The loops that integrate every unit's Student-t effect out, and draw it, by its grid.

The log density h of an effect, its grid, and what a lane is, are those of `heavy_tail_kernel`.

References
----------
Gilks & Wild (1992), 10.2307/2347565, for rejection under tangents of a log-concave density.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.collapsed_kernel import MAX_TRIES, uniform, unit_predictors
from bayes_bench.posterior.laplace.heavy_tail_kernel import (
    SIDE,
    lay_grid,
    log_prior,
    prior_slope,
)
from bayes_bench.posterior.laplace.unit_density_kernel import HUGE, softplus
from bayes_bench.typing import Floats

FLAT = 1e-6
"""Less than this an exponential rises over a cell is taken for nothing."""
HIGHEST = 700.0
"""Of logarithms before they are raised."""


@compiled
def crossing(grid: Floats, row: int, d: int) -> float:
    """Where the tangents of the log likelihood at a point and at the next one cross."""
    left, right = grid[0, row, d], grid[0, row + 1, d]
    fall = grid[2, row, d] - grid[2, row + 1, d]
    if fall * (right - left) < FLAT:
        middle: float = 0.5 * (left + right)
        return middle
    rise = grid[1, row + 1, d] - grid[1, row, d]
    place = (rise - grid[2, row + 1, d] * (right - left)) / fall
    at: float = left + min(max(place, 0.0), right - left)
    return at


@compiled
def cell_of(grid: Floats, row: int, span: tuple[int, int], d: int) -> tuple[float, float]:
    """Ends of the cell about a point: where its tangent crosses its neighbours' ones."""
    first, last = span
    at = grid[0, row, d]
    left = crossing(grid, row - 1, d) if row > first else at - 0.5 * grid[4, row, d]
    right = crossing(grid, row, d) if row < last - 1 else at + 0.5 * grid[4, row, d]
    return left, right


@compiled
def above_prior(
    at: float, ends: tuple[float, float], prior: tuple[float, float, float], level: float
) -> float:
    """By how much the log prior exceeds its tangent at a point anywhere in a cell.

    What it exceeds it by has its maximum at the point, at an end of the cell, or where the slope is
    the same once more: at a^2 / u.
    """
    reach, df, slope = prior
    excess = 0.0
    for end in ends:
        excess = max(excess, log_prior(end, reach, df) - level - slope * (end - at))
    if at != 0.0:
        twin = reach / at * reach
        if ends[0] < twin < ends[1]:
            excess = max(excess, log_prior(twin, reach, df) - level - slope * (twin - at))
    return excess


@compiled
def envelope(
    grid: Floats, span: tuple[int, int], prior: tuple[Floats, float], lines: Floats, d: int
) -> float:
    """One lane's exponentials above its density, a cell each; the largest h of its points.

    ``lines`` (5, point) is filled with the cells' ends, the log of the exponential at the left one
    and its slope, and the mass of all cells up to this one.
    """
    top, mass = -HUGE, 0.0
    for row in range(span[0], span[1]):
        top = max(top, grid[1, row, d] + grid[3, row, d])
    for row in range(span[0], span[1]):
        at, level = grid[0, row, d], grid[3, row, d]
        ends = cell_of(grid, row, span, d)
        of_prior = prior_slope(at, prior[0][d], prior[1])
        excess = above_prior(at, ends, (prior[0][d], prior[1], of_prior), level)
        slope, width = grid[2, row, d] + of_prior, ends[1] - ends[0]
        log = grid[1, row, d] + level - top + excess + slope * (ends[0] - at)
        rise = slope * width
        share = np.expm1(min(rise, HIGHEST)) / rise if abs(rise) > FLAT else 1.0
        mass += np.exp(min(log, HIGHEST)) * share * width
        lines[0, row], lines[1, row], lines[2, row], lines[3, row] = *ends, log, slope
        lines[4, row] = mass
    return top


@compiled
def draw_from_envelope(
    lines: Floats, span: tuple[int, int], state: NDArray[np.uint64], d: int
) -> tuple[float, float]:
    """A draw from the exponentials of one lane, and the log of the one that it lies under."""
    goal = uniform(state, d) * lines[4, span[1] - 1]
    low, high = span[0], span[1] - 1
    while low < high:
        middle = (low + high) // 2
        if lines[4, middle] < goal:
            low = middle + 1
        else:
            high = middle
    left, slope, width = lines[0, low], lines[3, low], lines[1, low] - lines[0, low]
    rise, part = slope * width, uniform(state, d)
    if abs(rise) > FLAT:
        # from the higher end, where the exponential of the rise is less than 1
        part = np.log1p(part * np.expm1(-abs(rise))) / -abs(rise)
        part = part if rise < 0.0 else 1.0 - part
    return left + part * width, lines[2, low] + slope * part * width


@compiled
def draw(
    cells: tuple[Floats, Floats, float],
    prior: tuple[Floats, float],
    grid: Floats,
    span: tuple[int, int],
    lines: Floats,
    state: NDArray[np.uint64],
) -> tuple[Floats, float]:
    """One draw of u per lane from the density proportional to exp(h), by rejection.

    Also returns in how many lanes every try was rejected, so that nothing was drawn.
    """
    base, trials, events = cells
    drawn, pending = np.empty(DRAWS), np.ones(DRAWS)
    at, above, top, sums = np.empty(DRAWS), np.empty(DRAWS), np.empty(DRAWS), np.empty(DRAWS)
    for d in range(DRAWS):
        top[d] = envelope(grid, span, prior, lines[d], d)
        at[d], above[d] = draw_from_envelope(lines[d], span, state, d)
    for _ in range(MAX_TRIES):
        softplus(base, trials, at, sums)
        for d in range(DRAWS):
            if pending[d] == 1.0:
                log = events * at[d] - sums[d] + log_prior(at[d], prior[0][d], prior[1]) - top[d]
                if np.log(uniform(state, d)) <= log - above[d]:
                    drawn[d], pending[d] = at[d], 0.0
                else:
                    at[d], above[d] = draw_from_envelope(lines[d], span, state, d)
        if pending.sum() == 0.0:
            break
    return drawn, pending.sum()


@compiled
def integrate(grid: Floats, span: tuple[int, int]) -> Floats:
    """Log of the integral of exp(h) over u, lane by lane, by the trapezoidal rule in T."""
    total = np.empty(DRAWS)
    for d in range(DRAWS):
        top, mass = -HUGE, 0.0
        for row in range(span[0], span[1]):
            top = max(top, grid[1, row, d] + grid[3, row, d])
        for row in range(span[0], span[1]):
            mass += np.exp(grid[1, row, d] + grid[3, row, d] - top) * grid[4, row, d]
        total[d] = top + np.log(mass)
    return total


@compiled
def collapse_heavy(
    values: tuple[Floats, Floats],
    design: tuple[NDArray[np.int32], Floats],
    data: tuple[Floats, Floats, NDArray[np.int64]],
    prior: tuple[Floats, float],
    start: Floats,
    state: NDArray[np.uint64],
) -> tuple[Floats, Floats, float]:
    """Per lane, the sum over units of the log integrals of exp(h), and a draw of every effect.

    Also how many draws failed, which makes the rest useless. As `collapsed_kernel.collapse`, but
    for the prior: a (DRAWS,) and the degrees of freedom.
    """
    failed = 0.0
    codes, loose = design
    trials, unit_events, first = data
    total, effect = np.zeros(DRAWS), np.empty(start.shape)
    grid, lines = np.empty((6, 2 * SIDE, DRAWS)), np.empty((DRAWS, 5, 2 * SIDE))
    for j in range(unit_events.size):
        own = slice(first[j], first[j + 1])
        base = unit_predictors(values, codes[own], loose[own])
        mode, events = start[j].copy(), unit_events[j]
        span = lay_grid(base, trials[own], events, prior, mode, grid)
        total += integrate(grid, span)
        of_unit = base, trials[own], events
        effect[j], missing = draw(of_unit, prior, grid, span, lines, state)
        failed += missing
    return total, effect, failed
