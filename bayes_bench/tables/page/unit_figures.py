"""What the pictures and lists show of a unit beside the columns of its files."""

import numpy as np
import pandas as pd

from bayes_bench.estimands.classical.winners_curse import is_counted
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.reliability import reliability
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import Column
from bayes_bench.tables.table import Table


def unit_figures(fit: Fit) -> pd.DataFrame:
    """A row per unit in the order of the cells, "other" included.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``unit, inner_lower, inner_upper, reliability, is_counted``.
    """
    analysis = fit.analysis
    draws = benchmark_of(fit)["indicator"].transpose("chain", "draw", "unit").to_numpy()
    lower, upper = np.quantile(draws.reshape(-1, draws.shape[-1]), [0.25, 0.75], axis=0)
    people = analysis.population.people
    return pd.DataFrame(
        {
            "unit": analysis.cells["unit"].to_numpy(),
            "inner_lower": lower,
            "inner_upper": upper,
            "reliability": reliability(fit),
            "is_counted": is_counted(analysis.is_shown, people, analysis.top),
        }
    )


PAGE_TABLE = Table(
    file="unit_figures",
    about="a unit",
    columns=(
        Column("unit", "code of the unit"),
        Column("inner_lower", "first quartile of the indicator, percentage points", "estimate"),
        Column("inner_upper", "third quartile of the indicator, percentage points", "estimate"),
        Column(
            "reliability",
            "reliability: fraction of the variance of its own figure between units",
            "estimate",
        ),
        Column("is_counted", "whether it may be in a list of observed minus expected", "fact"),
    ),
    build=unit_figures,
    place=20,
)
