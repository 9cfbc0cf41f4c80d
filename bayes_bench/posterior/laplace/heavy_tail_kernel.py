r"""The loops that integrate Student-t effects out, and draw each from its own distribution.

Given (beta, sigma) the log density of a unit's effect is, up to a constant,

    h(u) = y u - sum_c n_c log(1 + exp(eta_c + u)) - (df + 1) / 2 log(1 + (u / a)^2),

a concave log likelihood plus a log prior that is convex beyond a: where the data of a unit speak
against the others, h may have a mode near 0 and another near the likelihood's. So nothing here
relies on one mode. Every mode lies between 0 and the likelihood's; a grid of points goes from one
mode outwards to both sides until neither the likelihood nor the prior can bring h back. Its points
are evenly apart in

    T(u) = (r / w) asinh((u - c) / r) + asinh(u / a) / K,

which follows the likelihood's width w about the mode c, the prior's about 0, and the tails of both.
The integral is the trapezoidal rule in T. The draw is by rejection from an exponential on the cell
about every point: the tangent of the log likelihood there, and a line above the log prior. Beyond
the grid lies less than 1e-8 of the distribution; it is not drawn.

`DRAWS` draws of (beta, sigma) are done together, as lanes.

References
----------
Trefethen & Weideman (2014), 10.1137/130932132, for the trapezoidal rule; Gilks & Wild (1992),
10.2307/2347565, for rejection under tangents.
"""

import numpy as np

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.unit_density_kernel import (
    HUGE,
    MAX_NEWTON_STEPS,
    MAX_STEP,
    terms,
)
from bayes_bench.typing import Floats

STEP = 1.1
"""Step of the rule in widths of the likelihood: of a normal density it errs by 1e-7."""
TOLERANCE = 1e-2
"""The search for a mode stops when its step was this small a part of the sd: it is but a centre."""
PRIOR_STEP = 0.5
"""Most of K, the step of the rule in asinh(u / a). The density's poles are pi / 2 away: it errs by
1e-8. With many degrees of freedom the density is nearly normal, of the sd (df + 1)^-1/2 there."""
CENTRE = 6.0
"""r in widths of the likelihood: beyond, steps grow."""
LOG_DROP = 20.0
"""The grid ends where h is, and stays, so far below its largest value."""
COARSE, MATTERS = 1.3, 10.0
"""Where a step is this many of the likelihood's widths, and h this little below its largest value,
the grid is laid anew, about that point and with its width."""
MAX_GRIDS = 6
SIDE = 512
"""Most points to either side of the centre."""
ROUNDS = 2
"""Newton's steps to the next point of the grid, from a start that is off by some percent."""


@compiled
def log_prior(at: float, reach: float, df: float) -> float:
    """-(df + 1) / 2 log(1 + (u / a)^2)."""
    scaled = at / reach
    value: float = -0.5 * (df + 1.0) * np.log1p(scaled * scaled)
    return value


@compiled
def prior_slope(at: float, reach: float, df: float) -> float:
    """Its first derivative."""
    scaled = at / reach
    value: float = -(df + 1.0) * scaled / ((1.0 + scaled * scaled) * reach)
    return value


@compiled
def prior_curvature(at: float, reach: float, df: float) -> float:
    """Minus its second derivative."""
    square = (at / reach) * (at / reach)
    value: float = (df + 1.0) * (1.0 - square) / ((1.0 + square) * reach) ** 2
    return value


@compiled
def corners(base: Floats, trials: Floats, events: float, d: int) -> tuple[float, float]:
    """Between which effects the likelihood has its mode; where it has none, its edge twice."""
    n = trials.sum()
    least, most = base[0, d], base[0, d]
    for c in range(1, trials.size):
        least, most = min(least, base[c, d]), max(most, base[c, d])
    if events == 0.0:
        return -most, -most
    if events == n:
        return -least, -least
    logit = np.log(events / (n - events))
    return logit - most, logit - least


