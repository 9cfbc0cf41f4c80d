"""Every predictive check, and all of them as one table."""

import pandas as pd

from bayes_bench.checks.check import COLUMNS, Check
from bayes_bench.fitted import Fit, once
from bayes_bench.registry import registered


def every_check() -> tuple[Check, ...]:
    """The checks of this folder, in the order of the table."""
    return registered("bayes_bench.checks", "CHECK", Check)


@once
def checks_table(fit: Fit) -> pd.DataFrame:
    """Every predictive check of a fit.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``: by unit, "other" included, with the observed
        rate and its predictive interval; without a unit for the others. p is the mid-p-value
        throughout: P(y_rep > y) + P(y_rep = y) / 2.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    return pd.concat([check.rows(fit) for check in every_check()], ignore_index=True)[COLUMNS]
