"""The country and its regions, by hand."""

import numpy as np
import pytest

from bayes_bench.estimands.areas import area_figures
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from tests.builders.report import planted


def test_the_country_is_neither_better_nor_worse(hostile_fit: Fit) -> None:
    rows = area_figures(hostile_fit)
    assert list(rows["area"]) == ["country"]
    assert rows["n"].item() == 720
    assert abs(rows["indicator"].item()) < 1e-9
    assert np.isnan(rows["probability_better"].item())


def test_regions_add_up(hostile_fit: Fit) -> None:
    regions = np.array(["North"] * 10 + ["South"] * 7 + [""])
    cells = hostile_fit.analysis.cells.assign_coords(region=("unit", regions))
    bench = benchmark_of(hostile_fit)
    rows = area_figures(planted(hostile_fit, bench, cells)).set_index("name")
    assert list(rows.index) == ["", "North", "South"]
    assert rows.loc["North", "n"] == 400
    # by hand: the mean over people is the plain mean where units are equally large
    draws = bench["indicator"].isel(unit=slice(0, 10)).mean("unit")
    assert rows.loc["North", "indicator"] == pytest.approx(float(draws.mean()))
    upper = float(np.quantile(draws.values, 0.975))
    assert rows.loc["North", "indicator_upper"] == pytest.approx(upper)
    assert 0 < rows["probability_better"]["North"] < 1
