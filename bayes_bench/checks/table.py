"""All checks as the table of `checks.csv`."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import xarray as xr
from scipy import sparse

from bayes_bench.checks.between_units import overall_checks
from bayes_bench.checks.calibration import calibration_groups, cells_of_groups
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.design.matrix import design_matrix
from bayes_bench.estimands.parameters import parameters_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.predictive.observed import Observed, observed_of, thinned, units_of
from bayes_bench.predictive.replicates import Replicates, replicate, share_bounds
from bayes_bench.typing import Floats

ALL = "events"
COLUMNS = ["check", "unit", "observed", "lower", "upper", "p"]


def checks_table(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, bench: xr.Dataset
) -> pd.DataFrame:
    """Hold what was observed against what the model replicates.

    Parameters
    ----------
    posterior : DataTree
        As `fit` returns it.
    cells : Dataset
        The cells it was fitted to.
    model : Model
        Gives the probability of the intervals, the random seed, and what may be shown.
    bench : Dataset
        Of the posterior.

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``. By unit, "other" included: ``posterior``,
        ``mixed`` and ``cross_validatory``, with the observed share and its predictive interval.
        Without a unit: ``spread``, ``minimum``, ``maximum`` (of the units' shares), ``events``
        (a number of people), and shares by tenth of risk (``calibration[1]`` ...) and by level of
        each category (``level[joint=hip]``). p = P(y_rep > y) + P(y_rep = y) / 2 throughout.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    design = design_matrix(cells, model)
    observed = observed_of(cells, design)
    draws = thinned(parameters_of(posterior, cells, design))
    shown = calibration_groups(cells, model, observed, draws)
    everybody = sparse.csr_array(np.ones((1, observed.trials.size), dtype=np.int64))
    parts = [units_of(observed), everybody, cells_of_groups(shown, observed)]
    groups = sparse.csr_array(sparse.vstack(parts, format="csr"))
    found = replicate(observed, draws, groups, model.sampling.random_seed)
    interval = model.benchmark.interval
    names = [group.check for group in shown]
    tables = [
        *_unit_checks(found, observed, bench, interval),
        _cross_validatory(leave_units_out(cells, model, observed, draws, found), bench),
        overall_checks(found, observed, interval),
        _group_checks(found, observed, groups, names, interval),
    ]
    return pd.concat(tables, ignore_index=True)[COLUMNS]


def _unit_checks(
    found: Replicates, observed: Observed, bench: xr.Dataset, probability: float
) -> list[pd.DataFrame]:
    people = observed.population.people
    ways = {
        "posterior": (found.exceedance, found.events),
        "mixed": (found.mixed_exceedance, found.mixed_events),
    }
    return [
        _about_units(
            check,
            bench,
            share_bounds(events[:, : people.size], people, probability),
            exceedance[:, : people.size].mean(axis=0),
        )
        for check, (exceedance, events) in ways.items()
    ]


def _cross_validatory(left_out: pd.DataFrame, bench: xr.Dataset) -> pd.DataFrame:
    bounds = left_out[["lower", "upper"]].to_numpy().T
    return _about_units("cross_validatory", bench, bounds, left_out["p"].to_numpy())


def _about_units(check: str, bench: xr.Dataset, bounds: Floats, p: Floats) -> pd.DataFrame:
    columns = {name: bench[name].to_numpy() for name in ("unit", "observed")}
    return pd.DataFrame({"check": check, **columns, "lower": bounds[0], "upper": bounds[1], "p": p})


def _group_checks(
    found: Replicates,
    observed: Observed,
    groups: sparse.csr_array,
    names: Sequence[str],
    probability: float,
) -> pd.DataFrame:
    """The groups behind the units: all people, then those that are shown."""
    behind = slice(observed.units, None)
    events, people = ((groups @ counts)[behind] for counts in (observed.events, observed.trials))
    # of all people the number of events is shown, of the others the share
    size = np.where(np.arange(people.size) == 0, 1, people)
    bounds = share_bounds(found.events[:, behind], size, probability)
    return pd.DataFrame(
        {
            "check": [ALL, *names],
            "unit": "",
            "observed": events / size,
            "lower": bounds[0],
            "upper": bounds[1],
            "p": found.exceedance[:, behind].mean(axis=0),
        }
    )
