"""Predictive intervals of what may be observed of a unit's people.

Own range: mixed predictive, the unit's effect drawn anew. Range of chance: no differences between
units, the logic of the funnel plot. Next period: posterior predictive, the same unit again.

Everything is drawn jointly with the parameters: an expected rate that is high in a draw is
subtracted from a replicate that is high in the same draw. Own range and next period are made of the
very replicates that the checks look at, so that a unit outside the one is outlying in the other.

References
----------
Spiegelhalter (2005), 10.1002/sim.1970, on funnels; Ohlssen, Sharples & Spiegelhalter (2007),
10.1111/j.1467-985X.2007.00487.x.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import xarray as xr

from bayes_bench import streams
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.estimands.standardise import shifts_of_effects
from bayes_bench.estimands.unit_level import compared, compared_pieces_for
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.lanes import DRAWS, side_by_side
from bayes_bench.numerics.logistic_mixture import mixture_of, orders_needed
from bayes_bench.parameters import Parameters, map_lanes, tables_of
from bayes_bench.predictive.observed import (
    IndexedParameters,
    Observed,
    observed_of,
    predictive_rows,
    thinned_draws,
)
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats, Integers

_ERROR = 1e-6
"""Of an expected probability: a thousandth of the sd of the rate of 100,000 people."""
_MAX_ORDERS = 48
"""Terms of a series: with more, two centres are faster than one."""

MEANING = {
    "own_range": (
        "percentage points",
        "share of the same people in any unit, minus expected",
        "100 (y_rep / n_j - E_j), u drawn anew given unit_sd",
    ),
    "chance_range": (
        "percentage points",
        "share of the same people if units did not differ, minus expected",
        "100 (y_rep / n_j - E_j), y_rep drawn at E_j",
    ),
    "next_period": (
        "share",
        "share of the same people in a new period of the same unit",
        "y_rep / n_j, y_rep drawn at P_j",
    ),
}
"""Unit of measure, meaning and formula of each range."""


RANGES = [
    *((name, reference) for name in ("own_range", "chance_range") for reference in REFERENCES),
    ("next_period", ""),
]
"""Every range, with the reference of its expected rate; of none where it has none."""


def range_draws(fit: Fit, name: str, reference: str = "") -> xr.DataArray:
    """Predictive draws of what may be observed of each unit's people.

    ``own_range``: the gap O - E of the unit's people in any unit, its effect drawn anew given
    unit_sd; covariates of units stay what they are, so that it is any unit like it in these.
    ``chance_range``: the gap if units did not differ, so that only binomial variation is
    left (the control limits of a funnel plot). Both in percentage points; a range is a pair of
    their quantiles. ``next_period``: the rate in a new period in which neither the unit nor its
    people's covariates have changed.

    Parameters
    ----------
    fit : Fit
        Gives the random seed, and the weights of the average unit.
    name, reference : str
        One of `RANGES`.

    Returns
    -------
    DataArray (draw, unit)
        The draws are those of `thinned_draws`. Coords ``unit``, ``name``, ``ranked``. Made anew
        from numbers of events, which are kept: all of them together would be large.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    people = fit.analysis.population.people
    if name == "next_period":
        values = replicates_of(fit).events[:, : people.size] / people
    else:
        events = replicates_of(fit).mixed_events
        if name == "chance_range":
            events = _funnel_events(fit)[REFERENCES.index(reference)]
        values = 100 * (events / people - _expected(fit, reference))
    attrs = dict(zip(("units", "long_name", "formula"), MEANING[name], strict=True))
    return xr.DataArray(values, fit.analysis.unit_coords, ("draw", "unit"), attrs=attrs)


def _expected(fit: Fit, reference: str) -> Floats:
    """Expected rate under a reference in the thinned draws (draw, unit)."""
    under = benchmark_of(fit)["expected_under"].sel(reference=reference)
    by_draw = under.transpose("chain", "draw", "unit").to_numpy()
    flat: Floats = by_draw.reshape(-1, by_draw.shape[2])[predictive_rows(fit)]
    return flat


@once
def _funnel_events(fit: Fit) -> Integers:
    """Replicated events if everybody's probability is the expected one (reference, draw, unit)."""
    observed, seed = observed_of(fit.analysis), fit.model.sampling.random_seed
    weights, national = fit.model.benchmark.average_weights, _national_of(fit)

    def events(block: Parameters) -> Integers:
        of_block = cast("IndexedParameters", block)
        moved = compared(of_block, fit.analysis)
        rng = streams.chance(seed, int(of_block.index[0]))
        shifts = [
            (national(of_block)[:, None], np.ones((1, 1)))
            if name == "national"
            else shifts_of_effects(name, moved, observed.population.people, weights)
            for name in REFERENCES
        ]
        return _at_expected(moved, shifts, observed, rng)

    return np.concatenate(map_lanes(events, thinned_draws(fit), None), axis=1)


def _national_of(fit: Fit) -> Callable[[IndexedParameters], Floats]:
    """From draws to the shift of the national reference (draw,): the checks' own where it is."""
    if fit.analysis.of_units is not None:
        return lambda block: compared_pieces_for("national", block, fit.analysis).national_shift
    known = replicates_of(fit).national_shift  # here, and not in each of the threads
    return lambda block: known[block.index]


def _at_expected(
    block: Parameters,
    expected: Sequence[tuple[Floats, Floats]],
    observed: Observed,
    rng: np.random.Generator,
) -> Integers:
    """Replicated events of every unit if everybody has the expected probability.

    One expectation after another, each given by weighted shifts of everybody's logit:
    (expectation, draw, unit).
    """
    from bayes_bench.numerics.random_kernel import states_from  # numba is slow to import
    from bayes_bench.predictive.chance_kernel import events_at

    population, lookups = observed.population, observed.design.lookups
    events = events_at(
        tables_of(block, observed.design),
        (lookups.codes, lookups.loose),
        _curves(expected),
        (population.trials, population.starts),
        states_from(rng, DRAWS),
    )
    by_draw = events.reshape(population.units, len(expected), DRAWS)[:, :, : len(block)]
    return by_draw.transpose(1, 2, 0).astype(np.int64)


def _curves(expected: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats, Integers]:
    """Expected probabilities as series about common centres, for `chance_kernel.events_at`."""
    from bayes_bench.predictive.chance_kernel import STEP

    centres, orders = _centres(expected, range(0, _MAX_ORDERS + 1, STEP))
    series = [
        mixture_of(*of, centres, order).coefficients[:, :, ::-1]  # (draw, centre, 1 + order)
        for of, order in zip(expected, orders, strict=True)
    ]
    rows = np.concatenate(series, axis=2)
    return centres, side_by_side(rows.reshape(len(rows), -1)).ravel(), np.array(orders)


def _centres(expected: Sequence[tuple[Floats, Floats]], among: range) -> tuple[Floats, list[int]]:
    """As few centres as no series about them is too long, and the terms of each expectation's."""
    farthest = max(
        float((np.abs(shifts) * (weights > 0.1 * _ERROR)).max()) for shifts, weights in expected
    )
    for count in itertools.count(1):
        centres = farthest / count * np.arange(1.0 - count, count, 2.0)
        orders = [orders_needed(*of, centres, _ERROR, among) for of in expected]
        enough = [order for order in orders if order is not None]
        if len(enough) == len(expected):
            break
    return centres, enough
