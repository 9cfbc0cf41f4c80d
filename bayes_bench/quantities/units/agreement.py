"""Expected ranks by every estimand: a row for each, its worst unit."""

import pandas as pd

from bayes_bench.estimands.orders import every_order
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.ranking.draws import MAX_TABLED


def _errors(fit: Fit) -> pd.DataFrame:
    """The largest Monte Carlo error of an expected rank by each estimand."""
    own = fit.model.benchmark.reference
    rows = [
        (
            name if reference in ("", own) else f"{name}, {reference}",
            order["mcse_rank"].max(),
        )
        for (name, reference), order in every_order(fit).items()
    ]
    return pd.DataFrame(rows, columns=["label", "mcse"]).assign(value=float("nan"))


QUANTITIES = (
    Quantity("rank_by", "expected rank by an estimand, the worst unit", "rank", errors=_errors),
)

FAMILY = Family(
    lambda fit: QUANTITIES if fit.analysis.ranked_count <= MAX_TABLED else (),
    place=160,
    judged=False,
)
