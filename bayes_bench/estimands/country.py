"""The country as one row, beside its units."""

import xarray as xr


def country_figures(bench: xr.Dataset) -> xr.Dataset:
    """The country as one row: means over people of the units' rates.

    Parameters
    ----------
    bench : Dataset
        As `benchmark` returns it.

    Returns
    -------
    Dataset
        Dims chain, draw: ``predicted``, ``expected`` (rates 0-1), ``indicator``, ``observed_gap``
        (percentage points), ``persons``. Without dims: ``n``, ``events``, ``observed``.
    """
    averaged = ["predicted", "expected", "indicator", "observed_gap", "observed"]
    figures: xr.Dataset = (
        bench[averaged].weighted(bench["n"]).mean("unit", skipna=False, keep_attrs=True)
    )
    return figures.assign({name: bench[name].sum("unit") for name in ("n", "events", "persons")})
