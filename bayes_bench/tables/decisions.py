"""What may be decided from a ranking, and how sure it is: `decisions.csv`, and columns by unit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.checks.divergence import divergent
from bayes_bench.errors import InputError
from bayes_bench.estimands.classical.winners_curse import ENDS, printed_ends
from bayes_bench.estimands.flags import decide, expected_false_flags
from bayes_bench.estimands.indicators import benchmark_of, indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import ranked_units
from bayes_bench.ranking.orders import LOSSES, rank_orders
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.selection import Limit, expected_hits, size_classes, units_to_visit
from bayes_bench.ranking.tiers import joint_tiers, pairwise_tiers
from bayes_bench.tables.rank_details import TIER_ERROR

COLUMNS = ["decision", "value", "lower", "upper", "mcse", "note"]
SIZE_CLASSES = 3

type Row = Mapping[str, object]
type Lists = Mapping[str, list[str]]
type Ends = Mapping[str, Ranks]
"""Ranks in which the units at this end of the list, best or worst, come first."""


@dataclass(frozen=True)
class Decided:
    """What may be decided.

    Attributes
    ----------
    summary : DataFrame
        ``decision, value, lower, upper, mcse, note``. Numbers of units: ``better``, ``worse``,
        ``undecided`` (flags), ``false_flags`` (how many of the marked are expected not to lie
        beyond the margin), ``divergent``; ``tiers`` by pairs with ``pairs_apart`` and
        ``wrong_order`` (proportions of pairs), and ``sure_tiers``. Expected number of true members,
        with its interval, of lists of k: ``best_list`` and ``worst_list`` (the best that can be
        made), ``spread_list`` (spread over regions and classes of size), ``printed_best`` and
        ``printed_worst`` (of plain observed minus expected). ``misplaced_squared_error`` and
        ``misplaced_top_k``: expected proportion of units on the wrong side of the top k.
    units : DataFrame
        By ranked unit: ``mcse_beyond_margin`` (of the probability that decides its flag, 0 where
        all draws agree), ``size_class``, ``visit``, ``visit_spread``, ``printed_best``,
        ``printed_worst`` (whether it is on the list), ``p_cross_validatory``, ``divergent``.
    """

    summary: pd.DataFrame
    units: pd.DataFrame


def decisions(fit: Fit, checks: pd.DataFrame) -> Decided:
    """Decide by the indicator what a ranking is asked for.

    Parameters
    ----------
    fit : Fit
        Regions are those of its cells' coord ``region``.
    checks : DataFrame
        From `checks_table`, for the cross-validatory p.

    Returns
    -------
    Decided
    """
    bench, model = benchmark_of(fit), fit.model
    ranked = bench["unit"].values[bench["ranked"].values]
    surprise = checks[checks["check"] == "cross_validatory"].set_index("unit")["p"]
    p = surprise.reindex(ranked).to_numpy(dtype=float)
    diverges = divergent(p, model.benchmark.fdr)
    ranks = indicator_ranks(fit)
    ends = {"best": ranks, "worst": ranks.reversed()}
    lists, notes = _lists(ends, bench, fit.analysis)
    marks = ranked_units(decide(ranks.values, model))
    on_list = {name: np.isin(ranked, units) for name, units in lists.items()}
    rows = [
        *_flags(marks),
        {"decision": "divergent", "value": int(diverges.sum())},
        *_tiers(ranks, model),
        *(_hits(ends, model, name, units) for name, units in lists.items()),
        *notes,
        *_misplaced(ranks, model),
    ]
    units = {
        "mcse_beyond_margin": marks["mcse_beyond_margin"].values,
        "size_class": _classes(bench).reindex(unit=ranked).values,
        "visit": on_list["best_list"],
        "visit_spread": on_list.get("spread_list", np.zeros(ranked.size, dtype=bool)),
        **{f"printed_{end}": on_list[f"printed_{end}"] for end in ENDS},
        "p_cross_validatory": p,
        "divergent": diverges,
    }
    summary = pd.DataFrame(rows).reindex(columns=COLUMNS)
    return Decided(
        summary.assign(note=summary["note"].fillna("")), pd.DataFrame(units, index=ranked)
    )


def _flags(marks: xr.Dataset) -> Iterator[Row]:
    for flag in ("better", "worse", "undecided"):
        yield {"decision": flag, "value": int((marks["flag"] == flag).sum())}
    columns = ["flag", "probability_beyond_margin"]
    table = pd.DataFrame({name: marks[name].values for name in columns})
    yield {"decision": "false_flags", "value": expected_false_flags(table)}


def _tiers(ranks: Ranks, model: Model) -> Iterator[Row]:
    found = pairwise_tiers(ranks, TIER_ERROR)
    yield {"decision": "tiers", "value": int(found["tier"].max()), "note": f"error {TIER_ERROR}"}
    yield {"decision": "pairs_apart", "value": float(found["pairs_apart"])}
    mcse = float(found["mcse_wrong_order"])
    yield {"decision": "wrong_order", "value": float(found["wrong_order"]), "mcse": mcse}
    sure = joint_tiers(ranks, 1.0 - model.benchmark.flag_probability)
    yield {"decision": "sure_tiers", "value": int(sure["tier"].max())}


def _lists(ends: Ends, bench: xr.Dataset, analysis: Analysis) -> tuple[Lists, list[Row]]:
    """Lists of k units by name, and a row for one that cannot be made."""
    k = analysis.top
    printed = printed_ends(analysis, k)
    lists = {
        **{f"{end}_list": _visited(ends[end], k, []) for end in ENDS},
        **{f"printed_{end}": units for end, units in printed.items()},
    }
    limits = _limits(bench, analysis.cells, k)
    try:
        return {**lists, "spread_list": _visited(ends["best"], k, limits)}, []
    except InputError as error:  # regions with so few units that k cannot be spread over them
        return lists, [{"decision": "spread_list", "note": str(error)}]


def _visited(ranks: Ranks, k: int, limits: list[Limit]) -> list[str]:
    chosen = units_to_visit(ranks, k, limits)
    return [str(unit) for unit in chosen["unit"].values]


def _limits(bench: xr.Dataset, cells: xr.Dataset, k: int) -> list[Limit]:
    """As even a spread over regions, where there are any, and classes of size as can be."""
    groups = [_classes(bench)]
    if "region" in cells.coords:
        regions = ranked_units(cells["region"])
        groups += [regions] if is_spread_over_regions(regions.to_series()) else []
    return [Limit(group, ceil(k / len(np.unique(group.values)))) for group in groups]


def is_spread_over_regions(regions: pd.Series) -> bool:
    """Whether there are several regions of the ranked units, and each unit is in one."""
    return bool(regions.ne("").all() and regions.nunique() > 1)


def _classes(bench: xr.Dataset) -> xr.DataArray:
    return size_classes(bench["n"], min(SIZE_CLASSES, int(bench["ranked"].sum())))


def _hits(ends: Ends, model: Model, name: str, units: list[str]) -> Row:
    """Expected number of true members of a list, with its interval."""
    ranks = ends["worst" if "worst" in name else "best"]
    found = expected_hits(ranks, top_k(model, ranks.units), units, model.benchmark.interval)
    figures = {name: float(found[name]) for name in ("lower", "upper")}
    value, mcse = float(found["expected_hits"]), float(found["mcse_hits"])
    return {"decision": name, "value": value, "mcse": mcse, **figures}


def _misplaced(ranks: Ranks, model: Model) -> Iterator[Row]:
    orders = rank_orders(ranks, top_k(model, ranks.units))
    for loss in LOSSES:
        value, mcse = (
            float(orders[f"{what}_error"].sel(loss=loss)) for what in ("expected", "mcse")
        )
        yield {"decision": f"misplaced_{loss}", "value": value, "mcse": mcse}
