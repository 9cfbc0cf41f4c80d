"""Observed over expected: the SMR, the standardised mortality (or morbidity) ratio."""

import xarray as xr

from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand


def ratio_oe(bench: xr.Dataset) -> xr.DataArray:
    """SMR, observed over expected rate (not shrunken); dims (chain, draw, unit), dimensionless."""
    ratio = (bench["observed"] / bench["expected"]).transpose(*bench["expected"].dims)
    return ratio.assign_attrs(ESTIMAND.attrs)


ESTIMAND = Estimand(
    name="ratio_oe",
    measure=lambda bench, _posterior: ratio_oe(bench),
    units="1",
    long_name="observed over expected",
    formula="O_j / E_j",
    place=100,
    synonyms=(
        "smr",
        "sir",
        "o/e",
        "oe",
        "oe ratio",
        "observed/expected",
        "observed over expected",
        "standardised mortality ratio",
        "standardized mortality ratio",
    ),
    references=EVERY_REFERENCE,
    has_sampling_error=True,
    bounds=(0.0, float("inf")),
    axioms={
        NATIONAL: ("fails", "fails", "fails", "fails", "fails"),
        OUTSIDE: ("holds", "fails", "holds", "fails", "fails"),
    },
)
