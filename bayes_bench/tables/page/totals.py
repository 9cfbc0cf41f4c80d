"""Single numbers of a page."""

import pandas as pd

from bayes_bench.estimands.flags import expected_false_flags
from bayes_bench.estimands.reliability import MAX_DRAWS, people_at_half
from bayes_bench.fitted import Fit, thinned_fit
from bayes_bench.predictive.observed import predictive_rows
from bayes_bench.tables.column import Column
from bayes_bench.tables.ranking.lists import is_spread_over_regions
from bayes_bench.tables.registry import tables_of
from bayes_bench.tables.table import Table


def totals(fit: Fit) -> pd.DataFrame:
    """Single numbers, by name.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``figure, value``: ``false_flags`` (expected number of flagged units that do not lie beyond
        the margin), ``people_at_half`` (at which the reliability of a unit's figure is one half),
        ``reliability_draws``, at most; ``thinned_draws`` (of a `thinned_fit`); ``predictive_draws``
        (of replicates); ``spread_over_regions`` (0 or 1: whether a choice can be),
        ``chains``, ``draws`` (of a chain).
    """
    ranked = tables_of(fit)["indicators.csv"][fit.analysis.is_ranked]
    sizes = fit.posterior["posterior"].sizes
    figures = {
        "false_flags": expected_false_flags(ranked),
        "people_at_half": people_at_half(fit),
        "reliability_draws": MAX_DRAWS,
        "thinned_draws": len(thinned_fit(fit).parameters),
        "predictive_draws": predictive_rows(fit).size,
        "spread_over_regions": _is_spread_over_regions(fit),
        "chains": sizes["chain"],
        "draws": sizes["draw"],
    }
    return pd.DataFrame({"figure": list(figures), "value": list(figures.values())})


def _is_spread_over_regions(fit: Fit) -> bool:
    cells = fit.analysis.cells
    if "region" not in cells.coords:
        return False
    return is_spread_over_regions(pd.Series(cells["region"].to_numpy()[fit.analysis.is_ranked]))


PAGE_TABLE = Table(
    file="totals",
    about="a number",
    columns=(Column("figure", "its name"), Column("value", "the number", "estimate")),
    build=totals,
    place=70,
)
