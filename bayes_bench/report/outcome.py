"""What a run hands over to its report: finished tables, and what they are about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bayes_bench.inputs.compared import Compared
from bayes_bench.inputs.facts import Facts, facts_of
from bayes_bench.tables.table import Tables


@dataclass(frozen=True, eq=False)
class Outcome(Compared):
    """Everything that a run found.

    Attributes
    ----------
    model : Model
    cells : Dataset
        From `aggregate`: what units and levels are called, and where units lie.
    tables : mapping of str to DataFrame
        By file name, such as ``indicators.csv``; some are absent where units are many.
    page_tables : mapping of str to DataFrame
        By name, what only the page shows, such as ``areas``.
    record : mapping
        What `run.json` says.
    """

    tables: Tables
    page_tables: Tables
    record: Mapping[str, Any]

    @property
    def facts(self) -> Facts:
        """What became of people, units and levels before anything was fitted."""
        return facts_of(self.cells)

    @property
    def merged_count(self) -> int:
        """How many units are shown together as "other"."""
        return len(self.facts.merged_units)

    @property
    def badness(self) -> int:
        """1 where a low indicator is good, else -1."""
        return 1 if self.model.data.better == "lower" else -1

    def total(self, figure: str) -> float:
        """A single number of the page."""
        values = self.page_tables["totals"].set_index("figure")["value"].astype(float)
        return float(values[figure])

    def quantity(self, name: str) -> pd.Series:
        """A row of ``variation.csv``: value, lower, upper."""
        table = self.tables["variation.csv"].set_index("quantity")
        row: pd.Series = table.loc[[name], ["value", "lower", "upper"]].astype(float).iloc[0]
        return row

    def decision(self, name: str) -> pd.Series:
        """A row of ``decisions.csv``, missing where the run has none of that name."""
        table = self.tables["decisions.csv"].set_index("decision")
        figures = ["value", "lower", "upper", "mcse"]
        if name not in table.index:
            return pd.Series(np.nan, index=figures)
        row: pd.Series = table.loc[[name], figures].astype(float).iloc[0]
        return row
