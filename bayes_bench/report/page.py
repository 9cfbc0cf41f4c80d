"""The numbers of a page, each computed on first use from what the run handed over."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import OTHER
from bayes_bench.inputs.model.file import SHIPPED_NAMES
from bayes_bench.report.headline import Headline, headline
from bayes_bench.report.labels import level_labels
from bayes_bench.report.language.collation import collated
from bayes_bench.report.language.names import Names
from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.tables.table import Tables

MOST_LISTED = 2000
"""Ranked units beyond which a page has no row for each: no browser sorts them at once."""
ENDS_LISTED = 500
"""How many of the first, and of the last, it then has a row of."""


@dataclass(frozen=True, eq=False)
class Page:
    """A page in a language.

    Parameters
    ----------
    outcome : Outcome
    language : str
        Names are put in its order; Danish municipalities are always put in the Danish one.
    other : str
        What a level is called that took in those too small to be shown.
    """

    outcome: Outcome
    language: str
    other: str = OTHER

    @cached_property
    def tables(self) -> Tables:
        """Finished tables by file, and by name those that only the page shows.

        Without the rows of hidden units, which have no figures.
        """
        tables = {**self.outcome.tables, **self.outcome.page_tables}
        return {name: self._shown(table) for name, table in tables.items()}

    def _shown(self, table: pd.DataFrame) -> pd.DataFrame:
        hidden = self.outcome.hidden.units
        if not hidden or "unit" not in table:
            return table
        return table[~table["unit"].astype(str).isin(hidden)].reset_index(drop=True)

    @cached_property
    def names(self) -> Names:
        """What columns and levels are called."""
        return words_for(self.outcome.model, self.language).names

    @cached_property
    def headline(self) -> Headline:
        """The numbers of the first sentences."""
        return headline(self.outcome)

    @cached_property
    def units(self) -> pd.DataFrame:
        """A row per unit in the order of the cells: ``indicators.csv`` with what is beside it.

        The columns of ``ranks.csv`` (missing where the unit is not ranked), ``ranked`` (and
        shown), ``is_other``, ``region`` ("" where it is not known), the columns of
        ``unit_figures``, ``place_of_name``.
        """
        table = units_table(self.outcome)
        return table.assign(place_of_name=self._places(table["name"]))

    @cached_property
    def ranked(self) -> pd.DataFrame:
        """Ranked units that are shown, the best expected rank first."""
        ranked = self.units[self.units["ranked"]]
        return ranked.sort_values("expected_rank", kind="stable").reset_index(drop=True)

    @cached_property
    def listed(self) -> pd.DataFrame:
        """The units of which the page has a row: all, or the first and the last of very many.

        In the order of the cells, with those that are not ranked.
        """
        if len(self.ranked) <= MOST_LISTED:
            return self.units
        ends = (self.ranked["unit"].head(ENDS_LISTED), self.ranked["unit"].tail(ENDS_LISTED))
        is_listed = ~self.units["ranked"] | self.units["unit"].isin(pd.concat(ends))
        return self.units[is_listed].reset_index(drop=True)

    @cached_property
    def by_indicator(self) -> pd.DataFrame:
        """Ranked units, the best indicator first: not quite the order of expected ranks."""
        order = (self.outcome.badness * self.ranked["indicator"]).argsort(kind="stable")
        return self.ranked.iloc[order].reset_index(drop=True)

    @cached_property
    def rank_details(self) -> pd.DataFrame:
        """Ranked units, the best expected rank first, with ``rank_details.csv`` beside."""
        details = self.tables["rank_details.csv"].drop(columns="name")
        merged: pd.DataFrame = self.ranked.merge(details, on="unit", validate="1:1")
        return merged

    @cached_property
    def own_ranges(self) -> pd.DataFrame:
        """`own_ranges` of the ranked units, in the order of names."""
        ranges = own_ranges(self.outcome)[self.outcome.is_shown].reset_index(drop=True)
        return ranges.iloc[np.argsort(self._places(ranges["name"]))].reset_index(drop=True)

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Rates by level, with ``group`` and ``label``, what covariate and level are called."""
        table, labels = self.tables["levels"], level_labels(self.outcome, self.other, self.names)
        pairs = zip(table["covariate"], table["levels"], strict=True)
        shown = [" + ".join(labels[name, level] for level in levels) for name, levels in pairs]
        groups = [self.names.column(name) for name in table["covariate"]]
        return table.assign(group=groups, label=shown)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Effects with the names that are shown: ``effects.csv`` without those per unit."""
        return self._named_effects(self.tables["effects.csv"], "term", "level")

    @cached_property
    def crossed_effects(self) -> pd.DataFrame:
        """``interactions.csv``, named as `effects` by what changes; empty where there are none."""
        table = self.tables.get("interactions.csv")
        if table is None:
            return pd.DataFrame()
        return self._named_effects(table, "changes", "to")

    def _named_effects(self, table: pd.DataFrame, covariate: str, level: str) -> pd.DataFrame:
        is_shown = table["effect_pp"].notna()  # those of levels with few events are hidden
        kept = table[is_shown & (table[level] != "per unit")]
        labels = level_labels(self.outcome, self.other, self.names)
        pairs = zip(kept[covariate], kept[level], strict=True)
        shown = [labels.get(pair, str(pair[1])) for pair in pairs]
        groups = kept[covariate].map(self.names.column)
        return kept.assign(group=groups, label=shown).reset_index(drop=True)

    def _places(self, names: pd.Series) -> list[int]:
        """Each name's place in the page's order, counted from 0."""
        shipped = self.outcome.model.data.names == SHIPPED_NAMES
        return collated(list(names), danish=self.language == "da" or shipped)


def units_table(outcome: Outcome) -> pd.DataFrame:
    """A row per unit: ``indicators.csv``, with its ranks and what else is known of it beside.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    DataFrame
        In the order of the cells; what a unit that is not ranked lacks is missing; ``region`` is
        "" where it is not known.
    """
    ranks = outcome.tables["ranks.csv"].drop(columns="name")
    table = outcome.tables["indicators.csv"].merge(ranks, on="unit", how="left", validate="1:1")
    table = with_floats(table.merge(outcome.page_tables["unit_figures"], on="unit", validate="1:1"))
    blank = np.full(len(table), "", dtype=object)
    known = "region" in outcome.cells.coords
    region = outcome.cells["region"].to_numpy() if known else blank
    return table.assign(ranked=outcome.is_shown, is_other=~outcome.is_ranked, region=region)


def with_floats(table: pd.DataFrame) -> pd.DataFrame:
    """Whole numbers of which some are hidden as floats: what is missing of them is not a number."""
    partly = [str(name) for name in table if isinstance(table[name].dtype, pd.Int64Dtype)]
    return table.assign(**{name: table[name].to_numpy(float, na_value=np.nan) for name in partly})


def own_ranges(outcome: Outcome) -> pd.DataFrame:
    """Observed gaps and own ranges: mixed predictive intervals, each unit's effect drawn anew.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    DataFrame
        A row per unit: ``unit, name, n, observed_gap, lower, upper`` (percentage points) and
        ``place``: ``better`` or ``worse`` where the gap is outside on that side, else ``inside``.
        The bounds are those of ``own_range`` in ``estimands.csv``, under the model's reference.
    """
    table, units = outcome.tables["estimands.csv"], outcome.tables["indicators.csv"]
    is_own = table["estimand"] == "own_range"
    is_own &= table["reference"] == outcome.model.benchmark.reference
    bounds = table.loc[is_own, ["unit", "lower", "upper"]]
    gaps = units[["unit", "name", "n", "observed_gap"]].merge(bounds, on="unit", validate="1:1")
    low, high = gaps["observed_gap"] < gaps["lower"], gaps["observed_gap"] > gaps["upper"]
    sides = ("better", "worse") if outcome.badness > 0 else ("worse", "better")
    return gaps.assign(place=np.select([low, high], sides, "inside"))
