"""What a job found of every unit, ours or a peer's, and how far the two are from each other."""

from pathlib import Path

import numpy as np
import pandas as pd

from bayes_bench.errors import BayesBenchError


def our_figures(out: Path) -> pd.DataFrame:
    """The figures of a whole run of ours, by the names of the peers' files.

    Parameters
    ----------
    out : Path
        The folder that the command wrote.

    Returns
    -------
    DataFrame
        By unit: ``indicator`` and ``rank``, each with ``_lower`` and ``_upper``, and ``mcse`` and
        ``ess_bulk`` of the indicator. Units without a rank are left out.
    """
    indicators, ranks, diagnostics = (
        pd.read_csv(out / f"{name}.csv", dtype={"unit": "str"})
        for name in ("indicators", "ranks", "diagnostics")
    )
    ranks = ranks[["unit", "expected_rank", "rank_lower", "rank_upper"]]
    rows = indicators.drop(columns=ranks.columns[1:], errors="ignore").merge(ranks, on="unit")
    quantities = [f"indicator[{unit}]" for unit in rows["unit"]]
    judged = diagnostics.set_index("quantity").loc[quantities, ["mcse", "ess_bulk"]]
    figures = pd.concat([rows, judged.reset_index(drop=True)], axis=1)
    return figures.rename(columns={"expected_rank": "rank"}).set_index("unit")


def peer_figures(place: Path) -> pd.DataFrame:
    """The figures of a peer, by unit; `benchmarks.peers.indicators.figures_of` names them."""
    return pd.read_csv(place / "figures.csv", dtype={"unit": "str"}).set_index("unit")


def agreement(one: pd.DataFrame, ours: pd.DataFrame) -> dict[str, float]:
    """How far a job's figures are from ours; nothing for ours themselves.

    Parameters
    ----------
    one, ours : DataFrame
        By unit: ``indicator``, ``rank``, and ``mcse`` of the indicator where there are draws.

    Returns
    -------
    dict of str to float
        ``largest_gap, correlation, rank_correlation``, and ``largest_z`` where there are draws.

    Raises
    ------
    BayesBenchError
        They are of other units.
    """
    if one is ours:
        return {}
    if sorted(one.index) != sorted(ours.index):
        raise BayesBenchError("A peer's units are not ours.")
    ours = ours.loc[one.index]
    gap = (one["indicator"] - ours["indicator"]).abs()
    found = {
        "largest_gap": float(gap.max()),
        "correlation": one["indicator"].corr(ours["indicator"]),
        "rank_correlation": one["rank"].corr(ours["rank"], method="spearman"),
    }
    if "mcse" in one:
        found["largest_z"] = float((gap / np.hypot(one["mcse"], ours["mcse"])).max())
    return found
