"""The ranks of the units by each estimand, and how sure they are."""

import pandas as pd

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.indicators import indicator_ranks_under
from bayes_bench.fitted import Fit, once
from bayes_bench.ranking.agreement import Named, order_by
from bayes_bench.ranking.ranks import Ranks


@once
def every_order(fit: Fit) -> dict[Named, pd.DataFrame]:
    """`order_by` of every estimand under every reference, by names as in `every_estimand`.

    The ranks in each draw are gone when the next estimand's are made; those of the indicator,
    which are asked for elsewhere, are kept.
    """
    known, better = indicator_ranks_under(fit), fit.model.data.better
    return {
        (name, reference): order_by(
            known[reference] if name == "indicator" else Ranks(values, better), fit.analysis.top
        )
        for (name, reference), values in every_estimand(fit).items()
    }
