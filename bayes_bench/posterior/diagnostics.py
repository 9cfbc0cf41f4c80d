"""Diagnostics of the chains as a table, every figure by ArviZ's formula.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221, for R-hat, bulk and tail
effective sample sizes.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.numerics.chain_statistics import chain_statistics, statistics_of_means
from bayes_bench.numerics.quantiles import extremes_and_means
from bayes_bench.typing import Floats

COLUMNS = ["quantity", "r_hat", "ess_bulk", "ess_tail", "mcse", "value"]
TAILS = (0.05, 0.95)
PROBABILITY = "probability"
"""Quantities that begin so are means of zeros and ones: they have no tails."""


def array_statistics() -> Any:
    """ArviZ's functions of arrays, which come without types and are slow to import."""
    from arviz_stats.base.array import array_stats

    return array_stats


def diagnose(draws: xr.Dataset) -> pd.DataFrame:
    """R-hat, effective sample sizes and Monte Carlo errors of the mean, quantity by quantity.

    Parameters
    ----------
    draws : Dataset
        Variables with dims ``chain, draw`` and at most one more.

    Returns
    -------
    DataFrame
        Columns ``quantity, r_hat, ess_bulk, ess_tail, mcse, value``; a row ``variable[label]``
        each. Constants have no diagnostics, probabilities no tail; draws that are not finite
        have the worst.
    """
    return pd.concat([_diagnose_variable(draws[name]) for name in draws], ignore_index=True)


def _diagnose_variable(draws: xr.DataArray) -> pd.DataFrame:
    other = [str(dim) for dim in draws.dims if dim not in ("chain", "draw")]
    values = draws.transpose("chain", "draw", *other).to_numpy()
    values = values.reshape(*values.shape[:2], -1)
    low, high, mean = extremes_and_means(values)  # missing where any is missing
    finite = np.isfinite(low) & np.isfinite(high)
    varies = finite & (low < high)
    varying = values if varies.all() else values[:, :, varies]
    # zeros and ones have neither tails nor, folded at their median, any spread
    is_probability = str(draws.name).startswith(PROBABILITY)
    of_varying = (
        statistics_of_means(varying) if is_probability else chain_statistics(varying, TAILS)
    )

    def figure(found: Floats, worst: float) -> Floats:
        result = np.where(finite, np.nan, worst)
        result[varies] = np.where(np.isnan(found), worst, found)
        return result

    return pd.DataFrame(
        {
            "quantity": _labels(draws, other),
            "r_hat": figure(of_varying.r_hat, np.inf),
            "ess_bulk": figure(of_varying.ess_bulk, 0.0),
            "ess_tail": np.nan if is_probability else figure(of_varying.ess_tail, 0.0),
            "mcse": figure(of_varying.mcse, np.inf),
            "value": mean,
        }
    )


def _labels(draws: xr.DataArray, other: list[str]) -> list[str]:
    if not other:
        return [str(draws.name)]
    return [f"{draws.name}[{label}]" for label in draws[other[0]].to_numpy()]


NOTHING = pd.DataFrame(columns=COLUMNS).astype(
    dict.fromkeys(COLUMNS[1:], float) | {COLUMNS[0]: str}
)
"""A table of diagnostics without a row."""


def figures_table(figures: Mapping[str, float]) -> pd.DataFrame:
    """The sampler's own figures as rows with only `value` filled."""
    table = pd.DataFrame({"quantity": list(figures), "value": list(figures.values())})
    return table.reindex(columns=COLUMNS)
