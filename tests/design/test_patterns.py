"""Cells with fewer columns."""

import numpy as np
import xarray as xr

from bayes_bench.design.patterns import fewer_patterns


def test_cells_that_are_then_alike_are_one_and_in_order() -> None:
    cells = xr.Dataset(
        {"events": ("cell", [1, 2, 3, 4]), "trials": ("cell", [5, 6, 7, 8])},
        {
            "unit_index": ("cell", [1, 0, 1, 0]),
            "covariate_a": ("cell", [0, 1, 0, 0]),
            "covariate_b": ("cell", [0, 1, 2, 3]),
        },
    )
    fewer = fewer_patterns(cells, ["unit_index", "covariate_a"])
    assert fewer["unit_index"].to_numpy().tolist() == [0, 0, 1]
    assert fewer["covariate_a"].to_numpy().tolist() == [0, 1, 0]
    assert fewer["events"].to_numpy().tolist() == [4, 2, 4]
    assert fewer["trials"].to_numpy().tolist() == [8, 6, 12]
    np.testing.assert_array_equal(fewer_patterns(fewer, ["unit_index"])["trials"], [14, 12])
