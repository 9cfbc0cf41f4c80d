"""The country and its regions: means over people, in every draw."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.tables.page.areas import PAGE_TABLE
from tests.builders.wards import REGIONS, people, rates_by_hand, wards

INSIDE = {
    "": np.ones(7, dtype=bool),
    "east": np.array([region == "east" for region in REGIONS]),
    "west": np.array([region == "west" for region in REGIONS]),
}


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return PAGE_TABLE.build(wards()).set_index("name")


def test_the_country_then_its_regions_in_the_order_that_they_come(table: pd.DataFrame) -> None:
    assert table["area"].to_dict() == {"": "country", "east": "region", "west": "region"}
    assert table["units"].tolist() == [7, 3, 3], "other is of the country and of no region"


@pytest.mark.parametrize("name", ["", "east", "west"])
def test_figures_weigh_every_person_alike(table: pd.DataFrame, name: str) -> None:
    fit, rates, row = wards(), rates_by_hand(wards()), table.loc[name]
    weights = fit.analysis.population.people[INSIDE[name]]

    def mean(values: np.ndarray) -> np.ndarray:
        return np.average(values[:, INSIDE[name]], axis=1, weights=weights)

    gap = mean(rates.indicator)
    assert row["predicted"] == pytest.approx(mean(rates.predicted).mean(), abs=1e-8)
    assert row["expected"] == pytest.approx(mean(rates.expected).mean(), abs=1e-8)
    assert row["indicator_lower"] == pytest.approx(np.quantile(gap, 0.05), abs=1e-6)
    assert row["persons_upper"] == pytest.approx(
        np.quantile(gap * weights.sum() / 100, 0.95), abs=1e-5
    )


def test_counts_are_those_of_the_people(table: pd.DataFrame) -> None:
    by_ward = people().groupby("ward")["ill"].agg(["size", "sum"])
    for name, wards_there in {"": by_ward.index, "east": [*"abe"], "west": [*"cdf"]}.items():
        there = by_ward.loc[wards_there].sum()
        assert table.loc[name, "n"] == there["size"]
        assert table.loc[name, "events"] == there["sum"]
        assert table.loc[name, "observed"] == pytest.approx(there["sum"] / there["size"])


def test_under_the_national_reference_the_country_is_as_expected(table: pd.DataFrame) -> None:
    """Zero by definition: neither better nor worse with any probability."""
    assert table["indicator"][""] == pytest.approx(0, abs=1e-6)
    assert table["probability_better"].isna().tolist() == [True, False, False]
    gap = rates_by_hand(wards()).indicator[:, INSIDE["east"]]
    weights = wards().analysis.population.people[INSIDE["east"]]
    better = (np.average(gap, axis=1, weights=weights) < 0).mean()
    assert table.loc["east", "probability_better"] == pytest.approx(better, abs=1e-12)


def test_without_regions_there_is_the_country_alone() -> None:
    fit = wards(bare=True)
    plain = Analysis(fit.model, fit.analysis.cells.drop_vars("region"))
    assert PAGE_TABLE.build(replace(fit, analysis=plain))["area"].tolist() == ["country"]
