"""The table of diagnostics against ArviZ quantity by quantity, and against what is known."""

import numpy as np
import pytest
import xarray as xr
from arviz_stats.base.array import array_stats

from bayes_bench.posterior.diagnostics import COLUMNS, NOTHING, diagnose, figures_table


def draws_of(**variables: np.ndarray) -> xr.Dataset:
    return xr.Dataset({name: (("chain", "draw"), values) for name, values in variables.items()})


def test_rows_are_those_of_arviz_one_by_one() -> None:
    rng = np.random.default_rng(2)
    values = np.cumsum(rng.standard_normal((4, 300, 3)), axis=1) * 0.02 + rng.random((4, 300, 3))
    units = xr.DataArray(values, dims=("chain", "draw", "unit"), coords={"unit": ["a", "b", "c"]})
    table = diagnose(xr.Dataset({"unit_effect": units})).set_index("quantity")
    assert list(table.index) == ["unit_effect[a]", "unit_effect[b]", "unit_effect[c]"]
    for place, label in enumerate(table.index):
        one = values[:, :, place]
        assert table.loc[label, "r_hat"] == pytest.approx(array_stats.rhat(one, method="rank"))
        assert table.loc[label, "ess_bulk"] == pytest.approx(array_stats.ess(one, method="bulk"))
        assert table.loc[label, "value"] == pytest.approx(one.mean())


def test_independent_draws_have_the_error_of_independent_draws() -> None:
    values = np.random.default_rng(3).standard_normal((4, 2500))
    row = diagnose(draws_of(intercept=values)).iloc[0]
    # the ESS of 10,000 independent draws scatters by some 2 %
    assert row["ess_bulk"] == pytest.approx(10_000, rel=0.1)
    assert row["mcse"] == pytest.approx(0.01, rel=0.1)


def test_constants_have_no_diagnostics_and_probabilities_no_tail() -> None:
    zeros_and_ones = np.random.default_rng(4).integers(0, 2, (4, 100)).astype(float)
    table = diagnose(draws_of(fixed=np.full((4, 100), 2.0), probability_x=zeros_and_ones))
    assert table.loc[0, ["r_hat", "ess_bulk", "ess_tail", "mcse"]].isna().all()
    assert table["ess_tail"].isna()[1]
    assert np.isfinite(table["r_hat"])[1]


def test_draws_that_are_not_finite_have_the_worst_diagnostics() -> None:
    values = np.random.default_rng(5).standard_normal((4, 100))
    values[1, 7] = np.nan
    row = diagnose(draws_of(intercept=values)).iloc[0]
    assert row["r_hat"] == row["mcse"] == np.inf
    assert row["ess_bulk"] == row["ess_tail"] == 0.0


def test_a_samplers_figures_are_rows_of_the_same_table() -> None:
    table = figures_table({"pareto_k": 0.1})
    assert list(table.columns) == list(NOTHING.columns) == COLUMNS
    assert table.loc[0, "quantity"] == "pareto_k"
    assert table.loc[0, "value"] == 0.1
