"""The limit on tables whose size grows with the square of the number of units."""

import pytest

from bayes_bench.ranking.draws import MAX_TABLED
from bayes_bench.tables.ranking import few_units
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.registry import every_table
from tests.builders.wards import wards

LIMITED = {
    *("rank_probabilities.csv", "agreement.csv", "rank_details.csv"),
    *("decisions.csv", "pairs.csv"),
}


@pytest.mark.parametrize(("most", "is_there"), [(5, False), (6, True), (7, True)])
def test_only_ranked_units_count(
    monkeypatch: pytest.MonkeyPatch, most: int, *, is_there: bool
) -> None:
    """Six of the seven are ranked."""
    monkeypatch.setattr(few_units, "MAX_TABLED", most)
    assert has_few_units(wards(bare=True)) == is_there


def test_the_tables_that_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = wards(bare=True)
    there = {table.file for table in every_table() if table.is_there(fit)}
    monkeypatch.setattr(few_units, "MAX_TABLED", 5)
    assert there - {table.file for table in every_table() if table.is_there(fit)} == LIMITED
    assert MAX_TABLED >= 1000
