"""Whom to visit, and how many of a given list are truly at the top.

The best k are the *top* k: for the worst, give the ranks in the opposite direction.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import hypergeom

from bayes_bench.errors import InputError
from bayes_bench.interface.suggestions import listed
from bayes_bench.numerics.limited_choice import first_best, most_units
from bayes_bench.ranking.draws import (
    SAMPLE_DIMS,
    labelled,
    mcse_of_mean,
    ranked_units,
    refuse_improper,
)
from bayes_bench.ranking.orders import order_by_loss, top_k_variables
from bayes_bench.ranking.probabilities import rank_quantile
from bayes_bench.ranking.ranks import Ranks


@dataclass(frozen=True, eq=False)
class Limit:
    """How many units of a group may be visited.

    Attributes
    ----------
    groups : DataArray (unit)
        The group of each unit, such as its region, or `size_classes`; matched by label. Units that
        are not ranked may be there.
    most : int
        The same for every group.
    """

    groups: xr.DataArray
    most: int


def whom_to_visit(
    values: xr.DataArray, better: str, k: int, limits: Sequence[Limit] = ()
) -> xr.Dataset:
    """`units_to_visit` by an estimand.

    Parameters and exceptions are those of `Ranks` and of `units_to_visit`.

    Returns
    -------
    Dataset
    """
    return units_to_visit(Ranks(values, better), k, limits)


def units_to_visit(
    ranks: Ranks, k: int, limits: Sequence[Limit] = (), hidden: AbstractSet[str] = frozenset()
) -> xr.Dataset:
    """The k units among which the most of the true top k are to be expected, within all limits.

    No other choice within the limits has more expected hits, the sum of P(in the top k). Of equally
    good choices it is the first, when units are read in the order of `rank_orders` for the top k.
    Other parameters and exceptions are those of `rank_orders`.

    Parameters
    ----------
    limits : sequence of Limit, optional
        All hold at once: one on regions, say, and one on classes of size.
    hidden : set of str, optional
        Codes of units that may not be named. Where fewer than k may, all these are chosen.

    Returns
    -------
    Dataset
        ``probability`` and ``mcse`` (unit): P(in the top k) of the chosen units, the surest first.
        ``expected_hits``: how many of them are expected in the top k. ``mcse_hits``: Monte Carlo
        standard error of that, from the hits draw by draw. Errors are missing where draws agree.

    Raises
    ------
    InputError
        Also where a ranked unit has no group, a limit is not 1 or more, or the limits leave fewer
        than k units.
    """
    draws = top_k_variables(ranks, k).drop_attrs()
    mean = draws.mean(SAMPLE_DIMS)
    members, most = _groups(draws["unit"].values, limits)
    unnamed = np.isin(draws["unit"].values.astype(str), [*hidden])
    members, most = np.vstack([members, unnamed]), np.append(most, 0)
    wanted = min(k, int((~unnamed).sum()))
    room = most_units(members, most)
    if room < wanted:
        raise InputError(
            f"The limits leave {room} units, fewer than k = {k}. Raise them, or lower k."
        )
    # Hits over all draws, whole numbers but for ties: apart by more than a solver's tolerance.
    hits = mean["probability_best_k"].values * draws.sizes["chain"] * draws.sizes["draw"]
    chosen = first_best(hits, order_by_loss(mean, "top_k"), members, most, wanted)
    return _hits(draws["probability_best_k"].isel(unit=chosen))


def expected_hits(ranks: Ranks, k: int, units: Sequence[object], interval: float) -> xr.Dataset:
    """How many of a given list, such as the ten that somebody printed, are in the true top k.

    Other parameters and exceptions are those of `rank_orders`.

    Parameters
    ----------
    units : sequence
        Labels of the listed units; it need not be k of them.
    interval : float
        Probability of the interval of the number of hits, strictly between 0 and 1.

    Returns
    -------
    Dataset
        As from `whom_to_visit`, of the listed units in their order; and ``probability_hits``
        (hits): of exactly 0, 1, ... hits, with ``mcse_probability_hits``, missing where draws
        agree; ``lower`` and ``upper``: the interval, equal-tailed, both within it. A quantile is
        the smallest number whose cumulative probability reaches its level.

    Raises
    ------
    InputError
        Also where ``interval`` is out of range, or the list is empty, or holds a unit twice or one
        that is not ranked.
    """
    refuse_improper("interval", interval)
    wanted, top = list(units), top_k_variables(ranks, k)["probability_best_k"].drop_attrs()
    _refuse_list(wanted, top["unit"].values)
    draws = _hits_by_draw(labelled(ranks.spans).sel(unit=wanted), k)
    probability, tail = draws.mean(SAMPLE_DIMS), (1.0 - interval) / 2.0
    in_place_of_ranks = probability.rename(hits="rank")
    return _hits(top.sel(unit=wanted)).assign(
        probability_hits=probability,
        mcse_probability_hits=mcse_of_mean(draws),
        lower=rank_quantile(in_place_of_ranks, tail),
        upper=rank_quantile(in_place_of_ranks, 1.0 - tail),
    )


def size_classes(people: xr.DataArray, classes: int = 3) -> xr.DataArray:
    """Classes of size with equally many units, as far as units of one size leave that open.

    Parameters
    ----------
    people : DataArray (unit)
        Number of people; units whose coord ``ranked`` is False are left out.
    classes : int
        How many. Fewer come out where many units are of one size, which are never parted.

    Returns
    -------
    DataArray (unit)
        The fewest and the most people of a unit of the class, as text: "12–85".

    Raises
    ------
    InputError
        A number of people is missing or not whole, or ``classes`` is not from 1 to the number of
        units.
    """
    sizes = ranked_units(people)
    wrong = int((~(sizes % 1 == 0)).sum())
    if wrong:
        raise InputError(f"{wrong} of {sizes.size} numbers of people are missing or not whole.")
    if classes not in range(1, sizes.size + 1):
        raise InputError(f"classes is a whole number from 1 to {sizes.size}, not {classes}.")
    numbers = pd.Series(sizes.values.astype(np.int64))
    smaller = numbers.rank(method="min").astype(np.int64) - 1
    members = numbers.groupby(classes * smaller // sizes.size)
    ends = zip(members.transform("min"), members.transform("max"), strict=True)
    return sizes.copy(data=[f"{low}–{high}" if low < high else f"{low}" for low, high in ends])


def _hits(top: xr.DataArray) -> xr.Dataset:
    """Who is in the top k, and how many, from (chain, draw, unit)."""
    hits = top.sum("unit")
    return xr.Dataset(
        {
            "probability": top.mean(SAMPLE_DIMS),
            "mcse": mcse_of_mean(top),
            "expected_hits": hits.mean(SAMPLE_DIMS),
            "mcse_hits": mcse_of_mean(hits),
        }
    )


def _groups(
    units: NDArray[np.generic], limits: Sequence[Limit]
) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Who belongs to each group of any limit, (group, unit), and how many of it may be chosen."""
    problems = [problem for limit in limits for problem in _problems(units, limit)]
    if problems:
        raise InputError(problems)
    codes = [pd.factorize(_group_of(units, limit))[0] for limit in limits]
    members = [code == np.arange(code.max() + 1)[:, None] for code in codes]
    most = [np.full(len(rows), limit.most) for rows, limit in zip(members, limits, strict=True)]
    nobody = np.zeros((0, units.size), dtype=np.bool_)
    return np.concatenate([nobody, *members]), np.concatenate([np.zeros(0, np.int64), *most])


