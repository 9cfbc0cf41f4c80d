"""Diagnostics of the draws, and behind them the errors that stand in other tables."""

from dataclasses import replace

import pandas as pd
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.quantities import assessment
from bayes_bench.quantities.assessment import diagnostics_table
from bayes_bench.quantities.model import parameters
from bayes_bench.quantities.quantity import Family
from bayes_bench.quantities.units import ranks
from bayes_bench.tables import registry
from bayes_bench.tables.model.diagnostics import TABLE, every_number
from bayes_bench.tables.ranking.pairs import TABLE as PAIRS
from bayes_bench.tables.ranking.ranks import TABLE as RANKS
from tests.builders.dictionary import documented
from tests.builders.wards import wards


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch) -> Fit:
    """Wards of which two tables are written, and two families of quantities diagnosed."""

    def few(_fit: Fit, *, judged: bool) -> tuple[Family, ...]:
        return (parameters.FAMILY, ranks.FAMILY) if judged else ()

    monkeypatch.setattr(assessment, "families", few)
    monkeypatch.setattr(registry, "every_table", lambda: (RANKS, PAIRS, TABLE))
    return replace(wards(bare=True))


def test_first_what_is_diagnosed_by_its_draws_then_the_pairs(fit: Fit) -> None:
    table, drawn = every_number(fit), diagnostics_table(fit)
    pd.testing.assert_frame_equal(table.iloc[: len(drawn)], drawn)
    behind = table.iloc[len(drawn) :]
    units = PAIRS.build(fit)["unit"].unique()
    assert behind["quantity"].tolist() == [f"probability_of_pair[{unit}]" for unit in units]
    assert set(behind["status"]) == {"error only"}


def test_the_errors_beside_ranks_are_not_told_twice(fit: Fit) -> None:
    table = every_number(fit)
    assert table["quantity"].is_unique
    assert table.loc[table["quantity"] == "rank[a]", "status"].tolist() == ["judged"]


def test_without_draws_of_their_own_the_ranks_rows_would_be_those_of_the_table(
    fit: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above."""

    def fewer(_fit: Fit, *, judged: bool) -> tuple[Family, ...]:
        return (parameters.FAMILY,) if judged else ()

    monkeypatch.setattr(assessment, "families", fewer)
    table = every_number(fit).set_index("quantity")
    assert table.loc["rank[a]", "status"] == "error only"
    assert len(table.filter(regex=r"^rank\[", axis=0)) == 6


def test_columns_are_documented_and_it_is_built_after_the_others(fit: Fit) -> None:
    assert tuple(every_number(fit).columns) == documented("diagnostics.csv") == tuple(TABLE.names)
    assert TABLE.is_of_tables
    assert TABLE.build is every_number
