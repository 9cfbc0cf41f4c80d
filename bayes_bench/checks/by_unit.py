"""Each unit's observed share against replicates of it: ``posterior`` and ``mixed``.

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
    """Each unit, "other" included, with its effect as drawn and with its effect drawn anew.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``: the observed share, its predictive interval,
        and p = P(y_rep > y) + P(y_rep = y) / 2.
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
            exceedance[:, : people.size].mean(axis=0),
        )
        for check, (exceedance, events) in ways.items()
    ]
    return pd.concat(tables, ignore_index=True)


def about_units(check: str, fit: Fit, bounds: Floats, p: Floats) -> pd.DataFrame:
    """Rows of a check by unit, from predictive bounds (2, unit) and p (unit,)."""
    bench = benchmark_of(fit)
    columns = {name: bench[name].to_numpy() for name in ("unit", "observed")}
    return pd.DataFrame({"check": check, **columns, "lower": bounds[0], "upper": bounds[1], "p": p})


def replicated_units(fit: Fit) -> Replicated:
    """Shares of every unit in the replicates, under both checks."""
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
    about="the share of each unit, replicated with its effect as it is, and with one drawn anew",
    rows=unit_checks,
    place=1,
    replicated=replicated_units,
)
