"""Ranks, flags and top-k membership of the units under one analysis, and changes under another."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.flags import decide, decision_variables
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean, ranked_units
from bayes_bench.ranking.orders import likeliest
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Bools, Floats

CRITICAL_Z = 2.0
"""Two probabilities differ if they are more than so many Monte Carlo errors apart."""
ENDS = ("best_k", "worst_k")
WITHIN_ERROR = " (within Monte Carlo error)"
MOVES = {(True, True): "stays", (True, False): "leaves", (False, True): "enters"}


@dataclass(frozen=True)
class Conclusions:
    """What is concluded of the ranked units under one analysis.

    Attributes
    ----------
    indicator : DataArray (chain, draw, unit)
        Percentage points.
    ends : Dataset (chain, draw, unit)
        ``best_k`` and ``worst_k``: whether the unit is among the k best (worst) in the draw.
    table : DataFrame
        A row per ranked unit: ``unit, name, indicator`` (posterior mean), ``flag, direction``
        (as `decide` has them), ``expected_rank, probability_best_k, probability_worst_k``, and
        ``best_k, worst_k``: whether its probability to be there is one of the k largest.
    errors : mapping of str to float
        The largest Monte Carlo error of a unit: ``rank`` of its expected rank, ``probability`` of
        those to be among the best or the worst k, or beyond the margin.
    """

    indicator: xr.DataArray
    ends: xr.Dataset
    table: pd.DataFrame
    errors: Mapping[str, float]


def conclusions_of(ranks: Ranks, model: Model) -> Conclusions:
    """Conclusions of one analysis from the draws of its indicators.

    Parameters
    ----------
    ranks : Ranks
        By the indicator of `benchmark`, percentage points, with its coords ``name`` and ``ranked``.
    model : Model

    Returns
    -------
    Conclusions
        Units that are not ranked, such as "other", are left out.
    """
    indicator, k = _ranked_only(ranks.values), top_k(model, ranks.units)
    draws = {"best_k": ranks.among_best(k), "worst_k": ranks.among_worst(k)}
    decided, expected = decide(indicator, model), ranks.expected.to_numpy()
    columns = {
        "unit": indicator["unit"].to_numpy(),
        "name": indicator["name"].to_numpy(),
        "indicator": indicator.mean(SAMPLE_DIMS).to_numpy(),
        "flag": decided["flag"].to_numpy(),
        "direction": decided["direction"].to_numpy(),
        "expected_rank": expected,
    }
    for end, order in zip(ENDS, (expected, -expected), strict=True):
        probability = draws[end].mean(SAMPLE_DIMS).to_numpy()
        columns |= {f"probability_{end}": probability, end: likeliest(k, probability, order)}
    # zeros and ones, but for ties: half the digits are enough
    ends = xr.Dataset({end: draws[end].astype(np.float32) for end in ENDS})
    errors = {
        "rank": _max(ranks.mcse_expected),
        "probability": max(
            _max(decided["mcse_beyond_margin"]),
            *(_max(mcse_of_mean(draws[end])) for end in ENDS),
        ),
    }
    return Conclusions(indicator, ends, pd.DataFrame(columns), errors)


def _max(error: xr.DataArray) -> float:
    return float(error.fillna(0.0).max())


def _ranked_only(indicator: xr.DataArray) -> xr.DataArray:
    kept = ranked_units(indicator.transpose("chain", "draw", "unit"))
    # the order in memory is that of the sums, and so decides on the last digit of a mean
    return kept.copy(data=np.ascontiguousarray(kept.to_numpy()))


def changes(base: Conclusions, other: Conclusions, model: Model) -> pd.DataFrame:
    """Changes of each unit's conclusions under another analysis of the same people.

    Parameters
    ----------
    base, other : Conclusions
        Of the same units.
    model : Model
        Gives the margin of the flags and the better direction.

    Returns
    -------
    DataFrame
        ``unit, name``; ``indicator`` under the other analysis, its ``change`` from the base and
        ``change_error``, the Monte Carlo error of that (percentage points); ``flag, base_flag``;
        ``expected_rank, base_expected_rank, probability_best_k, probability_worst_k``;
        ``best_k, worst_k``: "stays", "leaves" or "enters", else empty. ``flag_beyond_error``,
        ``best_k_beyond_error`` and ``worst_k_beyond_error`` are true where this differs from the
        base, and the unit's probability differs by more than `CRITICAL_Z` Monte Carlo errors.
    """
    before, after = base.table, other.table
    columns: dict[str, object] = {name: after[name] for name in ("unit", "name", "indicator")}
    columns["change"] = after["indicator"] - before["indicator"]
    columns["change_error"] = _mcse_of_difference(base.indicator, other.indicator)
    columns |= {"flag": after["flag"], "base_flag": before["flag"]}
    columns["flag_beyond_error"] = _flips_beyond_error(base, other, model)
    columns |= {"expected_rank": after["expected_rank"]}
    columns |= {"base_expected_rank": before["expected_rank"]}
    for end in ENDS:
        columns[f"probability_{end}"] = after[f"probability_{end}"]
        pairs = zip(before[end], after[end], strict=True)
        columns[end] = [MOVES.get((bool(was), bool(now)), "") for was, now in pairs]
        moved = (before[end] != after[end]).to_numpy()
        columns[f"{end}_beyond_error"] = _beyond_error(base.ends[end], other.ends[end], moved)
    return pd.DataFrame(columns)


def _flips_beyond_error(base: Conclusions, other: Conclusions, model: Model) -> Bools:
    """Whether flags flipped and their posterior probabilities differ by more than error (unit,)."""
    before, after = base.table, other.table
    # the direction of whichever is flagged; where neither is, the likelier one
    flagged = after["flag"].where(after["flag"].isin(("better", "worse")), before["flag"])
    direction = flagged.where(flagged.isin(("better", "worse")), before["direction"])
    to_better = xr.DataArray((direction == "better").to_numpy(), dims="unit")

    def beyond(indicator: xr.DataArray) -> xr.DataArray:
        draws = decision_variables(indicator, model.data.better, model.benchmark.margin)
        ways = draws["probability_beyond_better"], draws["probability_beyond_worse"]
        return ways[0].where(to_better, ways[1])

    flipped = (before["flag"] != after["flag"]).to_numpy()
    return _beyond_error(beyond(base.indicator), beyond(other.indicator), flipped)


def _beyond_error(one: xr.DataArray, other: xr.DataArray, asked: Bools) -> Bools:
    """Whether two means differ by more than Monte Carlo error, where asked (unit,)."""
    found = np.zeros(asked.size, dtype=bool)
    places = np.flatnonzero(asked)
    if places.size:
        pair = [draws.isel(unit=places).astype(np.float64) for draws in (one, other)]
        gap = pair[1].mean(SAMPLE_DIMS).to_numpy() - pair[0].mean(SAMPLE_DIMS).to_numpy()
        found[places] = np.abs(gap) > CRITICAL_Z * _mcse_of_difference(*pair)
    return found


def _mcse_of_difference(one: xr.DataArray, other: xr.DataArray) -> Floats:
    """Monte Carlo error of the difference of two means (unit,).

    Draws of one seed, or even of one posterior, are paired and their errors correlated: the error
    is that of the paired differences. Draws of two seeds are independent, and pairing them at
    random leaves the error what it is.
    """
    if one.shape == other.shape:
        return _mcse(other.copy(data=other.to_numpy() - one.to_numpy()))
    error: Floats = np.hypot(_mcse(one), _mcse(other))
    return error


def _mcse(draws: xr.DataArray) -> Floats:
    """Monte Carlo error of a mean, 0 where all draws agree (unit,)."""
    error: Floats = mcse_of_mean(draws).fillna(0.0).to_numpy()
    return error


def summarised(units: pd.DataFrame, hidden: AbstractSet[str] = frozenset()) -> dict[str, object]:
    """Summarise the changes under a variant over the units.

    Parameters
    ----------
    units : DataFrame
        From `changes`.
    hidden : set of str, optional
        Codes of units that may not be named.

    Returns
    -------
    dict
        The columns of the summary from ``largest_change`` to ``worst_entered``.
    """
    size = units["change"].abs()
    flipped = units[units["flag"] != units["base_flag"]]
    row: dict[str, object] = {
        "largest_change": size.max(),
        "largest_unit": units["unit"].iloc[int(size.to_numpy().argmax())],
        "mean_change": size.mean(),
        "kendall_tau": _tau(units),
        "flags_flipped": len(flipped),
        "flags_flipped_beyond_error": int(flipped["flag_beyond_error"].sum()),
        "flips": "; ".join(map(_flip, _named(flipped, hidden).to_dict("records"))),
    }
    for end in ENDS:
        row |= _moves(units, end, hidden)
    return row


def _tau(units: pd.DataFrame) -> float:
    if len(units) < 2:
        return np.nan
    from scipy.stats import kendalltau  # slow to import: not where only words of it are wanted

    return float(kendalltau(units["expected_rank"], units["base_expected_rank"]).statistic)


def _flip(unit: Mapping[object, object]) -> str:
    words = f"{unit['unit']}: {unit['base_flag']} → {unit['flag']}"
    return words if unit["flag_beyond_error"] else words + WITHIN_ERROR


def _named(units: pd.DataFrame, hidden: AbstractSet[str]) -> pd.DataFrame:
    return units[~units["unit"].astype(str).isin(hidden)]


def _moves(units: pd.DataFrame, end: str, hidden: AbstractSet[str]) -> dict[str, object]:
    """Units that leave and that enter the k best, or the k worst."""
    name, is_beyond = end.removesuffix("_k"), units[f"{end}_beyond_error"]
    left, entered = units[end] == "leaves", units[end] == "enters"
    return {
        f"{name}_changed": int(left.sum()),
        f"{name}_changed_beyond_error": int(
            max((left & is_beyond).sum(), (entered & is_beyond).sum())
        ),
        f"{name}_left": "; ".join(_named(units[left], hidden)["unit"]),
        f"{name}_entered": "; ".join(_named(units[entered], hidden)["unit"]),
    }
