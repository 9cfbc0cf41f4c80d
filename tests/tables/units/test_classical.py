"""Observed minus expected by pooled regression, fitted again here by least squares."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import rankdata

from bayes_bench.tables.units.classical import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import SHOWN, indicator_ranks_by_hand, people, rates_by_hand, wards


def pooled_expected() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probability, event and unit of everybody, by iteratively reweighted least squares."""
    cells, design = wards().analysis.cells, wards().analysis.design
    trials, events = cells["trials"].values, cells["events"].values
    columns = np.column_stack([np.ones(trials.size), design.matrix.toarray()])
    columns[:, 1:] -= columns[:, 1:].mean(axis=0)
    beta = np.zeros(columns.shape[1])
    for _ in range(25):
        p = expit(columns @ beta)
        weight = np.sqrt(trials * p * (1 - p))
        working = (events - trials * p) / (trials * p * (1 - p))
        beta = beta + np.linalg.lstsq(columns * weight[:, None], working * weight)[0]
    return expit(columns @ beta), events, trials


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return TABLE.build(wards())


def test_expected_gap_error_and_z_of_every_unit(table: pd.DataFrame) -> None:
    p, events, trials = pooled_expected()
    cells = pd.DataFrame({"unit": wards().analysis.cells["unit_index"].values})
    cells = cells.assign(e=trials * p, v=trials * p * (1 - p), y=events, n=trials)
    total = cells.groupby("unit").sum()
    gap, se = 100 * (total["y"] - total["e"]) / total["n"], 100 * total["v"] ** 0.5 / total["n"]
    np.testing.assert_allclose(table["expected_classical"], total["e"] / total["n"], rtol=1e-6)
    np.testing.assert_allclose(table["gap_classical"], gap, atol=1e-5)
    np.testing.assert_allclose(table["se_classical"], se, rtol=1e-6)
    np.testing.assert_allclose(table["z_classical"], gap / se, atol=1e-5)


def test_expected_events_are_as_many_as_observed_ones(table: pd.DataFrame) -> None:
    """The score equation of the intercept; the indicator's expectation does not keep it."""
    expected = (table["n"] * table["expected_classical"]).sum()
    assert expected == pytest.approx(table["events"].sum(), rel=1e-8)
    assert table["events"].sum() == people()["ill"].sum()


def test_our_columns_are_those_of_the_draws(table: pd.DataFrame) -> None:
    gaps = rates_by_hand(wards()).indicator
    np.testing.assert_allclose(table["indicator"], gaps.mean(axis=0), atol=1e-6)
    for bound, level in {"lower": 0.05, "upper": 0.95}.items():
        found = np.quantile(gaps, level, axis=0)
        np.testing.assert_allclose(table[f"indicator_{bound}"], found, atol=1e-6)


def test_only_ranked_units_have_places(table: pd.DataFrame) -> None:
    ranked = table["unit"] != "other"
    for column, by in {
        "rank_classical": table.loc[ranked, "gap_classical"],
        "rank": indicator_ranks_by_hand(wards()).mean(axis=0),
    }.items():
        assert table.loc[ranked, column].tolist() == rankdata(by, method="min").tolist()
        assert table.loc[~ranked, column].isna().all()


def test_columns_and_rows(table: pd.DataFrame) -> None:
    assert is_documented(table, "classical.csv")
    assert table["unit"].tolist() == SHOWN
    assert table["note"].eq("").all(), "nothing is separated"