@compiled
def bounds(
    base: Floats, trials: Floats, events: float, reach: float, d: int
) -> tuple[float, float]:
    """Between which effects every mode lies: 0 and the likelihood's mode.

    With no event, or nothing else, it is nowhere that n p, or n (1 - p), is less than the prior's
    slope: past the edge by `room`, which is shown by putting that in.
    """
    n = trials.sum()
    left, right = corners(base, trials, events, d)
    if 0.0 < events < n:
        return min(left, 0.0), max(right, 0.0)
    side = -1.0 if events == 0.0 else 1.0
    edge = max(1.0, side * right + np.log(n))
    room = 2.0 + 2.0 * np.log1p(reach) + np.log1p(edge)
    far = side * (edge + room)
    return min(far, 0.0), max(far, 0.0)


@compiled
def climb(
    base: Floats,
    trials: Floats,
    events: float,
    prior: tuple[Floats, float],
    mode: Floats,
    sums: Floats,
) -> None:
    """To a mode of every lane, Newton's steps or halved bounds; `sums` are those near it."""
    reach, df = prior
    low, high, last = np.empty(DRAWS), np.empty(DRAWS), np.full(DRAWS, HUGE)
    for d in range(DRAWS):
        low[d], high[d] = bounds(base, trials, events, reach[d], d)
        mode[d] = min(max(mode[d], low[d]), high[d])
    terms(base, trials, mode, sums)
    for _ in range(MAX_NEWTON_STEPS):
        largest = 0.0
        for d in range(DRAWS):
            slope = events - sums[1, d] + prior_slope(mode[d], reach[d], df)
            curvature = sums[2, d] + prior_curvature(mode[d], reach[d], df)
            if slope > 0.0:
                low[d] = mode[d]
            else:
                high[d] = mode[d]
            following = 0.5 * (low[d] + high[d])
            if curvature > 0.0:
                newton = mode[d] + slope / curvature
                inside = low[d] <= newton <= high[d]
                if inside and abs(newton - mode[d]) <= 0.5 * last[d]:
                    following = newton
            last[d] = abs(following - mode[d])
            width = sums[2, d] + (df + 1.0) / (reach[d] * reach[d] + mode[d] * mode[d])
            largest = max(largest, last[d] * np.sqrt(width))
            mode[d] = following
        terms(base, trials, mode, sums)
        if largest < TOLERANCE:
            break


@compiled
def place(at: float, map_of: tuple[float, float, float, float]) -> float:
    """T at an effect."""
    centre, width, reach, most = map_of
    from_centre, from_zero = (at - centre) / (CENTRE * width), at / reach
    value: float = CENTRE * np.arcsinh(from_centre) + np.arcsinh(from_zero) / most
    return value


@compiled
def step_at(at: float, map_of: tuple[float, float, float, float]) -> float:
    """The step of the rule at an effect, 1 / T'."""
    centre, width, reach, most = map_of
    from_centre, from_zero = (at - centre) / (CENTRE * width), at / reach
    of_likelihood = width * np.sqrt(1.0 + from_centre * from_centre)
    of_prior = most * reach * np.sqrt(1.0 + from_zero * from_zero)
    value: float = of_likelihood * of_prior / (of_likelihood + of_prior)
    return value


@compiled
def following_point(
    at: float, goal: float, side: float, map_of: tuple[float, float, float, float]
) -> float:
    """The effect at which T is `goal`, one further to one side than it is at `at`."""
    step = step_at(at, map_of)
    point = at + side * step_at(at + 0.5 * side * step, map_of)
    for _ in range(ROUNDS):
        point += (goal - place(point, map_of)) * step_at(point, map_of)
    return point


@compiled
def ends_here(
    side: float, at: float, logs: tuple[float, float, float], ends: tuple[float, float], top: float
) -> bool:
    """Whether h is so low from here on to that side that nothing more counts.

    From a slope s the log likelihood rises by at most s times the way to its mode, or, where it has
    none, to its edge and 1.4 more. Towards 0 the log prior may rise to 0.
    """
    likelihood, slope, prior = logs
    end = ends[0] if side < 0.0 else ends[1]
    rise = max(side * slope, 0.0) * (max(side * (end - at), 0.0) + 1.4)
    highest = likelihood + rise + (0.0 if side * at < 0.0 else prior)
    return highest < top - LOG_DROP


