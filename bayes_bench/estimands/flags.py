"""Which units are flagged as better or worse than expected, and how sure that is.

A unit is flagged where its gap lies beyond a margin *in one direction* with high posterior
probability. The probability of a large gap in either direction would flag ignorance: with no data
at all it is large. A probability that its Monte Carlo error cannot tell from the threshold is
"undecided".
"""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.draws import against_line, mcse_of_mean


def decision_variables(indicator: xr.DataArray, better: str, margin: float) -> xr.Dataset:
    """Zeros and ones of every draw, whose means are a unit's posterior probabilities.

    Parameters
    ----------
    indicator : DataArray (chain, draw, unit)
        Percentage points.
    better : {"lower", "higher"}
        Which indicators are good.
    margin : float
        The smallest gap that matters, percentage points.

    Returns
    -------
    Dataset of bool (chain, draw, unit)
        Counted as 0 and 1: ``probability_better``, strictly on the better side of 0;
        ``probability_beyond_better`` and ``probability_beyond_worse``, strictly beyond the margin
        in that direction.
    """
    advantage = -indicator if better == "lower" else indicator
    zeros_and_ones = {
        "probability_better": advantage > 0,
        "probability_beyond_better": advantage > margin,
        "probability_beyond_worse": advantage < -margin,
    }
    return xr.Dataset(zeros_and_ones)


@once
def flags_of(fit: Fit) -> xr.Dataset:
    """Decisions by the indicator, from `decide`."""
    return decide(benchmark_of(fit)["indicator"], fit.model)


def decide(indicator: xr.DataArray, model: Model) -> xr.Dataset:
    """Posterior probabilities that a unit's gap is beyond 0 and beyond the margin, and its flag.

    Parameters
    ----------
    indicator : DataArray (chain, draw, unit)
        Percentage points.
    model : Model
        Gives better, margin and flag_probability.

    Returns
    -------
    Dataset (unit)
        ``probability_better``: that the indicator is strictly on the better side of 0.
        ``probability_beyond_margin``: that the gap is beyond the margin in its likelier direction,
        so that it reaches flag_probability exactly where the unit is flagged.
        ``direction``: that direction, "better" or "worse".
        ``mcse_beyond_margin``: Monte Carlo standard error, 0 where all draws agree.
        ``flag``: "undecided" where the probability is within two such errors of
        flag_probability; else the direction where it has reached it; else "none".
    """
    settings = model.benchmark
    draws = decision_variables(indicator, model.data.better, settings.margin)
    mean = draws.mean(("chain", "draw"))
    to_better = mean["probability_beyond_better"] >= mean["probability_beyond_worse"]
    beyond = mean["probability_beyond_better"].where(to_better, mean["probability_beyond_worse"])
    likelier = draws["probability_beyond_better"].where(
        to_better, draws["probability_beyond_worse"]
    )
    mcse = mcse_of_mean(likelier).fillna(0.0)
    direction = to_better.copy(data=np.where(to_better, "better", "worse"))
    return xr.Dataset(
        {
            "probability_better": mean["probability_better"],
            "probability_beyond_margin": beyond,
            "direction": direction,
            "mcse_beyond_margin": mcse,
            "flag": against_line(beyond - settings.flag_probability, mcse, (direction, "none")),
        }
    )


def expected_false_flags(table: pd.DataFrame) -> float:
    """Expected number of false positives: flagged units that are not beyond the margin.

    Divided by the number flagged it is the Bayesian false discovery rate.

    Parameters
    ----------
    table : DataFrame
        With the columns ``flag`` and ``probability_beyond_margin`` of `indicator_table`.

    Returns
    -------
    float
        Sum of 1 - probability over the units flagged better or worse.
    """
    flagged = table["flag"].isin(("better", "worse"))
    return float((1.0 - table.loc[flagged, "probability_beyond_margin"]).sum())
