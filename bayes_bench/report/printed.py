"""Whom plain observed minus expected prints at either end, and what is known of them."""

import numpy as np
import pandas as pd

from bayes_bench.estimands.classical.winners_curse import is_counted, printed_ends
from bayes_bench.report.content import Found


def counted(found: Found) -> np.ndarray:
    """Units that may be in a list of plain observed minus expected; dims (unit,)."""
    return is_counted(found.is_ranked, found.tables["indicators.csv"]["n"].to_numpy(), found.top)


def printed_lists(found: Found) -> dict[str, pd.DataFrame]:
    """Whom plain observed minus expected would print at either end, with what is known of them.

    Returns
    -------
    dict of str to DataFrame
        ``best`` and ``worst``, k rows each, the most extreme first: ``unit, name, n,
        gap_classical, indicator, indicator_lower, indicator_upper, probability, mcse`` (of being
        among the k best, or among the k worst).
    """
    table = found.tables["classical.csv"].set_index("unit", drop=False)
    ends = printed_ends(found.fit.analysis, found.top)
    return {end: _printed_list(table.loc[units], end, found) for end, units in ends.items()}


def _printed_list(rows: pd.DataFrame, end: str, found: Found) -> pd.DataFrame:
    known = found.tables["ranks.csv"].set_index("unit")
    columns = ["unit", "name", "n", "gap_classical"]
    columns += ["indicator", "indicator_lower", "indicator_upper"]
    return rows[columns].assign(
        probability=rows["unit"].map(known[f"probability_{end}_k"]),
        mcse=rows["unit"].map(known[f"mcse_{end}_k"]),
    )
