"""What of a unit's case mix may leave the machine where the people are.

The contribution of a covariate with two levels is, but for a known factor, the share of a unit's
people who have one of them: with all its digits it tells how many they are to about a person. So
where either level has fewer people than may be shown, the contribution is put together with
another one, and everything is rounded to what can be read off a page anyway.
"""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.model_file import Model

DECIMALS = 1
"""Of a percentage point: a tenth is what the page shows."""
REST = ""
"""The covariate of contributions that are shown only together: no column has that name."""

_FIGURES = ["contribution", "contribution_lower", "contribution_upper"]


def shown_contributions(table: pd.DataFrame, cells: xr.Dataset, model: Model) -> pd.DataFrame:
    """The table of contributions as it may be published.

    Parameters
    ----------
    table : DataFrame
        From `expectation_table`.
    cells : Dataset
        The cells it was made from.
    model : Model
        Its ``disclosure`` says whether the data are public, and what may be shown.

    Returns
    -------
    DataFrame
        Of public data the table itself. Else figures are rounded to `DECIMALS`, and in each unit
        the covariates that would tell of fewer than ``minimum_count`` people, two at least, are one
        row `REST`, without an interval: their sum.
    """
    if model.disclosure.public or table.empty:
        return table
    telling = _telling(cells, model)
    parts = [
        _shown(rows, telling.get(str(unit), [])) for unit, rows in table.groupby("unit", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _telling(cells: xr.Dataset, model: Model) -> dict[str, list[str]]:
    """By unit the covariates whose two levels have too few people in it, or almost all of them."""
    found: dict[str, list[str]] = {}
    for covariate in model.covariates:
        values = cells[f"covariate_{covariate.name}"]
        if len(values.attrs.get("levels", ())) != 2:
            continue
        people = np.zeros((cells.sizes["unit"], 2), dtype=np.int64)
        np.add.at(
            people, (cells["unit_index"].to_numpy(), values.to_numpy()), cells["trials"].to_numpy()
        )
        few = people.min(axis=1) < model.disclosure.minimum_count
        for unit in cells["unit"].to_numpy()[few]:
            found.setdefault(str(unit), []).append(covariate.name)
    return found


def _shown(rows: pd.DataFrame, telling: list[str]) -> pd.DataFrame:
    """One unit's rows, rounded, with those that tell too much, and one more if need be, as one."""
    hidden = rows["covariate"].isin(telling)
    if hidden.sum() == 1:
        # the one that moves least goes with it: the difference of the sums would give it away
        others = rows.loc[~hidden, "contribution"].abs()
        hidden |= rows.index == (others.idxmin() if len(others) else None)
    kept = rows[~hidden].round(dict.fromkeys(_FIGURES, DECIMALS))
    if not hidden.any():
        return kept
    total = round(float(rows.loc[hidden, "contribution"].sum()), DECIMALS)
    rest = rows.iloc[[0]].assign(
        covariate=REST, contribution=total, contribution_lower=np.nan, contribution_upper=np.nan
    )
    return pd.concat([kept, rest])
