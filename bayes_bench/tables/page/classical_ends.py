"""The k best and the k worst units by observed minus expected, with their posterior figures."""

import pandas as pd

from bayes_bench.estimands.classical.winners_curse import printed_ends
from bayes_bench.fitted import Fit
from bayes_bench.tables.registry import tables_of
from bayes_bench.tables.table import Table

_SHOWN = ("unit", "name", "n", "gap_classical", "indicator", "indicator_lower", "indicator_upper")


def classical_ends(fit: Fit) -> pd.DataFrame:
    """The k best and the k worst units by observed minus expected, not shrunken.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``end`` (``best``, then ``worst``), k rows each, the most extreme first: ``unit, name, n,
        gap_classical, indicator, indicator_lower, indicator_upper, probability`` (of being among
        the k best, or among the k worst), ``mcse``.
    """
    tables = tables_of(fit)
    table = tables["classical.csv"].set_index("unit", drop=False)[list(_SHOWN)]
    ranks = tables["ranks.csv"].set_index("unit")
    ends = printed_ends(fit.analysis, fit.analysis.top)
    rows = [_end(end, table.loc[units], ranks) for end, units in ends.items()]
    return pd.concat(rows, ignore_index=True)


def _end(end: str, rows: pd.DataFrame, ranks: pd.DataFrame) -> pd.DataFrame:
    figures = {"probability": f"probability_{end}_k", "mcse": f"mcse_{end}_k"}
    added = {name: rows["unit"].map(ranks[column]) for name, column in figures.items()}
    return rows.assign(end=end, **added)


PAGE_TABLE = Table(
    file="classical_ends",
    about="a unit among the k best, or the k worst, by observed minus expected",
    columns=(),
    build=classical_ends,
    place=30,
)
