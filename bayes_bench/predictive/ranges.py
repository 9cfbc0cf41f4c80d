"""What may be observed of a unit's people: its own range, the range of chance, the next period.

Everything is drawn jointly with the parameters: an expected share that is high in a draw is taken
from a replicate that is high in the same draw.
"""

from typing import cast

import numpy as np
import xarray as xr

from bayes_bench.design.matrix import design_matrix
from bayes_bench.estimands.indicators import REFERENCES
from bayes_bench.estimands.parameters import (
    Parameters,
    case_mix_predictor,
    map_blocks,
    parameters_of,
)
from bayes_bench.estimands.standardise import (
    Pieces,
    expected_under,
    mixed_curve,
    pieces_of,
    reference_shifts,
)
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import SPACING
from bayes_bench.predictive.observed import Observed, Placed, observed_of, thinned, units_of
from bayes_bench.predictive.replicates import events_at, totals
from bayes_bench.typing import Floats

DRAWS = 1000
"""Draws that are used at most: a bound of 95 % then errs by a fifteenth of the predictive sd."""

_STREAM = 6_000_000  # apart from every other random stream
_MEANING = {
    "own_range": (
        "percentage points",
        "share of the same people in any unit, minus expected",
        "100 (y_rep / n_j - E_j), u ~ Normal(0, unit_sd^2)",
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


def predicted_ranges(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> xr.Dataset:
    """Predictive draws of what may be observed of each unit's people.

    Parameters
    ----------
    posterior : DataTree
        As `fit` returns it.
    cells : Dataset
        The cells it was fitted to.
    model : Model
        Gives the random seed, and whose votes the average unit counts.

    Returns
    -------
    Dataset
        Dims reference, draw, unit: ``own_range``, the gap that the unit's people would show if
        theirs were any unit, its effect drawn anew from Normal(0, unit_sd); ``chance_range``, the
        gap if they were treated as expected, so that only chance is left (funnel logic). Both in
        percentage points; a range is a pair of their quantiles. Dims draw, unit: ``next_period``,
        the share in a new period in which neither the unit nor its people's covariates have
        changed. At most `DRAWS` evenly spaced draws. Coords ``unit``, ``name``, ``ranked``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.

    References
    ----------
    Spiegelhalter (2005), 10.1002/sim.1970, on funnels; Ohlssen, Sharples & Spiegelhalter (2007),
    10.1111/j.1467-985X.2007.00487.x.
    """
    design = design_matrix(cells, model)
    observed = observed_of(cells, design)
    draws = thinned(parameters_of(posterior, cells, design), DRAWS)

    def work(block: Parameters) -> dict[str, Floats]:
        return _shares(cast("Placed", block), observed, model)

    blocks = map_blocks(work, draws, observed.width, None)
    dims = {"next_period": ("draw", "unit")}
    joined = {
        name: (
            dims.get(name, ("reference", "draw", "unit")),
            np.concatenate([block[name] for block in blocks], axis=-2),
            dict(zip(("units", "long_name", "formula"), meaning, strict=True)),
        )
        for name, meaning in _MEANING.items()
    }
    coords = {name: cells[name] for name in ("unit", "name", "ranked")}
    return xr.Dataset(joined, {"reference": list(REFERENCES), **coords})


def _shares(block: Placed, observed: Observed, model: Model) -> dict[str, Floats]:
    """The three kinds of predictive draws of a block."""
    seed = np.random.SeedSequence(model.sampling.random_seed, spawn_key=(_STREAM, block.place[0]))
    rng, weights = np.random.default_rng(seed), model.benchmark.average_weights
    predictor = case_mix_predictor(block, observed.design)
    pieces = pieces_of(predictor, block, observed.population)
    anew = block.unit_sd[:, None] * rng.standard_normal(block.unit_effect.shape)
    own, following = (
        _replicate(logistic(predictor + observed.population.of_cells(effect)), observed, rng)
        for effect in (anew, block.unit_effect)
    )
    expected = np.array([expected_under(name, pieces, weights) for name in REFERENCES])
    chance = [
        _replicate(_everyones_expected(name, predictor, pieces, weights), observed, rng)
        for name in REFERENCES
    ]
    return {
        "own_range": 100 * (own - expected),
        "chance_range": 100 * (np.array(chance) - expected),
        "next_period": following,
    }


def _replicate(probability: Floats, observed: Observed, rng: np.random.Generator) -> Floats:
    """Shares of events among people with these probabilities; (draw, cell) -> (draw, unit)."""
    events = events_at(probability, observed.trials, rng)
    shares: Floats = totals(units_of(observed), events) / observed.population.people
    return shares


def _everyones_expected(
    reference: str, predictor: Floats, pieces: Pieces, average_weights: str
) -> Floats:
    """Expected probability of the people of every cell under a reference; (draw, cell)."""
    from bayes_bench.numerics.interpolation_kernel import read_off  # numba is slow to import

    curve = mixed_curve(pieces.mix.nodes, *reference_shifts(reference, pieces, average_weights))
    return read_off(predictor, curve, predictor.min(axis=1), SPACING).T
