"""Names of effects."""

import xarray as xr

from bayes_bench.quantities.people.labels import by_level


def test_a_level_is_called_by_its_covariate_and_itself() -> None:
    names = by_level(xr.DataArray(["joint", "age"]), xr.DataArray(["hip", "per unit"]))
    assert names.tolist() == ["joint=hip", "age=per unit"]
    assert names.dtype.kind == "U"


def test_of_nothing_there_are_no_names() -> None:
    assert by_level(xr.DataArray([]), xr.DataArray([])).size == 0
