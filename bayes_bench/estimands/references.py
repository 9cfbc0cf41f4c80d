"""The references that units are compared with, and a benchmark under another of them."""

import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.estimand import EVERY_REFERENCE
from bayes_bench.interface.suggestions import listed

REFERENCES = EVERY_REFERENCE
"""What an expected rate can be computed under; `standardise.expected_under` defines them."""


def gaps_from(bench: xr.Dataset, expected: xr.DataArray) -> dict[str, xr.DataArray]:
    """Everything that is a difference from the expected rate.

    Parameters
    ----------
    bench : Dataset
        With ``predicted``, ``observed`` (rates 0-1) and ``n``.
    expected : DataArray (chain, draw, unit)
        Expected rate under some reference, 0-1.

    Returns
    -------
    dict of str to DataArray (chain, draw, unit)
        ``indicator`` (the shrunken risk difference P - E), ``observed_gap`` (the unshrunken O - E;
        both percentage points), and ``persons`` (excess events n (P - E)).
    """
    gap = bench["predicted"] - expected
    gaps = {
        "indicator": 100 * gap,
        "persons": bench["n"] * gap,
        "observed_gap": 100 * (bench["observed"] - expected),
    }
    return {name: figures.transpose("chain", "draw", "unit") for name, figures in gaps.items()}


def under_reference(bench: xr.Dataset, reference: str) -> xr.Dataset:
    """The same benchmark with everything expected under another reference.

    Parameters
    ----------
    bench : Dataset
        From `indicators.benchmark`, or ``/benchmark`` of a saved posterior.
    reference : {"national", "typical", "population", "average_unit"}

    Returns
    -------
    Dataset
        ``expected``, ``indicator``, ``persons`` and ``observed_gap`` under that reference, the
        attribute ``reference`` saying so; all else as it was.

    Raises
    ------
    InputError
        No such reference, or the benchmark was written without the other references.
    """
    if reference not in REFERENCES:
        raise InputError(f"There is no reference {reference!r}: choose {listed(REFERENCES)}.")
    if reference == bench.attrs["reference"]:
        return bench
    if "expected_under" not in bench:
        raise InputError(
            f"This benchmark holds the reference {bench.attrs['reference']!r} only: it was written "
            "by an earlier version. Run the analysis again."
        )
    expected = bench["expected_under"].sel(reference=reference, drop=True)
    named = {"expected": expected, **gaps_from(bench, expected)}
    values = {name: figures.assign_attrs(bench[name].attrs) for name, figures in named.items()}
    return bench.assign(values).assign_attrs(reference=reference)
