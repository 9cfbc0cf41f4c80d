"""What a file of draws holds beside them, under ArviZ's names: by unit, and no person in it.

``/observed_data``, ``/posterior_predictive`` and ``/prior_predictive`` hold `events` and `rate` of
every unit, ``/constant_data`` its `trials`; ``/log_likelihood`` is of the unit's people with its
effect integrated out, so that ArviZ's ``loo`` leaves out one unit; ``/log_prior`` has a variable
for each prior of the model file. ``/leave_one_unit_out`` says what `checks.csv` rests on: there the
model was fitted again without a unit whose importance weights are not to be relied on.

Log likelihoods hold the binomial coefficient of the unit's events among its people. It is the same
for every model of these people, however they are put into cells, and so changes no comparison; but
without it the density of a thousand people is so small that ArviZ's stacking weights are 0 / 0.

Units that are hidden elsewhere are in all of it, as they are in ``/benchmark``: the file stays
where the data are.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from scipy.special import betaln

from bayes_bench.analysis import Population
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.fitted import Fit
from bayes_bench.posterior.log_priors import log_priors
from bayes_bench.predictive.prior_predictive import has_prior, prior_predictive
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.predictive.unit_log_likelihood import unit_log_likelihood
from bayes_bench.quantities.diagnosis import in_chains
from bayes_bench.quantities.thinned import predictive_draws
from bayes_bench.typing import Floats, Integers

DRAWN = ("chain", "draw", "unit")
LEFT_OUT = "leave_one_unit_out"
OF_LEFT_OUT = {
    "elpd": "log predictive density of the unit's people, the unit left out",
    "pareto_k": "Pareto k-hat of the importance weights that leave the unit out",
    "refitted": "whether elpd is of a fit without the unit, and not of importance weights",
}


def with_arviz_groups(fit: Fit) -> xr.DataTree:
    """The draws of a fit with everything that ArviZ's functions look for beside them.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataTree
        The groups of its posterior, which stays as it is, and those of this module.
    """
    kept = {f"/{name}": group.to_dataset() for name, group in fit.posterior.children.items()}
    tree = xr.DataTree.from_dict({**kept, **_groups(fit)})
    tree.attrs = dict(fit.posterior.attrs)
    return tree


def _groups(fit: Fit) -> dict[str, xr.Dataset]:
    draws, observed = fit.posterior["posterior"].to_dataset(), fit.analysis.population
    likelihood = unit_log_likelihood(fit) + log_coefficients(observed)
    groups = {
        "/observed_data": _counted(observed.unit_events, fit),
        "/constant_data": _of_units({"trials": ("unit", observed.people)}, fit),
        "/posterior_predictive": _counted(_replicated(fit), fit),
        "/log_likelihood": xr.Dataset({"events": likelihood}),
        "/log_prior": log_priors(draws, fit.model),
        f"/{LEFT_OUT}": _left_out(fit),
    }
    if has_prior(fit):
        groups["/prior_predictive"] = _counted(prior_predictive(fit).events[None], fit)
    return groups


def log_coefficients(population: Population) -> Floats:
    """Log binomial coefficient of each unit's events among its people (unit,)."""
    people, events = population.people, population.unit_events
    log = -betaln(people - events + 1.0, events + 1.0) - np.log1p(people)
    return np.asarray(log, dtype=np.float64)


def _replicated(fit: Fit) -> Integers:
    """Replicated events given the units' own effects, chains of one length (chain, draw, unit)."""
    units = fit.analysis.population.units
    events = replicates_of(fit).events[:, :units].astype(np.float64)
    found = in_chains(predictive_draws(events, [str(n) for n in range(units)], fit))
    return found.astype(np.int64)


def _counted(events: Integers, fit: Fit) -> xr.Dataset:
    """Events, and the rates that they are; dims DRAWN, or unit alone."""
    dims = DRAWN[-events.ndim :]
    rate = (events / fit.analysis.population.people).astype(np.float32)
    # small: there is one of each for every unit in every draw
    of = {"events": (dims, events.astype(np.int32)), "rate": (dims, rate)}
    found = _of_units(of, fit)
    sizes = {dim: found.sizes[dim] for dim in dims[:-1]}
    return found.assign_coords({dim: np.arange(size) for dim, size in sizes.items()})


def _of_units(variables: Mapping[str, tuple[object, ...]], fit: Fit) -> xr.Dataset:
    return xr.Dataset(variables, coords={"unit": fit.analysis.cells["unit"].to_numpy()})


def _left_out(fit: Fit) -> xr.Dataset:
    found = leave_units_out(fit)
    found = found.assign(elpd=found["log_density"] + log_coefficients(fit.analysis.population))
    columns = {name: ("unit", found[name].to_numpy()) for name in OF_LEFT_OUT}
    dataset = _of_units(columns, fit)
    for name, about in OF_LEFT_OUT.items():
        dataset[name].attrs["long_name"] = about
    return dataset
