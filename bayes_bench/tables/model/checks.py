"""`checks.csv`: does the model fit."""

from bayes_bench.checks.leave_unit_out import USABLE_PARETO_K
from bayes_bench.checks.registry import checks_table, every_check
from bayes_bench.tables.column import PROBABILITY, Column, fact
from bayes_bench.tables.table import Table

_NAMES = ", ".join(name for check in every_check() for name in check.names)
_BOUNDS = (
    min(check.bounds[0] for check in every_check()),
    max(check.bounds[1] for check in every_check()),
)

TABLE = Table(
    file="checks.csv",
    about="a predictive check, of a unit or of all",
    columns=(
        Column(
            "check",
            f"Name of the check, of a family by group with the group in brackets: {_NAMES}.",
        ),
        Column("unit", "Code of the unit; empty where the check is of all."),
        fact(
            "observed",
            "What was observed: a share; of the check events a number of people. Of spread, "
            "minimum and maximum it is missing where any unit is hidden.",
            "share or people",
            _BOUNDS,
        ),
        Column(
            "lower",
            "Lower bound of the equal-tailed posterior predictive interval of observed.",
            "estimate",
            "share or people",
            _BOUNDS,
            "y_rep[{check}, {unit}]",
        ),
        Column(
            "upper",
            "Upper bound of the equal-tailed posterior predictive interval of observed.",
            "estimate",
            "share or people",
            _BOUNDS,
            "y_rep[{check}, {unit}]",
        ),
        Column(
            "p",
            "Posterior predictive mid-p value, P(y_rep > y) + P(y_rep = y) / 2. Of "
            "cross_validatory it is missing where no fit without the unit passes the diagnostics, "
            "and where a table is so large that few units have such a fit and the unit's "
            "importance weights are "
            f"unreliable (Pareto k above {USABLE_PARETO_K}).",
            "estimate",
            "probability",
            PROBABILITY,
            "p[{check}, {unit}]",
        ),
    ),
    build=checks_table,
    place=90,
    of_units=lambda table: table["check"].isin(("spread", "minimum", "maximum")),
)
