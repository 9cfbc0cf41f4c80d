"""What the figures of each check are, for whoever writes them in words."""

import pandas as pd

from bayes_bench.checks.registry import every_check
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import Column
from bayes_bench.tables.table import Table


def check_kinds(_fit: Fit) -> pd.DataFrame:
    """A row per name of a check."""
    rows = [(name, check.measure_of(name)) for check in every_check() for name in check.names]
    return pd.DataFrame(rows, columns=["check", "measure"])


PAGE_TABLE = Table(
    file="check_kinds",
    about="a kind of check",
    columns=(
        Column("check", "Name of the check, of a family the part before the bracket."),
        Column("measure", "What its figures are: share, people, or 1 for a plain number."),
    ),
    build=check_kinds,
    place=80,
)
