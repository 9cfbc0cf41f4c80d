"""What a page says, computed once from what was found."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import OTHER
from bayes_bench.inputs.model.file import SHIPPED_NAMES
from bayes_bench.report.areas import area_rows
from bayes_bench.report.content import Found, Headline, headline, units_table
from bayes_bench.report.language.collation import collated
from bayes_bench.report.language.words import printable
from bayes_bench.report.levels import level_shares, shown_labels
from bayes_bench.report.own_range import Reliability, own_ranges, reliability_of
from bayes_bench.report.pictures.rows import inner_interval
from bayes_bench.report.printed import printed_lists
from bayes_bench.report.thinning import thinned


@dataclass(frozen=True)
class Analysis:
    """The numbers of a page.

    Attributes
    ----------
    found : Found
    headline : Headline
    units : DataFrame
        `units_table` with ``inner_lower``, ``inner_upper`` (the middle half of the indicator's
        draws) and ``place_of_name``.
    areas : DataFrame
        The country and its regions.
    ranges : DataFrame
        `own_ranges` of the ranked units, in the order of names.
    reliability : Reliability
    extremes : DataFrame
        ``extremes.csv`` by way.
    printed : mapping of str to DataFrame
        Whom plain observed minus expected prints as the ``best`` and as the ``worst``.
    levels : DataFrame
        Shares by level.
    other : str
        What a level is called that took in those too small to be shown.
    """

    found: Found
    headline: Headline
    units: pd.DataFrame
    areas: pd.DataFrame
    ranges: pd.DataFrame
    reliability: Reliability
    extremes: pd.DataFrame
    printed: dict[str, pd.DataFrame]
    levels: pd.DataFrame
    other: str

    @property
    def ranked(self) -> pd.DataFrame:
        """Ranked units, the best expected rank first."""
        ranked = self.units[self.units["ranked"]]
        return ranked.sort_values("expected_rank", kind="stable").reset_index(drop=True)

    @property
    def by_indicator(self) -> pd.DataFrame:
        """Ranked units, the best indicator first: not quite the order of expected ranks."""
        order = (self.found.badness * self.ranked["indicator"]).argsort(kind="stable")
        return self.ranked.iloc[order].reset_index(drop=True)

    def effects(self) -> pd.DataFrame:
        """Effects with the names that are shown: ``effects.csv`` without those per unit."""
        table = self.found.tables["effects.csv"]
        kept = table[table["level"] != "per unit"]
        labels = _level_labels(self.found, self.other)
        pairs = zip(kept["term"], kept["level"], strict=True)
        shown = [labels.get(pair, str(pair[1])) for pair in pairs]
        return kept.assign(group=kept["term"].map(shown_name), label=shown).reset_index(drop=True)


def analyse(found: Found, language: str, other: str = OTHER) -> Analysis:
    """Compute what a page says.

    Parameters
    ----------
    found : Found
    language : str
        Names are put in its order; Danish municipalities are always put in the Danish one.
    other : str
        What a level is called that took in those too small to be shown.

    Returns
    -------
    Analysis
    """
    danish = language == "da" or found.model.data.names == SHIPPED_NAMES
    draws = thinned(found)
    ranges = own_ranges(found)[found.is_ranked].reset_index(drop=True)
    places = collated(list(ranges["name"]), danish=danish)
    return Analysis(
        found=found,
        headline=headline(found),
        units=_units(found, danish=danish),
        areas=area_rows(found),
        ranges=ranges.iloc[np.argsort(places)].reset_index(drop=True),
        reliability=reliability_of(found, draws),
        extremes=found.tables["extremes.csv"].set_index("way"),
        printed=printed_lists(found),
        levels=_named(level_shares(found, other)),
        other=other,
    )


def shown_name(column: str) -> str:
    """The name of a column as people read it."""
    return printable(column).replace("_", " ")


def _units(found: Found, *, danish: bool) -> pd.DataFrame:
    table = units_table(found)
    draws = found.bench["indicator"].transpose("chain", "draw", "unit").to_numpy()
    lower, upper = inner_interval(draws.reshape(-1, draws.shape[-1]))
    places = collated(list(table["name"]), danish=danish)
    return table.assign(inner_lower=lower, inner_upper=upper, place_of_name=places)


def _named(levels: pd.DataFrame) -> pd.DataFrame:
    return levels.assign(group=[shown_name(name) for name in levels["covariate"]])


def reference_labels(analysis: Analysis) -> dict[str, str]:
    """The shown text of the reference level of every category covariate."""
    found = analysis.found
    names = [c.name for c in found.model.covariates if c.kind == "category"]
    about = {name: found.cells[f"covariate_{name}"].attrs for name in names}
    labels = _level_labels(found, analysis.other)
    return {name: labels[name, about[name]["reference"]] for name in names}


def _level_labels(found: Found, other: str) -> dict[tuple[str, str], str]:
    """The shown text of every level of every category covariate."""
    labels: dict[tuple[str, str], str] = {}
    for name, shown in shown_labels(found, other).items():
        levels = found.cells[f"covariate_{name}"].attrs["levels"]
        labels |= {(name, level): label for level, label in zip(levels, shown, strict=True)}
    return labels
