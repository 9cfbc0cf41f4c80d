"""The ranks of the units by each estimand, and how sure they are."""

from math import ceil

import pandas as pd
import xarray as xr

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.indicators import indicator_ranks_under
from bayes_bench.fitted import Fit, once
from bayes_bench.ranking.agreement import Named, order_by
from bayes_bench.ranking.ranks import Ranks

MAX_RANKS = 1_000_000
"""Ranks made by each estimand at most, those of 1,000 units in 1,000 draws. An expected rank then
errs by a 120th of the width of the unit's 95 % interval of ranks, Kendall's tau by some 2e-5."""


@once
def every_order(fit: Fit) -> dict[Named, pd.DataFrame]:
    """`order_by` of every estimand under every reference, by names as in `every_estimand`.

    All are of the same draws, evenly spaced in each chain where there would be more than
    `MAX_RANKS`: orders differ by what they are of, and hardly by what was drawn. The errors are
    those of these draws. The ranks in each draw are gone when the next estimand's are made; those
    of the indicator, which are asked for elsewhere, are kept where they are of all draws.
    """
    sizes = fit.posterior["posterior"].sizes
    step = ceil(sizes["chain"] * sizes["draw"] * fit.analysis.ranked_count / MAX_RANKS)

    def ranks(named: Named, values: xr.DataArray) -> Ranks:
        if step == 1 and named[0] == "indicator":
            return indicator_ranks_under(fit)[named[1]]
        return Ranks(values, fit.model.data.better)

    drawn = every_estimand(fit).thinned(step)
    return {named: order_by(ranks(named, of), fit.analysis.top) for named, of in drawn.items()}
