"""`effects.csv`: what each level and measurement does."""

from bayes_bench.estimands.covariates.effects import summarise_effects
from bayes_bench.tables.table import Table

TABLE = Table(
    file="effects.csv",
    about="a level of a category against its reference, or a step of a linear covariate",
    columns=(),
    build=summarise_effects,
    place=40,
)
