"""`sensitivity.csv`: what other choices would change."""

import pandas as pd

from bayes_bench.fit import Fit
from bayes_bench.sensitivity.compare import sensitivity_of
from bayes_bench.tables.table import Table


def is_asked(fit: Fit) -> bool:
    """Whether the model names covariates to leave out."""
    return bool(fit.model.sensitivity.without)


def _build(fit: Fit) -> pd.DataFrame:
    return sensitivity_of(fit).summary


TABLE = Table(
    file="sensitivity.csv",
    about="a choice made otherwise",
    columns=(),
    build=_build,
    place=190,
    is_there=is_asked,
)
