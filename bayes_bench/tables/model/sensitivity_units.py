"""`sensitivity_units.csv`: what other choices would change, unit by unit."""

import pandas as pd

from bayes_bench.fit import Fit
from bayes_bench.sensitivity.compare import sensitivity_of
from bayes_bench.tables.model.sensitivity import is_asked
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return sensitivity_of(fit).units


TABLE = Table(
    file="sensitivity_units.csv",
    about="a ranked unit under a choice made otherwise",
    columns=(),
    build=_build,
    place=200,
    is_there=is_asked,
)
