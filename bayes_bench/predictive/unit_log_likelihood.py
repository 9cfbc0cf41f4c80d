"""The log likelihood of each unit's people, its effect integrated out, in the draws of a file.

Log p(y_j | beta, sigma), so that importance weights 1 / p(y_j | beta, sigma) leave the unit out:
given its own effect they would not, for that has seen the unit's people. The sum over units is the
likelihood that the top-level priors meet.

References
----------
Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0.
"""

import numpy as np
import xarray as xr

from bayes_bench.estimands.pieces import pieces_of
from bayes_bench.fitted import Fit, once
from bayes_bench.parameters import Parameters, map_lanes
from bayes_bench.predictive.marginal import MarginalLikelihood, shifts_between
from bayes_bench.predictive.observed import FEWER_DRAWS, at_rows, observed_of, predictive_rows
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats, Integers

MAX_WORK, MAX_NUMBERS = 4e8, 2e7
"""Draws times cells, and draws times units, beyond which one of every so many draws is kept; but
`FEWER_DRAWS` in any case. 100,000 cells, or 5,000 units, have all of 4,000 draws."""


def kept_every(chains: int, draws: int, cells: int, units: int) -> int:
    """One of how many draws of each chain has a log likelihood in the file."""
    wanted = max(FEWER_DRAWS, min(MAX_WORK / cells, MAX_NUMBERS / units))
    return int(np.ceil(chains * draws / wanted)) if chains * draws > wanted else 1


@once
def unit_log_likelihood(fit: Fit) -> xr.DataArray:
    """Log p(y_j | beta, sigma) of every unit, "other" included; no binomial coefficients.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataArray (chain, draw, unit)
        The draws are those of ``/posterior``; of a large analysis one of every so many
        (`kept_every`), under the numbers that they have there.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    draws, population = fit.posterior["posterior"].to_dataset(), fit.analysis.population
    sizes = draws.sizes["chain"], draws.sizes["draw"]
    step = kept_every(*sizes, population.trials.size, population.units)
    rows = np.arange(sizes[0] * sizes[1]).reshape(sizes)[:, ::step]
    coords = {
        "chain": draws["chain"].to_numpy(),
        "draw": draws["draw"].to_numpy()[::step],
        "unit": fit.analysis.cells["unit"].to_numpy(),
    }
    found = _at(rows.ravel(), fit).reshape(*rows.shape, population.units)
    return xr.DataArray(found, coords, ("chain", "draw", "unit"), name="events")


def _at(rows: Integers, fit: Fit) -> Floats:
    """In the draws at these places; those of the replicates are known (draw, unit)."""
    known, missing = predictive_rows(fit), np.setdiff1d(rows, predictive_rows(fit))
    parts = [replicates_of(fit).log_density]
    if missing.size:
        parts.append(log_densities(at_rows(fit.parameters, missing), fit))
    order = np.argsort(np.concatenate([known, missing]))
    every = np.concatenate([known, missing])[order]
    found: Floats = np.concatenate(parts)[order[np.searchsorted(every, rows)]]
    return found


def log_densities(draws: Parameters, fit: Fit) -> Floats:
    """Log p(y_j | beta, sigma) in some draws of a fit (draw, unit)."""
    observed = observed_of(fit.analysis)
    between, likelihood = shifts_between(observed, fit.parameters), MarginalLikelihood.of(observed)

    def work(block: Parameters) -> Floats:
        mix = pieces_of(block, observed.design, observed.population, between).mix
        return likelihood.log_density(block, mix)

    return np.concatenate(map_lanes(work, draws, None))
