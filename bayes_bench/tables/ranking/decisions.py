"""`decisions.csv`: what may be decided from a ranking, and how sure it is; and columns by unit."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.checks.divergence import divergent
from bayes_bench.checks.registry import checks_table
from bayes_bench.estimands.classical.winners_curse import ENDS
from bayes_bench.estimands.flags import expected_false_flags, flags_of
from bayes_bench.estimands.indicators import benchmark_of, indicator_ranks
from bayes_bench.fitted import Fit, once
from bayes_bench.further_draws import simultaneous_sets
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.ranking.draws import ranked_units
from bayes_bench.ranking.orders import LOSSES
from bayes_bench.ranking.selection import expected_hits
from bayes_bench.ranking.tiers import joint_tiers
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranking.lists import Ends, Row, classes_of_size, lists_of_units
from bayes_bench.tables.ranking.places import TIER_ERROR, indicator_orders, indicator_tiers
from bayes_bench.tables.table import Table

COUNTS = ("better", "worse", "undecided", "divergent", "tiers", "pairs_apart", "sure_tiers")
"""Counts of units, tiers or pairs about which something was decided."""
_NAMED = "decision[{decision}]"


@dataclass(frozen=True)
class Decided:
    """What may be decided.

    Attributes
    ----------
    summary : DataFrame
        ``decision, value, lower, upper, mcse, note``. Numbers of units: ``better``, ``worse``,
        ``undecided`` (flags), ``false_flags`` (expected number of false discoveries: flagged units
        not beyond the margin), ``divergent``; ``tiers`` by pairs with ``pairs_apart`` and
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
    p_values = checks[checks["check"] == "cross_validatory"].set_index("unit")["p"]
    p = p_values.reindex(ranked).to_numpy(dtype=float)
    diverges = divergent(p, model.benchmark.fdr)
    ranks = indicator_ranks(fit)
    ends = {"best": ranks, "worst": ranks.reversed()}
    lists, notes = lists_of_units(ends, bench, fit.analysis)
    flags = ranked_units(flags_of(fit))
    shown = ~np.isin(ranked.astype(str), [*fit.analysis.hidden.units])
    on_list = {name: np.isin(ranked, units) for name, units in lists.items()}
    rows = [
        # of shown units: what is more in all would tell of those that are hidden
        *_flags(flags.isel(unit=np.flatnonzero(shown))),
        {"decision": "divergent", "value": int(diverges[shown].sum())},
        *_tiers(fit),
        *(_hits(ends, model, name, units) for name, units in lists.items()),
        *notes,
        *_misplaced(indicator_orders(fit)),
    ]
    units = {
        "mcse_beyond_margin": flags["mcse_beyond_margin"].values,
        "size_class": classes_of_size(bench).reindex(unit=ranked).values,
        "visit": on_list["best_list"],
        "visit_spread": on_list.get("spread_list", np.zeros(ranked.size, dtype=bool)),
        **{f"printed_{end}": on_list[f"printed_{end}"] for end in ENDS},
        "p_cross_validatory": p,
        "divergent": diverges,
    }
    summary = pd.DataFrame(rows).reindex(columns=TABLE.names)
    return Decided(
        summary.assign(note=summary["note"].fillna("")), pd.DataFrame(units, index=ranked)
    )


def _flags(flags: xr.Dataset) -> Iterator[Row]:
    for flag in ("better", "worse", "undecided"):
        yield {"decision": flag, "value": int((flags["flag"] == flag).sum())}
    columns = ["flag", "probability_beyond_margin"]
    table = pd.DataFrame({name: flags[name].values for name in columns})
    yield {"decision": "false_flags", "value": expected_false_flags(table)}


def _tiers(fit: Fit) -> Iterator[Row]:
    found = indicator_tiers(fit)
    yield {"decision": "tiers", "value": int(found["tier"].max()), "note": f"error {TIER_ERROR}"}
    yield {"decision": "pairs_apart", "value": float(found["pairs_apart"])}
    mcse = float(found["mcse_wrong_order"])
    yield {"decision": "wrong_order", "value": float(found["wrong_order"]), "mcse": mcse}
    sure = joint_tiers(indicator_ranks(fit), 1.0 - fit.model.benchmark.flag_probability)
    yield {"decision": "sure_tiers", "value": int(sure["tier"].max())}


def _hits(ends: Ends, model: Model, name: str, units: list[str]) -> Row:
    """Expected number of true members of a list, with its interval."""
    ranks = ends["worst" if "worst" in name else "best"]
    found = expected_hits(ranks, top_k(model, ranks.units), units, model.benchmark.interval)
    figures = {name: float(found[name]) for name in ("lower", "upper")}
    value, mcse = float(found["expected_hits"]), float(found["mcse_hits"])
    return {"decision": name, "value": value, "mcse": mcse, **figures}


def _misplaced(orders: xr.Dataset) -> Iterator[Row]:
    for loss in LOSSES:
        value, mcse = (
            float(orders[f"{what}_error"].sel(loss=loss)) for what in ("expected", "mcse")
        )
        yield {"decision": f"misplaced_{loss}", "value": value, "mcse": mcse}


@once
def decided(fit: Fit) -> Decided:
    """What may be decided by the indicator, in all and of each unit."""
    return decisions(fit, checks_table(fit))


def decision_rows(fit: Fit) -> pd.DataFrame:
    """The summary, with the measured coverage of the simultaneous rank sets as its last row."""
    return pd.concat([decided(fit).summary, _coverage(simultaneous_sets(fit))], ignore_index=True)


def _coverage(sets: xr.Dataset | None) -> pd.DataFrame:
    """Measured coverage of the simultaneous rank sets, no row where there are none."""
    if sets is None:
        return pd.DataFrame()
    figures = {"value": float(sets["coverage"]), "mcse": float(sets["mcse_coverage"])}
    return pd.DataFrame(
        [{"decision": "simultaneous_coverage", **figures, "note": sets["verdict"].item()}]
    )


TABLE = Table(
    file="decisions.csv",
    about="something that is decided from the ranking",
    columns=(
        Column(
            "decision",
            "What is decided: numbers of flagged units (better, worse, undecided), false_flags,"
            " divergent, tiers, pairs_apart, wrong_order, sure_tiers, lists of k units and how many"
            " true members they have, misplaced units, simultaneous_coverage.",
        ),
        Column(
            "value",
            "Number of units or tiers, expected number of units, or fraction of pairs or units.",
            "estimate",
            "units, tiers or share",
            POSITIVE,
            _NAMED,
            "mcse",
            counts=COUNTS,
        ),
        *(
            Column(
                end,
                f"{end.capitalize()} bound of the equal-tailed credible interval of a number of"
                " true members.",
                "estimate",
                "units",
                POSITIVE,
                _NAMED,
                "mcse",
            )
            for end in ("lower", "upper")
        ),
        Column(
            "mcse",
            "Monte Carlo standard error of value.",
            "error",
            "as value",
            POSITIVE,
        ),
        Column("note", "Level of error, verdict, or why a list cannot be made."),
    ),
    build=decision_rows,
    place=170,
    is_there=has_few_units,
)
