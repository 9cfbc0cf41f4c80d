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

from typing import cast

import numpy as np
import xarray as xr

from bayes_bench import streams
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.estimands.standardise import Pieces, mean_curve, pieces_of, reference_shifts
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.mesh import SPACING, nodes_over
from bayes_bench.parameters import Parameters, case_mix_predictor, map_blocks
from bayes_bench.predictive.observed import (
    IndexedParameters,
    Observed,
    observed_of,
    thinned_draws,
    thinned_rows,
    units_of,
)
from bayes_bench.predictive.replicates import draw_events, replicates_of, sum_groups
from bayes_bench.typing import Floats

_MEANING = {
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


@once
def predicted_ranges(fit: Fit) -> xr.Dataset:
    """Predictive draws of what may be observed of each unit's people.

    Parameters
    ----------
    fit : Fit
        Gives the random seed, and the weights of the average unit.

    Returns
    -------
    Dataset
        Dims reference, draw, unit: ``own_range``, the gap O - E of the unit's people in any unit,
        its effect drawn anew given unit_sd; ``chance_range``, the gap if units did not differ, so
        that only binomial variation is left (the control limits of a funnel plot). Both in
        percentage points; a range is a pair of their quantiles. Dims draw, unit: ``next_period``,
        the rate in a new period in which neither the unit nor its people's covariates have changed.
        The draws are those of `thinned_draws`. Coords ``unit``, ``name``, ``ranked``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    people = fit.analysis.population.people
    found, expected = replicates_of(fit), _expected(fit)  # (reference, draw, unit)
    dims = ("reference", "draw", "unit")
    values = {
        "own_range": (dims, 100 * (found.mixed_events / people - expected)),
        "chance_range": (dims, 100 * (_funnel_rates(fit) - expected)),
        "next_period": (dims[1:], found.events[:, : people.size] / people),
    }
    described = {name: (*values[name], _attrs(name)) for name in _MEANING}
    return xr.Dataset(described, {"reference": list(REFERENCES), **fit.analysis.unit_coords})


def _attrs(name: str) -> dict[str, str]:
    return dict(zip(("units", "long_name", "formula"), _MEANING[name], strict=True))


def _expected(fit: Fit) -> Floats:
    """Expected rate under each reference in the thinned draws (reference, draw, unit)."""
    under = benchmark_of(fit)["expected_under"].transpose("reference", "chain", "draw", "unit")
    flat: Floats = under.to_numpy().reshape(len(REFERENCES), -1, under.sizes["unit"])
    return flat[:, thinned_rows(len(fit.parameters))]


def _funnel_rates(fit: Fit) -> Floats:
    """Replicated rates if everybody's probability is the expected one (reference, draw, unit)."""
    observed, seed = observed_of(fit.analysis), fit.model.sampling.random_seed
    weights = fit.model.benchmark.average_weights

    def rates(block: Parameters) -> Floats:
        rng = streams.chance(seed, int(cast("IndexedParameters", block).index[0]))
        predictor = case_mix_predictor(block, observed.design)
        pieces = pieces_of(block, observed.design, observed.population)
        drawn = [
            _replicate(_expected_probabilities(name, predictor, pieces, weights), observed, rng)
            for name in REFERENCES
        ]
        return np.array(drawn)

    return np.concatenate(map_blocks(rates, thinned_draws(fit), observed.width, None), axis=1)


def _replicate(probability: Floats, observed: Observed, rng: np.random.Generator) -> Floats:
    """Replicated rates of people with these probabilities; (draw, cell) -> (draw, unit)."""
    population = observed.population
    events = draw_events(probability, population.trials, rng)
    rates: Floats = sum_groups(units_of(population), events) / population.people
    return rates


def _expected_probabilities(
    reference: str, predictor: Floats, pieces: Pieces, average_weights: str
) -> Floats:
    """Expected probability of the people of every cell under a reference; (draw, cell)."""
    from bayes_bench.numerics.interpolation_kernel import read_off  # numba is slow to import

    curve = mean_curve(nodes_over(predictor), *reference_shifts(reference, pieces, average_weights))
    return read_off(predictor, curve, predictor.min(axis=1), SPACING).T
