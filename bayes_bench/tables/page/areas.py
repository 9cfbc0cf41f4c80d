"""The country and its regions."""

from bayes_bench.estimands.areas import area_figures
from bayes_bench.tables.table import Table

PAGE_TABLE = Table(
    file="areas",
    about="the country, or a region",
    columns=(),
    build=area_figures,
    place=10,
)
