"""Other readings of a benchmark: ratios, the direct gap, odds ratios, the country."""

import numpy as np
import xarray as xr

from bayes_bench.errors import InputError


def direct_gap(bench: xr.Dataset) -> xr.DataArray:
    """Direct rate minus its mean over people.

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
    return gap.assign_attrs(
        units="percentage points",
        long_name="direct rate minus its mean over people",
        formula="100 (D_j - sum_k n_k D_k / N)",
    )


def ratio_pe(bench: xr.Dataset) -> xr.DataArray:
    """Predicted over expected share (shrunken); dims (chain, draw, unit), no unit of measure."""
    ratio = bench["predicted"] / bench["expected"]
    return ratio.assign_attrs(units="1", long_name="predicted over expected", formula="P_j / E_j")


def ratio_oe(bench: xr.Dataset) -> xr.DataArray:
    """Observed over expected share (not shrunken); dims (chain, draw, unit), no unit of measure."""
    ratio = (bench["observed"] / bench["expected"]).transpose(*bench["expected"].dims)
    return ratio.assign_attrs(units="1", long_name="observed over expected", formula="O_j / E_j")


def indirect_rate(bench: xr.Dataset) -> xr.DataArray:
    """Risk-standardised rate: the country's observed share times predicted over expected.

    Parameters
    ----------
    bench : Dataset
        From `benchmark` under the reference ``typical``.

    Returns
    -------
    DataArray (chain, draw, unit)
        Shares; they may exceed 1.

    Raises
    ------
    InputError
        The reference is another: the published measure is defined by the typical unit.

    References
    ----------
    Krumholz et al. (2006), 10.1161/CIRCULATIONAHA.105.611186
    """
    if bench.attrs["reference"] != "typical":
        raise InputError(
            "The indirect rate is defined under the reference 'typical', and this benchmark has "
            f'{bench.attrs["reference"]!r}: set reference = "typical" in [benchmark].'
        )
    rate = bench["events"].sum() / bench["n"].sum() * ratio_pe(bench)
    return rate.assign_attrs(
        units="share", long_name="indirectly standardised rate", formula="(sum y / N) P_j / E_j"
    )


def odds_ratio(posterior: xr.DataTree) -> xr.DataArray:
    """Odds of the event in a unit against the mean unit, the same for every person.

    Parameters
    ----------
    posterior : DataTree
        As `fit` returns it.

    Returns
    -------
    DataArray (chain, draw, unit)
        exp(u_j - mean of u over all fitted units); their geometric mean is 1 in every draw.
    """
    effect = posterior["posterior"]["unit_effect"]
    centred = (effect - effect.mean("unit")).transpose("chain", "draw", "unit")
    ratio: xr.DataArray = xr.apply_ufunc(np.exp, centred)
    return ratio.assign_attrs(
        units="1", long_name="odds ratio against the mean unit", formula="exp(u_j - mean u)"
    )


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
