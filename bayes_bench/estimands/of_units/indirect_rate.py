"""Indirect standardisation: the risk-standardised rate (RSMR, RSRR)."""

import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.estimand import Estimand
from bayes_bench.estimands.of_units.ratio_pe import ratio_pe


def indirect_rate(bench: xr.Dataset) -> xr.DataArray:
    """Risk-standardised rate (RSMR, RSRR): the country's observed rate times P / E.

    Parameters
    ----------
    bench : Dataset
        From `benchmark` under the reference ``typical``.

    Returns
    -------
    DataArray (chain, draw, unit)
        Rates; they may exceed 1.

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
    return rate.assign_attrs(ESTIMAND.attrs)


ESTIMAND = Estimand(
    name="indirect_rate",
    measure=lambda bench, _posterior: indirect_rate(bench),
    units="share",
    long_name="indirectly standardised rate",
    formula="(sum y / N) P_j / E_j",
    place=40,
    synonyms=(
        "isr",
        "rsmr",
        "indirect",
        "indirectly standardised rate",
        "risk adjusted rate",
        "risk standardised rate",
    ),
    references=("typical",),
    bounds=(0.0, float("inf")),
    doi="10.1161/CIRCULATIONAHA.105.611186",
    # the country's rate, by which P/E is multiplied, moves with the unit's rates and its size
    axioms={("typical",): ("holds", "fails", "fails", "fails", "fails")},
)
