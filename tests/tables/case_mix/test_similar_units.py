"""Who has people most like those of a unit: the nearest by the contributions that are printed."""

import numpy as np
import pytest

from bayes_bench.tables.case_mix.expectation import shown_expectation
from bayes_bench.tables.case_mix.similar_units import TABLE, shown_similar
from tests.builders.dictionary import documented, is_documented
from tests.builders.wards import wards


def test_the_nearest_by_the_contributions_of_public_data() -> None:
    table = shown_similar(wards(public=True))
    wide = shown_expectation(wards(public=True)).pivot_table(
        index="unit", columns="covariate", values="contribution"
    )
    for unit, rows in table.groupby("unit"):
        gaps = {
            other: float(np.sqrt(((wide.loc[unit] - wide.loc[other]) ** 2).sum()))
            for other in wide.index
            if other != unit
        }
        nearest = sorted(gaps, key=lambda other: gaps[other])[:5]
        assert rows["similar"].tolist() == nearest
        expected = [gaps[other] for other in nearest]
        assert rows["distance"].tolist() == pytest.approx(expected, abs=1e-9)
        assert rows["place"].tolist() == [1, 2, 3, 4, 5]


def test_elsewhere_distances_are_not_told() -> None:
    """To the digit, and with what is known of the neighbours, they would tell of the unit."""
    table, public = shown_similar(wards()), shown_similar(wards(public=True))
    assert is_documented(public, "similar_units.csv")
    assert [*table.columns, "distance"] == list(documented("similar_units.csv"))
    there = TABLE.column("distance").is_there
    assert (there(wards()), there(wards(public=True))) == (False, True)


def test_other_is_like_nobody() -> None:
    table = shown_similar(wards())
    assert "other" not in {*table["unit"], *table["similar"]}
    assert len(table) == 6 * 5, "five others of each of six"


def test_without_covariates_nobody_is_more_alike_than_others() -> None:
    assert TABLE.build(wards(bare=True)).empty
