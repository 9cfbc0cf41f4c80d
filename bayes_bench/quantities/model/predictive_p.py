"""Predictive p values, and the replicates behind the predictive intervals."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.checks.between_units import statistics_of
from bayes_bench.checks.by_group import ALL
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.fitted import Fit
from bayes_bench.predictive.groups import group_matrix, shown_groups
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.thinned import predictive_draws
from bayes_bench.typing import Floats


def _labels(fit: Fit) -> list[str]:
    """Units under two checks, all people, groups, and statistics of all units."""
    units = [str(unit) for unit in fit.analysis.cells["unit"].to_numpy()]
    by_unit = [f"{check}, {unit}" for check in ("posterior", "mixed") for unit in units]
    groups = [ALL, *(group.check for group in shown_groups(fit))]
    return [*by_unit, *groups, *_statistics(fit)]


def _exceedance(fit: Fit) -> xr.DataArray:
    found, units = replicates_of(fit), fit.analysis.population.units
    parts = [found.exceedance[:, :units], found.mixed_exceedance, found.exceedance[:, units:]]
    beyond = [
        (drawn > observed) + 0.5 * (drawn == observed)
        for observed, drawn in _statistics(fit).values()
    ]
    return predictive_draws(np.column_stack([*parts, *beyond]), _labels(fit), fit)


def _replicated(fit: Fit) -> xr.DataArray:
    """Shares of events in the replicates; of all people their number."""
    found, population = replicates_of(fit), fit.analysis.population
    size = group_matrix(fit) @ population.trials
    size[population.units] = 1
    shares = found.events / size
    parts = [shares[:, : population.units], found.mixed_events / population.people]
    drawn = [replicated for _, replicated in _statistics(fit).values()]
    values = np.column_stack([*parts, shares[:, population.units :], *drawn])
    return predictive_draws(values, _labels(fit), fit)


def _statistics(fit: Fit) -> dict[str, tuple[float, Floats]]:
    """Statistics of all units: as observed, and replicated (draw,)."""
    population = fit.analysis.population
    people, mixed = population.people, replicates_of(fit).mixed_events
    observed, drawn = (statistics_of(events, people) for events in (population.unit_events, mixed))
    return {name: (float(observed[name]), drawn[name]) for name in observed}


def _left_out(value: str, mcse: str, fit: Fit) -> pd.DataFrame:
    """Of each unit as the others predict it; none where that could not be found."""
    found = leave_units_out(fit)
    units = fit.analysis.cells["unit"].to_numpy()
    labels = [f"cross_validatory, {unit}" for unit in units]
    errors = {"label": labels, "mcse": found[mcse], "value": found[value]}
    return pd.DataFrame(errors).dropna(subset="value")


_P = "P(y_rep > y) + P(y_rep = y) / 2"
_Y_REP = "replicated share of events; of all people their number"
QUANTITIES = (
    Quantity("p", _P, "probability", _exceedance, doi="10.1214/07-BA218", bounds=(0.0, 1.0)),
    Quantity(
        "p",
        f"{_P}, the unit left out",
        "probability",
        doi="10.1111/j.1467-985X.2007.00487.x",
        bounds=(0.0, 1.0),
        errors=lambda fit: _left_out("p", "mcse", fit),
    ),
    Quantity("y_rep", _Y_REP, "share", _replicated, bounds=(0.0, float("inf"))),
    Quantity(
        "y_rep",
        f"{_Y_REP}, the unit left out",
        "share",
        bounds=(0.0, 1.0),
        errors=lambda fit: _left_out("mean", "mcse_mean", fit),
    ),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=140, judged=False)
