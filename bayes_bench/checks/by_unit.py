"""Each unit's observed rate against its replicates: posterior and mixed predictive checks.

References
----------
Marshall & Spiegelhalter (2007), 10.1214/07-BA218.
"""

import numpy as np
import pandas as pd

from bayes_bench.checks.check import Check, Replicated
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.predictive.replicates import rate_bounds, replicates_of
from bayes_bench.typing import Floats


def unit_checks(fit: Fit) -> pd.DataFrame:
    """Posterior and mixed predictive check of each unit, "other" included.

    ``posterior`` replicates a unit given its own effect, ``mixed`` given an effect drawn anew
    from its distribution given unit_sd, as of a new unit.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``: the observed rate, its predictive interval,
        and the mid-p-value p = P(y_rep > y) + P(y_rep = y) / 2.
    """
    people, found = fit.analysis.population.people, replicates_of(fit)
    ways = {
        "posterior": (found.mid_p_value, found.events),
        "mixed": (found.mixed_mid_p_value, found.mixed_events),
    }
    interval = fit.model.benchmark.interval
    tables = [
        about_units(
            check,
            fit,
            rate_bounds(events[:, : people.size], people, interval),
            p_values[:, : people.size].mean(axis=0),
        )
        for check, (p_values, events) in ways.items()
    ]
    return pd.concat(tables, ignore_index=True)


def about_units(check: str, fit: Fit, bounds: Floats, p: Floats) -> pd.DataFrame:
    """Rows of a check by unit, from predictive bounds (2, unit) and mid-p-values (unit,)."""
    bench = benchmark_of(fit)
    columns = {name: bench[name].to_numpy() for name in ("unit", "observed")}
    return pd.DataFrame({"check": check, **columns, "lower": bounds[0], "upper": bounds[1], "p": p})


def replicated_units(fit: Fit) -> Replicated:
    """Replicated rates of every unit, under both checks."""
    population, found = fit.analysis.population, replicates_of(fit)
    units = [str(unit) for unit in fit.analysis.cells["unit"].to_numpy()]
    own = slice(population.units)
    return Replicated(
        [f"{check}, {unit}" for check in ("posterior", "mixed") for unit in units],
        np.column_stack([found.events[:, own], found.mixed_events]) / np.tile(population.people, 2),
        np.column_stack([found.mid_p_value[:, own], found.mixed_mid_p_value]),
    )


CHECK = Check(
    names=("posterior", "mixed"),
    about="the rate of each unit, replicated with its own effect, and with one drawn anew",
    rows=unit_checks,
    place=1,
    replicated=replicated_units,
)
