"""Predictive mid-p values, and the replicates behind the predictive intervals."""

from functools import partial

import pandas as pd
import xarray as xr

from bayes_bench.checks.check import Check, Replicated
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.checks.registry import every_check
from bayes_bench.errors import BayesBenchError
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.thinned import predictive_draws


def _mid_p_value(check: Check, fit: Fit) -> xr.DataArray:
    found = _draws(check, fit)
    return predictive_draws(found.mid_p_value, found.labels, fit)


def _replicated(check: Check, fit: Fit) -> xr.DataArray:
    found = _draws(check, fit)
    return predictive_draws(found.values, found.labels, fit)


def _draws(check: Check, fit: Fit) -> Replicated:
    if check.replicated is None:
        message = f"the check {check.names[0]} has no draws"
        raise BayesBenchError(message)
    return check.replicated(fit)


def _left_out(value: str, mcse: str, fit: Fit) -> pd.DataFrame:
    """Of each unit as the others predict it; none where that could not be found."""
    found = leave_units_out(fit)
    units = fit.analysis.cells["unit"].to_numpy()
    labels = [f"cross_validatory, {unit}" for unit in units]
    errors = {"label": labels, "mcse": found[mcse], "value": found[value]}
    return pd.DataFrame(errors).dropna(subset="value")


_P = "P(y_rep > y) + P(y_rep = y) / 2"
_Y_REP = "replicated rate; of all people the number of events"
LEFT_OUT = (
    Quantity(
        "p",
        f"{_P}, the unit left out",
        "probability",
        doi="10.1111/j.1467-985X.2007.00487.x",
        bounds=(0.0, 1.0),
        errors=lambda fit: _left_out("p", "mcse", fit),
    ),
    Quantity(
        "y_rep",
        f"{_Y_REP}, the unit left out",
        "share",
        bounds=(0.0, 1.0),
        errors=lambda fit: _left_out("mean", "mcse_mean", fit),
    ),
)


def _of_check(check: Check) -> tuple[Quantity, Quantity]:
    return (
        Quantity(
            "p",
            _P,
            "probability",
            partial(_mid_p_value, check),
            doi="10.1214/07-BA218",
            bounds=(0.0, 1.0),
        ),
        Quantity("y_rep", _Y_REP, "share", partial(_replicated, check), bounds=check.bounds),
    )


def _of(_fit: Fit) -> tuple[Quantity, ...]:
    drawn = (check for check in every_check() if check.replicated is not None)
    return (*(one for check in drawn for one in _of_check(check)), *LEFT_OUT)


FAMILY = Family(_of, place=140, judged=False)
