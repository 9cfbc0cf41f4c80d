"""What a report is made of, and the numbers of its first sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.flags import expected_false_flags
from bayes_bench.fit import Fit
from bayes_bench.inputs.model.file import Model, top_k

SURE = 0.9
"""Probability from which a unit is said to be among the best (worst) k."""


@dataclass(frozen=True)
class Found:
    """Everything that was found in a run.

    Attributes
    ----------
    fit : Fit
    model : Model
    cells : Dataset
        From `aggregate`; dims cell, unit.
    posterior : DataTree
        From `fit`.
    bench : Dataset
        From `benchmark`; dims chain, draw, unit.
    variation : Dataset
        Dims chain, draw.
    effects : Dataset
        Dims chain, draw, effect.
    tables : mapping of str to DataFrame
        By file name, such as ``indicators.csv``; ``checks.csv`` and ``spline_curves.csv`` may be
        absent.
    record : mapping
        What `run.json` says.
    """

    fit: Fit
    model: Model
    cells: xr.Dataset
    posterior: xr.DataTree
    bench: xr.Dataset
    variation: xr.Dataset
    effects: xr.Dataset
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]

    @property
    def is_ranked(self) -> np.ndarray:
        """Which units are ranked; dims (unit,)."""
        return self.cells["ranked"].to_numpy().astype(bool)

    @property
    def ranked_count(self) -> int:
        """How many units are ranked."""
        return int(self.is_ranked.sum())

    @property
    def top(self) -> int:
        """k of "among the k best"."""
        return top_k(self.model, self.ranked_count)

    @property
    def badness(self) -> int:
        """1 where a low indicator is good, else -1."""
        return 1 if self.model.data.better == "lower" else -1

    def quantity(self, name: str) -> pd.Series:
        """A row of ``variation.csv``: value, lower, upper."""
        table = self.tables["variation.csv"].set_index("quantity")
        row: pd.Series = table.loc[[name], ["value", "lower", "upper"]].astype(float).iloc[0]
        return row


@dataclass(frozen=True)
class Headline:
    """The numbers of the first sentences.

    Attributes
    ----------
    people, events : int
        Of the whole country, "other" included.
    share : float
        Events over people.
    ranked, merged : int
        Units that are ranked, and those that are too small to be shown, together "other".
    better, worse, undecided : int
        Ranked units with that flag.
    false_flags : float
        Marked units that are expected not to lie beyond the margin.
    top : int
        k.
    best_hits, worst_hits : float
        Expected number of true members in the best list of k that can be made.
    sure_best, sure_worst : int
        Units among the k best (worst) with probability `SURE` or more.
    wide : int
        Units whose rank interval covers more than half of the ranks.
    """

    people: int
    events: int
    share: float
    ranked: int
    merged: int
    better: int
    worse: int
    undecided: int
    false_flags: float
    top: int
    best_hits: float
    worst_hits: float
    sure_best: int
    sure_worst: int
    wide: int

    @property
    def unmarked(self) -> int:
        """Ranked units that cannot be told from what was to be expected."""
        return self.ranked - self.better - self.worse


def headline(found: Found) -> Headline:
    """The numbers of the first sentences.

    Parameters
    ----------
    found : Found

    Returns
    -------
    Headline
    """
    units, ranks = found.tables["indicators.csv"], found.tables["ranks.csv"]
    ranked = units[found.is_ranked]
    flags = ranked["flag"].value_counts()
    best, worst = ranks["probability_best_k"], ranks["probability_worst_k"]
    width = ranks["rank_upper"] - ranks["rank_lower"] + 1
    people, events = int(units["n"].sum()), int(units["events"].sum())
    return Headline(
        people=people,
        events=events,
        share=events / people,
        ranked=len(ranked),
        merged=len(found.cells.attrs.get("merged_units", [])),
        better=int(flags.get("better", 0)),
        worse=int(flags.get("worse", 0)),
        undecided=int(flags.get("undecided", 0)),
        false_flags=expected_false_flags(ranked),
        top=found.top,
        best_hits=float(best.nlargest(found.top).sum()),
        worst_hits=float(worst.nlargest(found.top).sum()),
        sure_best=_sure(found, "best_k", best >= SURE),
        sure_worst=_sure(found, "worst_k", worst >= SURE),
        wide=_sure(found, "wide", width > len(ranks) / 2),
    )


def _sure(found: Found, claim: str, plain: pd.Series) -> int:
    """Of how many units a claim holds, those that Monte Carlo error leaves undecided not counted.

    With so many units that claims were not looked into, the plain reading counts.
    """
    details = found.tables.get("rank_details.csv")
    holds = plain if details is None else details[f"verdict_{claim}"] == "holds"
    return int(holds.sum())


def units_table(found: Found) -> pd.DataFrame:
    """A row per unit: ``indicators.csv``, with its ranks, ``ranked`` and ``region`` beside.

    Parameters
    ----------
    found : Found

    Returns
    -------
    DataFrame
        In the order of the cells; what a unit that is not ranked lacks is missing; ``region`` is
        "" where it is not known.
    """
    ranks = found.tables["ranks.csv"].drop(columns="name")
    table = found.tables["indicators.csv"].merge(ranks, on="unit", how="left", validate="1:1")
    blank = np.full(len(table), "", dtype=object)
    region = found.cells["region"].to_numpy() if "region" in found.cells.coords else blank
    return table.assign(ranked=found.is_ranked, region=region)
