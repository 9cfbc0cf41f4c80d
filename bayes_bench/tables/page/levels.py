"""Rates by level of each category covariate."""

from bayes_bench.estimands.covariates.levels import level_rates
from bayes_bench.tables.table import Table

PAGE_TABLE = Table(
    file="levels",
    about="a level of a category covariate, or levels that are too small to be shown alone",
    columns=(),
    build=level_rates,
    place=40,
)
