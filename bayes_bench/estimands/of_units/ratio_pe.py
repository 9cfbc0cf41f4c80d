"""Predicted over expected: the standardised ratio of a hierarchical model."""

import xarray as xr

from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand


def ratio_pe(bench: xr.Dataset) -> xr.DataArray:
    """Predicted over expected rate (a shrunken SMR); dims (chain, draw, unit), dimensionless."""
    ratio = bench["predicted"] / bench["expected"]
    return ratio.assign_attrs(ESTIMAND.attrs)


ESTIMAND = Estimand(
    name="ratio_pe",
    measure=lambda bench, _posterior: ratio_pe(bench),
    units="1",
    long_name="predicted over expected",
    formula="P_j / E_j",
    place=30,
    synonyms=(
        "p/e",
        "pe",
        "smr",
        "rsmr",
        "predicted/expected",
        "predicted over expected",
        "standardised ratio",
    ),
    references=EVERY_REFERENCE,
    bounds=(0.0, float("inf")),
    doi="10.1177/0962280212465165",
    # d(P/E)/du has the sign of E - s P under national: below 0 once P/E exceeds 1/s.
    # Under average_unit E = P/J + a constant above 0, so that P/E rises with P.
    axioms={
        NATIONAL: ("fails", "fails", "fails", "fails", "fails"),
        OUTSIDE: ("holds", "fails", "holds", "fails", "fails"),
    },
)
