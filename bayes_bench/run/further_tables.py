"""The tables on estimands, ranks and decisions beside the main ones, by the file each goes to."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.expectation.contributions import expectation_contributions
from bayes_bench.estimands.expectation.overlap import case_mix_overlap
from bayes_bench.estimands.expectation.summaries import (
    expectation_table,
    expectation_totals,
    similar_units,
)
from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.predictive.ranges import predicted_ranges
from bayes_bench.ranking.agreement import agreement_table
from bayes_bench.ranking.crude_regions import crude_rank_region
from bayes_bench.ranking.draws import MOST_TABLED
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.run.further_draws import simultaneous_sets
from bayes_bench.tables.decisions import decisions
from bayes_bench.tables.disclosure import DECIMALS, shown_contributions
from bayes_bench.tables.estimands import estimand_table
from bayes_bench.tables.rank_details import rank_details
from bayes_bench.tables.ranks import pair_table


def further_tables(
    posterior: xr.DataTree, ranks: Ranks, cells: xr.Dataset, model: Model, checks: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each table with its file name.

    Parameters
    ----------
    posterior : DataTree
        With ``/benchmark``.
    ranks : Ranks
        By its indicator.
    cells : Dataset
    model : Model
    checks : DataFrame
        From `checks_table`.

    Yields
    ------
    tuple of str and DataFrame
    """
    bench = posterior["benchmark"].to_dataset()
    ranges = predicted_ranges(posterior, cells, model)
    yield "estimands.csv", estimand_table(posterior, ranges, model)
    yield "overlap.csv", _overlap(posterior, cells, model)
    yield from _expectations(posterior, cells, model)
    if int(bench["ranked"].sum()) <= MOST_TABLED:
        k = top_k(model, int(bench["ranked"].sum()))
        every = every_estimand(posterior).items()
        ranked = ((names, Ranks(values, model.data.better)) for names, values in every)
        yield "agreement.csv", agreement_table(ranked, k)
        yield from _of_ranks(ranks, bench, cells, model, checks)


def _overlap(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> pd.DataFrame:
    """Shares to the whole per cent: more digits could tell of single people."""
    found = case_mix_overlap(posterior, cells, model)
    seen = ["levels_seen", "risk_seen"]
    table = found[["name", *seen, "warning"]].to_dataframe()[["name", *seen, "warning"]]
    digits = {} if model.disclosure.public else dict.fromkeys(seen, 2)
    return table.round(digits).reset_index()


def _expectations(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model
) -> Iterator[tuple[str, pd.DataFrame]]:
    parts, public = expectation_contributions(posterior, cells, model), model.disclosure.public
    shown = shown_contributions(expectation_table(parts, model), posterior, cells, model)
    totals = expectation_totals(parts, model)[["unit", "difference"]]
    totals = totals if public else totals.round({"difference": DECIMALS})
    yield "expectation.csv", shown.merge(totals, on="unit", how="left", validate="m:1")
    alike = similar_units(parts)
    # distances to the digit, added to what is known of the neighbours, would tell of the unit
    yield "similar_units.csv", alike if public else alike.drop(columns="distance")


def _of_ranks(
    ranks: Ranks, bench: xr.Dataset, cells: xr.Dataset, model: Model, checks: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Tables whose size or work grows with the square of the units."""
    k, interval = top_k(model, ranks.units), model.benchmark.interval
    decided = decisions(ranks, bench, cells, model, checks)
    sets = simultaneous_sets(cells, model)
    crude = crude_rank_region(bench["events"], bench["n"], ranks.better, interval)
    table = rank_details(ranks, k, interval).set_index("unit")
    own = [_bounds("simultaneous", sets, table.index), _bounds("crude", crude, table.index)]
    table = pd.concat([table, *own, decided.units], axis="columns")
    yield "rank_details.csv", table.rename_axis("unit").reset_index()
    yield "decisions.csv", pd.concat([decided.summary, _coverage(sets)], ignore_index=True)
    yield "pairs.csv", pair_table(ranks)


def _bounds(name: str, sets: xr.Dataset | None, units: pd.Index) -> pd.DataFrame:
    """Columns of a set of ranks by unit, missing where there is none."""
    names = [f"{name}_lower", f"{name}_upper"]
    if sets is None:
        return pd.DataFrame(np.nan, units, names)
    return sets[["low", "high"]].to_dataframe()[["low", "high"]].set_axis(names, axis="columns")


def _coverage(sets: xr.Dataset | None) -> pd.DataFrame:
    """Measured coverage of the simultaneous rank sets, no row where there are none."""
    if sets is None:
        return pd.DataFrame()
    figures = {"value": float(sets["coverage"]), "mcse": float(sets["mcse_coverage"])}
    return pd.DataFrame(
        [{"decision": "simultaneous_coverage", **figures, "note": sets["verdict"].item()}]
    )
