"""The directly standardised rate, centred."""

import xarray as xr

from bayes_bench.estimands.estimand import NO_REFERENCE, Estimand


def direct_gap(bench: xr.Dataset) -> xr.DataArray:
    """Directly standardised rate minus its mean over people.

    Parameters
    ----------
    bench : Dataset
        As `benchmark` returns it.

    Returns
    -------
    DataArray (chain, draw, unit)
        Percentage points; weighted by people they sum to 0 in every draw.
    """
    rate = bench["direct_rate"]
    gap = 100 * (rate - rate.weighted(bench["n"]).mean("unit"))
    return gap.assign_attrs(ESTIMAND.attrs)


ESTIMAND = Estimand(
    name="direct_gap",
    measure=lambda bench, _posterior: direct_gap(bench),
    units="percentage points",
    long_name="direct rate minus its mean over people",
    formula="100 (D_j - sum_k n_k D_k / N)",
    place=60,
    bounds=(-100.0, 100.0),
    # its centre weighs the units by their people, whoever these are
    axioms={NO_REFERENCE: ("holds", "fixed_standard", "fails", "holds", "holds")},
)
