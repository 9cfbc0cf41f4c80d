"""Observed over expected: the standardised mortality ratio, where events are deaths."""

import xarray as xr

from bayes_bench.estimands.estimand import EVERY_REFERENCE, NATIONAL, OUTSIDE, Estimand


def ratio_oe(bench: xr.Dataset) -> xr.DataArray:
    """Observed over expected share (not shrunken); dims (chain, draw, unit), no unit of measure."""
    ratio = (bench["observed"] / bench["expected"]).transpose(*bench["expected"].dims)
    return ratio.assign_attrs(ESTIMAND.attrs)


ESTIMAND = Estimand(
    name="ratio_oe",
    measure=lambda bench, _posterior: ratio_oe(bench),
    units="1",
    long_name="observed over expected",
    formula="O_j / E_j",
    place=100,
    references=EVERY_REFERENCE,
    holds_chance=True,
    bounds=(0.0, float("inf")),
    axioms={
        NATIONAL: ("fails", "fails", "fails", "fails", "fails"),
        OUTSIDE: ("holds", "fails", "holds", "fails", "fails"),
    },
)