def _problems(units: NDArray[np.generic], limit: Limit) -> list[str]:
    if limit.groups.dims != ("unit",) or not limit.groups.get_index("unit").is_unique:
        return ["The groups of a limit have the one dim unit, with each unit once."]
    found = []
    if limit.most < 1 or limit.most % 1:
        found.append(f"The most of a group is a whole number, 1 or more, not {limit.most}.")
    without = int(_group_of(units, limit).isna().sum())
    if without:
        found.append(f"{without} of {units.size} ranked units have no group. Give them one.")
    return found


def _group_of(units: NDArray[np.generic], limit: Limit) -> pd.Series:
    return limit.groups.to_series().astype(object).reindex(units)


def _refuse_list(wanted: list[object], ranked: NDArray[np.generic]) -> None:
    index = pd.Index(wanted, dtype=object)
    if not len(index) or not index.is_unique:
        raise InputError("The list holds one unit or more, each once.")
    unknown = index[~index.isin(ranked.tolist())]
    if len(unknown):
        names = listed(map(str, unknown))
        raise InputError(f"{len(unknown)} units of the list are not among those ranked: {names}.")


def _hits_by_draw(spans: xr.Dataset, k: int) -> xr.DataArray:
    """Probability of each number of hits within each draw, (chain, draw, hits).

    Of m units tied across the line, a are above it, each choice of them as likely as any other: how
    many of the listed ones are is hypergeometric.
    """
    first, last = spans["first"], spans["last"]
    across = (first <= k) & (k < last)
    m = (last - first + 1).where(across, 1).max("unit")
    a = (k + 1 - first).where(across, 0).max("unit")
    hits = np.arange(spans.sizes["unit"] + 1)
    beside_sure = xr.DataArray(hits, {"hits": hits}, ("hits",)) - (last <= k).sum("unit")
    chances: xr.DataArray = xr.apply_ufunc(hypergeom.pmf, beside_sure, m, across.sum("unit"), a)
    return chances.transpose(*SAMPLE_DIMS, "hits")
