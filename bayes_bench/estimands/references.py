"""The references that units are compared with, and a benchmark under another of them."""

from collections.abc import Callable, Collection

import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.estimand import EVERY_REFERENCE
from bayes_bench.interface.suggestions import listed

REFERENCES = EVERY_REFERENCE
"""What an expected rate can be computed under; `standardise.expected_under` defines them."""


_GAPS: dict[str, Callable[[xr.Dataset, xr.DataArray], xr.DataArray]] = {
    "indicator": lambda bench, expected: 100 * (bench["predicted"] - expected),
    "persons": lambda bench, expected: bench["n"] * (bench["predicted"] - expected),
    "observed_gap": lambda bench, expected: 100 * (bench["observed"] - expected),
}
GAPS = tuple(_GAPS)
"""Everything that is a difference from the expected rate: `gaps_from`."""


def gaps_from(
    bench: xr.Dataset, expected: xr.DataArray, names: Collection[str] = GAPS
) -> dict[str, xr.DataArray]:
    """What is a difference from the expected rate.

    Parameters
    ----------
    bench : Dataset
        With ``predicted``, ``observed`` (rates 0-1) and ``n``.
    expected : DataArray (chain, draw, unit)
        Expected rate under some reference, 0-1.
    names : collection of str
        Which of them.

    Returns
    -------
    dict of str to DataArray (chain, draw, unit)
        ``indicator`` (the shrunken risk difference P - E), ``observed_gap`` (the unshrunken O - E;
        both percentage points), and ``persons`` (excess events n (P - E)).
    """
    wanted = (name for name in GAPS if name in names)
    return {
        name: _GAPS[name](bench, expected).transpose("chain", "draw", "unit") for name in wanted
    }


def under_reference(bench: xr.Dataset, reference: str, names: Collection[str] = GAPS) -> xr.Dataset:
    """The same benchmark with everything expected under another reference.

    Parameters
    ----------
    bench : Dataset
        From `indicators.benchmark`, or ``/benchmark`` of a saved posterior.
    reference : {"national", "typical", "population", "average_unit"}
    names : collection of str
        Which of `GAPS` are wanted: each takes as much memory as the rates.

    Returns
    -------
    Dataset
        ``expected``, ``indicator``, ``persons`` and ``observed_gap`` under that reference, the
        attribute ``reference`` saying so; all else as it was. Of the last three those that are not
        wanted are not there.

    Raises
    ------
    InputError
        No such reference, or the benchmark was written without the other references.
    """
    if reference not in REFERENCES:
        raise InputError(f"There is no reference {reference!r}: choose {listed(REFERENCES)}.")
    left_out = [name for name in GAPS if name not in names]
    if reference == bench.attrs["reference"]:
        return bench.drop_vars(left_out)
    if "expected_under" not in bench:
        raise InputError(
            f"This benchmark holds the reference {bench.attrs['reference']!r} only: it was written "
            "by an earlier version. Run the analysis again."
        )
    expected = bench["expected_under"].sel(reference=reference, drop=True)
    named = {"expected": expected, **gaps_from(bench, expected, names)}
    values = {name: figures.assign_attrs(bench[name].attrs) for name, figures in named.items()}
    return bench.drop_vars(left_out).assign(values).assign_attrs(reference=reference)
