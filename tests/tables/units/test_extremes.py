"""The best and the worst k in their ways, and which of them has an error."""

from typing import Any

import numpy as np
import pytest

from bayes_bench.tables.units.classical import TABLE as CLASSICAL
from bayes_bench.tables.units.extremes import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import arviz_mcse, rates_by_hand, wards


@pytest.fixture(scope="module")
def table() -> Any:
    return TABLE.build(wards()).set_index("way")


def test_columns_and_ways(table: Any) -> None:
    assert is_documented(TABLE.build(wards()), "extremes.csv")
    assert table.index.tolist() == ["printed", "chance", "means", "same", "true"]


@pytest.mark.parametrize("way", ["same", "true"])
def test_intervals_and_errors_are_those_of_the_draws(table: Any, way: str) -> None:
    gaps = rates_by_hand(wards()).indicator[:, :6]
    listed = np.sort(gaps, axis=1) if way == "true" else gaps[:, np.argsort(gaps.mean(axis=0))]
    for end, draws in {"best": listed[:, :2].mean(1), "worst": listed[:, -2:].mean(1)}.items():
        row = table.loc[way]
        assert row[end] == pytest.approx(draws.mean(), abs=1e-6)
        found = row[[f"{end}_lower", f"{end}_upper"]].tolist()
        assert found == pytest.approx(np.quantile(draws, [0.05, 0.95]).tolist(), abs=1e-6)
        assert row[f"{end}_mcse"] == pytest.approx(arviz_mcse(wards(), draws), rel=1e-5)


def test_what_is_printed_is_the_mean_of_the_extreme_gaps(table: Any) -> None:
    gaps = CLASSICAL.build(wards())["gap_classical"][:6].sort_values()
    assert table.loc["printed", "best"] == pytest.approx(gaps[:2].mean())
    assert table.loc["printed", "worst"] == pytest.approx(gaps[-2:].mean())


def test_chance_is_less_extreme_than_what_was_observed_and_not_nothing(
    table: Any,
) -> None:
    assert 0 > table.loc["chance", "best"] > table.loc["printed", "best"]
    assert 0 < table.loc["chance", "worst"] < table.loc["printed", "worst"]


def test_a_fact_has_neither_interval_nor_error(table: Any) -> None:
    extra = [f"{end}_{what}" for end in ("best", "worst") for what in ("lower", "upper", "mcse")]
    assert table.loc[["printed", "means"], extra].isna().all(axis=None)
    assert table.loc[["chance", "same", "true"], extra].notna().all(axis=None)


def test_every_number_names_its_error_and_the_row_that_judges_it() -> None:
    for end in ("best", "worst"):
        for header in (end, f"{end}_lower", f"{end}_upper"):
            assert TABLE.column(header).error == f"{end}_mcse"
            assert TABLE.column(header).quantity == f"extreme_{{way}}[{end}]"
