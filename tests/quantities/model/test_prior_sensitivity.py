"""Rows for the sensitivities: one of each figure, with the largest of its errors."""

import numpy as np
import pytest

from bayes_bench.quantities.model.prior_sensitivity import FAMILY, QUANTITIES
from bayes_bench.sensitivity_analysis.power_scaling import power_scaling
from tests.builders.wards import rows_of, wards


def test_two_rows_for_every_figure() -> None:
    rows, found = rows_of(FAMILY, wards()), power_scaling(wards())
    figures = found.figures.itertuples(index=False)
    labels = [", ".join(filter(None, pair)) for pair in figures]
    assert rows.index.tolist() == [f"{one.name}[{label}]" for one in QUANTITIES for label in labels]
    assert {"prior_change[unit_sd]", "prior_sensitivity[indicator, other]"} <= set(rows.index)


def test_errors_and_values_are_those_of_the_figures() -> None:
    rows, found = rows_of(FAMILY, wards()), power_scaling(wards())
    count = len(found.figures)
    np.testing.assert_allclose(rows["value"].iloc[:count], found.change)
    np.testing.assert_allclose(rows["mcse"].iloc[:count], found.change_error)
    worst = found.sensitivity_error.max(axis=1)
    np.testing.assert_allclose(rows["mcse"].iloc[count:], worst)
    assert rows["value"].iloc[count:].isna().all()
    assert rows.loc["prior_sensitivity[unit_sd]", "mcse"] == pytest.approx(worst[0])
