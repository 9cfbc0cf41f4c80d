"""The levels of key figures as the table has them, with their codes."""

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.inputs.key_figures import key_figures_of
from bayes_bench.tables.table import Table


def key_figure_levels(fit: Fit) -> pd.DataFrame:
    """Each level of a key figure, once.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``column``, ``level`` (as ``key_figures.csv`` has it: the file's label of it, or its code)
        and ``code``.
    """
    levels = key_figures_of(fit.analysis.cells)[["column", "level", "code"]]
    return levels.drop_duplicates().reset_index(drop=True)


PAGE_TABLE = Table(
    file="key_figure_levels",
    about="a level of a key figure",
    columns=(),
    build=key_figure_levels,
    place=45,
    is_there=lambda fit: bool(fit.model.report.key_figures),
)
