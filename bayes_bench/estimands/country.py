"""The country as one row, beside its units."""

import xarray as xr


def country_figures(bench: xr.Dataset) -> xr.Dataset:
    """The country as one row: means over people of the units' shares.

    Parameters
    ----------
    bench : Dataset
        As `benchmark` returns it.

    Returns
    -------
    Dataset
        Dims chain, draw: ``predicted``, ``expected`` (shares), ``indicator``, ``observed_gap``
        (percentage points), ``persons``. Without dims: ``n``, ``events``, ``observed``.
    """
    shares = ["predicted", "expected", "indicator", "observed_gap", "observed"]
    figures: xr.Dataset = bench[shares].weighted(bench["n"]).mean("unit", keep_attrs=True)
    return figures.assign({name: bench[name].sum("unit") for name in ("n", "events", "persons")})
