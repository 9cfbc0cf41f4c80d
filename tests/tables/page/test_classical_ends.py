"""Units at either end of observed minus expected, and their posterior figures."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.tables.page import classical_ends as module
from bayes_bench.tables.page.classical_ends import PAGE_TABLE, classical_ends
from bayes_bench.tables.ranking.ranks import TABLE as RANKS
from bayes_bench.tables.units.classical import TABLE as CLASSICAL
from tests.builders.wards import arviz_mcse, indicator_ranks_by_hand, people, wards

COLUMNS = [
    *("unit", "name", "n", "gap_classical", "indicator", "indicator_lower", "indicator_upper"),
    *("end", "probability", "mcse"),
]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """Of the two tables that it is made of, not of all."""

    def some(fit):
        return {table.file: table.build(fit) for table in (CLASSICAL, RANKS)}

    monkeypatch.setattr(module, "tables_of", some)
    return classical_ends(wards(bare=True))


def test_k_of_either_end_the_most_extreme_first(table: pd.DataFrame) -> None:
    """Without covariates by the crude rate; "other", which is no unit, is in no list."""
    rate = people().groupby("ward")["ill"].mean()[list("abcdef")].sort_values()
    assert list(table.columns) == COLUMNS
    assert table["end"].tolist() == ["best", "best", "worst", "worst"]
    assert table["unit"].tolist() == [*rate.index[:2], *rate.index[:-3:-1]]


def test_gaps_are_from_the_rate_of_the_whole_country(table: pd.DataFrame) -> None:
    rate, country = people().groupby("ward")["ill"].mean(), people()["ill"].mean()
    expected = 100 * (rate[table["unit"]].to_numpy() - country)
    np.testing.assert_allclose(table["gap_classical"], expected, atol=1e-6)


def test_each_has_the_probability_of_its_own_end(table: pd.DataFrame) -> None:
    ranks = indicator_ranks_by_hand(wards(bare=True))
    for row in table.itertuples():
        own = ranks[:, "abcdef".index(str(row.unit))]
        hits = ((own <= 2) if row.end == "best" else (own >= 5)).astype(float)
        assert row.probability == pytest.approx(hits.mean(), abs=1e-12)
        assert row.mcse == pytest.approx(arviz_mcse(wards(bare=True), hits), rel=1e-9)


def test_an_extreme_gap_is_shrunken(table: pd.DataFrame) -> None:
    assert (table["indicator"].abs() < table["gap_classical"].abs()).all()
    assert PAGE_TABLE.build is classical_ends
