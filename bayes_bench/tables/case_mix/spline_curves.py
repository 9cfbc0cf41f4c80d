"""`spline_curves.csv`: what spline covariates do."""

from bayes_bench.estimands.covariates.curves import spline_curves
from bayes_bench.fit import Fit
from bayes_bench.tables.table import Table


def has_splines(fit: Fit) -> bool:
    """Whether any covariate is a spline."""
    return any(covariate.kind == "spline" for covariate in fit.model.covariates)


TABLE = Table(
    file="spline_curves.csv",
    about="a value of a spline covariate, against its median",
    columns=(),
    build=spline_curves,
    place=80,
    is_there=has_splines,
)