@compiled
def walk(
    base: Floats,
    trials: Floats,
    events: float,
    prior: tuple[Floats, float],
    centre: tuple[Floats, Floats],
    grid: Floats,
) -> tuple[int, int]:
    """Lay the grid of every lane; of all lanes alike, the first point and the one past the last.

    ``grid`` (6, point, DRAWS) is filled with the effects, the log likelihood and its slope, the log
    prior, the step of the rule, and the curvature of the likelihood.
    """
    reach, df = prior
    middle, width = centre
    at, sums, top, t = np.empty(DRAWS), np.empty((3, DRAWS)), np.full(DRAWS, -HUGE), np.empty(DRAWS)
    ends = np.empty((2, DRAWS))
    for d in range(DRAWS):
        ends[0, d], ends[1, d] = corners(base, trials, events, d)
    most = min(PRIOR_STEP, STEP * (df + 1.0) ** -0.5)
    span = [SIDE, SIDE]
    for turn in range(2):
        side = 2.0 * turn - 1.0
        for k in range(turn, SIDE):
            row = SIDE + (k if turn else -k)
            for d in range(DRAWS):
                map_of = middle[d], width[d], reach[d], most
                if k == 0:
                    at[d], t[d] = middle[d], place(middle[d], map_of)
                else:
                    before = grid[0, row - 1, d] if turn else grid[0, row + 1, d]
                    at[d] = following_point(before, t[d] + side * k, side, map_of)
                grid[4, row, d] = step_at(at[d], map_of)
            terms(base, trials, at, sums)
            ended = k > 0
            for d in range(DRAWS):
                grid[0, row, d] = at[d]
                grid[1, row, d] = events * at[d] - sums[0, d]
                grid[2, row, d] = events - sums[1, d]
                grid[3, row, d] = log_prior(at[d], reach[d], df)
                grid[5, row, d] = sums[2, d]
                top[d] = max(top[d], grid[1, row, d] + grid[3, row, d])
                logs = grid[1, row, d], grid[2, row, d], grid[3, row, d]
                ended = ended and ends_here(side, at[d], logs, (ends[0, d], ends[1, d]), top[d])
            span[turn] = row
            if ended:
                break
    return span[0], span[1] + 1


@compiled
def lay_grid(
    base: Floats,
    trials: Floats,
    events: float,
    prior: tuple[Floats, float],
    mode: Floats,
    grid: Floats,
) -> tuple[int, int]:
    """The grid about a mode, as fine as the likelihood is steep wherever that matters.

    `mode` is where the search begins; `grid` and what is returned are as in `walk`.
    """
    sums, width = np.empty((3, DRAWS)), np.empty(DRAWS)
    climb(base, trials, events, prior, mode, sums)
    for d in range(DRAWS):
        width[d] = width_of(sums[2, d])
    span = walk(base, trials, events, prior, (mode, width), grid)
    for _ in range(MAX_GRIDS):
        again = False
        for d in range(DRAWS):
            row, curvature, ratio = coarsest(grid, span, d)
            if ratio > COARSE:
                mode[d], width[d], again = grid[0, row, d], width_of(curvature), True
        if not again:
            break
        span = walk(base, trials, events, prior, (mode, width), grid)
    return span


@compiled
def width_of(curvature: float) -> float:
    """The step that a likelihood of some curvature takes."""
    value: float = STEP * max(curvature, (STEP / MAX_STEP) ** 2) ** -0.5
    return value


@compiled
def coarsest(grid: Floats, span: tuple[int, int], d: int) -> tuple[int, float, float]:
    """The point of one lane whose step is the largest for its likelihood, of those that matter.

    Also how much the likelihood is curved there, at the point, or between it and a neighbour, for
    points may step over an edge; and the step as a multiple of what that takes.
    """
    top, found, most, there = -HUGE, span[0], 0.0, 0.0
    for row in range(span[0], span[1]):
        top = max(top, grid[1, row, d] + grid[3, row, d])
    for row in range(span[0], span[1]):
        if grid[1, row, d] + grid[3, row, d] > top - MATTERS:
            curvature = grid[5, row, d]
            for beside in (max(row - 1, span[0]), min(row + 1, span[1] - 1)):
                if beside != row:
                    fall = grid[2, row, d] - grid[2, beside, d]
                    curvature = max(curvature, fall / (grid[0, beside, d] - grid[0, row, d]))
            ratio = grid[4, row, d] * np.sqrt(max(curvature, 0.0)) / STEP
            if ratio > most:
                found, most, there = row, ratio, curvature
    return found, there, most
