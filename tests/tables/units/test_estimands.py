"""Every estimand of every unit as a table."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.estimands.catalogue import CATALOGUE, estimand
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.tables.units.estimands import TABLE, estimand_table
from tests.builders.checks import predicted_ranges
from tests.builders.registers import Register


@pytest.fixture(scope="module")
def tree(register: Register) -> xr.DataTree:
    whole = register.posterior.copy()
    whole["benchmark"] = xr.DataTree(benchmark(register.posterior, register.cells, register.model))
    return whole


@pytest.fixture(scope="module")
def ranges(register: Register) -> xr.Dataset:
    return predicted_ranges(register.fit)


@pytest.fixture(scope="module")
def table(register: Register) -> pd.DataFrame:
    return estimand_table(register.fit)


def test_a_row_per_estimand_reference_and_unit(table: pd.DataFrame) -> None:
    assert list(table.columns) == [column.name for column in TABLE.columns]
    counts = table.groupby(["estimand", "reference"]).size()
    assert (counts == 12).all()
    references = {name: kind.references or ("",) for name, kind in CATALOGUE.items()}
    ranged = dict.fromkeys(("own_range", "chance_range"), CATALOGUE["indicator"].references)
    expected = references | ranged | {"next_period": ("",)}
    assert set(counts.index) == {(name, r) for name, of in expected.items() for r in of}
    assert table.notna().all(axis=None)
    assert (table["lower"] <= table["upper"]).all()


def test_figures_are_those_of_the_draws(table: pd.DataFrame, tree: xr.DataTree) -> None:
    draws = estimand(tree, "ratio_pe", "population").isel(unit=3).values.ravel()
    row = table.query("estimand == 'ratio_pe' and reference == 'population'").iloc[3]
    assert row["value"] == pytest.approx(np.mean(draws))
    assert row["lower"] == pytest.approx(np.quantile(draws, 0.025))
    assert row["upper"] == pytest.approx(np.quantile(draws, 0.975))
    assert row["units"] == "1"


def test_a_range_is_that_of_what_may_be_observed(table: pd.DataFrame, ranges: xr.Dataset) -> None:
    row = table.query("estimand == 'own_range' and reference == 'typical'").iloc[5]
    draws = ranges["own_range"].sel(reference="typical").isel(unit=5).values
    assert row["upper"] == pytest.approx(np.quantile(draws, 0.975))
    widths = table.assign(width=table["upper"] - table["lower"]).groupby("estimand")["width"].mean()
    # chance alone is narrower than any unit with the same people
    assert widths["chance_range"] < widths["own_range"]
