"""Every estimand of a unit by its name, under every reference, from a posterior alone.

Four standardised ratios of one hierarchical model disagree about who is best, so that no figure is
of use without the name of its estimand. The catalogue says which there are, what each is measured
in, and whether sampling error is part of it.

References
----------
Mohammed, Manktelow & Hofer (2016), 10.1177/0962280212465165
"""

from collections.abc import Mapping

import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.estimand import Estimand
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.references import REFERENCES, under_reference
from bayes_bench.fitted import Fit, once
from bayes_bench.interface.suggestions import did_you_mean, listed
from bayes_bench.registry import registered

ESTIMANDS = registered("bayes_bench.estimands.of_units", "ESTIMAND", Estimand)
CATALOGUE: Mapping[str, Estimand] = {one.name: one for one in ESTIMANDS}
"""The estimands that can be ranked by, from their files. Predictive intervals of what may be
observed are in `predictive.ranges`."""


def estimand(posterior: xr.DataTree, name: str, reference: str | None = None) -> xr.DataArray:
    """Draws of an estimand.

    Parameters
    ----------
    posterior : DataTree
        With ``/posterior`` and ``/benchmark``, such as a saved `posterior.nc`.
    name : str
        One of `CATALOGUE`.
    reference : {"national", "typical", "population", "average_unit"}, optional
        What is expected under; that of the model where not given. ``indirect_rate`` is always
        under ``typical``.

    Returns
    -------
    DataArray (chain, draw, unit)
        With coords ``name`` and ``ranked``, and attrs ``units``, ``long_name``, ``formula`` and
        ``reference`` ("" where the estimand has none). Its name is ``name``.

    Raises
    ------
    InputError
        There is no such estimand or reference, the estimand has no such reference, or the
        posterior has no benchmark.
    """
    kind = _known(name)
    if "benchmark" not in posterior.children:
        raise InputError("This posterior has no /benchmark: take the posterior.nc of a whole run.")
    bench = posterior["benchmark"].to_dataset()
    if "posterior" not in posterior.children or not {"reference", "better"} <= bench.attrs.keys():
        raise InputError("This /benchmark is of another program: take the posterior.nc of a run.")
    chosen = _reference(name, kind, reference or bench.attrs["reference"], asked=bool(reference))
    found = under_reference(bench, chosen) if chosen else bench
    return _measured(kind, found, posterior, chosen)


@once
def every_estimand(fit: Fit) -> dict[tuple[str, str], xr.DataArray]:
    """`estimand` for each name and each of its references ("" where it has none)."""
    benches = {name: under_reference(benchmark_of(fit), name) for name in REFERENCES}
    default = benchmark_of(fit)
    return {
        (kind.name, reference): _measured(
            kind, benches.get(reference, default), fit.posterior, reference
        )
        for kind in ESTIMANDS
        for reference in kind.named_references
    }


def _measured(
    kind: Estimand, bench: xr.Dataset, posterior: xr.DataTree, reference: str
) -> xr.DataArray:
    draws = kind.measure(bench, posterior).rename(kind.name)
    return draws.assign_attrs(kind.attrs | {"reference": reference})


def _known(name: str) -> Estimand:
    if name not in CATALOGUE:
        hint = did_you_mean(name, CATALOGUE) or "."
        raise InputError(f"There is no estimand {name!r}{hint} They are: {listed(CATALOGUE)}.")
    return CATALOGUE[name]


def _reference(name: str, kind: Estimand, reference: str, *, asked: bool) -> str:
    """The reference to compute under, "" for none."""
    if not kind.references:
        if asked:
            raise InputError(f"{name} has no reference: it compares with no expected share.")
        return ""
    if len(kind.references) > 1:
        return reference
    if asked and reference not in kind.references:
        own = kind.references[0]
        raise InputError(f"{name} is defined under the reference {own!r}: leave the reference out.")
    return kind.references[0]
