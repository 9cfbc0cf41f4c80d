"""The names of units from a column of the table itself (`[data] name_column`)."""

import numpy as np
import pandas as pd

from bayes_bench.interface.suggestions import counted


def unit_names(units: pd.Series, names: pd.Series) -> tuple[dict[str, str], list[str]]:
    """Return the name of each unit, and what is wrong with the column, without its name.

    Parameters
    ----------
    units, names : Series of categories (row,)
        Codes and names; either may be missing.
    """
    pairs = pd.DataFrame({"unit": units.to_numpy(object), "name": names.to_numpy(object)})
    pairs = pairs.dropna().drop_duplicates()
    several = int((pairs["unit"].value_counts() > 1).sum())
    problems = []
    if several:
        problems.append(
            f"has more than one name for {counted(several, 'unit')}: a unit has one name, in all "
            "its rows"
        )
    if names.notna().sum() == 0:
        problems.append("has no name in any row")
    return {str(unit): str(name) for unit, name in np.asarray(pairs)}, problems
