"""Every estimand of a unit by its name, under every reference, from a posterior alone.

Four standardised ratios of one hierarchical model disagree about who is best, so that no figure is
of use without the name of its estimand. The catalogue says which there are, what each is measured
in, and whether chance is part of it.

References
----------
Mohammed, Manktelow & Hofer (2016), 10.1177/0962280212465165
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import REFERENCES, benchmark_of, under_reference
from bayes_bench.estimands.measures import (
    direct_gap,
    indirect_rate,
    odds_ratio,
    ratio_oe,
    ratio_pe,
)
from bayes_bench.fit import Fit, once
from bayes_bench.suggestions import did_you_mean, listed

type Measure = Callable[[xr.Dataset, xr.DataTree], xr.DataArray]


@dataclass(frozen=True)
class Estimand:
    """What can be said of a unit, and ranked by.

    Attributes
    ----------
    measure : callable
        From the benchmark and the posterior it is of to draws (chain, draw, unit).
    references : tuple of str
        Those that it can be computed under; empty where it has none.
    holds_chance : bool
        Whether it is made of what happened in the period, chance included, and not of the unit's
        underlying level. Its draws then say nothing of how another period would come out.
    """

    measure: Measure
    references: tuple[str, ...] = ()
    holds_chance: bool = False


def _column(name: str) -> Measure:
    return lambda bench, _posterior: bench[name]


def _of_bench(measure: Callable[[xr.Dataset], xr.DataArray]) -> Measure:
    return lambda bench, _posterior: measure(bench)


def _odds_ratio(bench: xr.Dataset, posterior: xr.DataTree) -> xr.DataArray:
    return odds_ratio(posterior).assign_coords(name=bench["name"], ranked=bench["ranked"])


CATALOGUE: Mapping[str, Estimand] = {
    "indicator": Estimand(_column("indicator"), REFERENCES),
    "persons": Estimand(_column("persons"), REFERENCES),
    "ratio_pe": Estimand(_of_bench(ratio_pe), REFERENCES),
    "indirect_rate": Estimand(_of_bench(indirect_rate), ("typical",)),
    "direct_rate": Estimand(_column("direct_rate")),
    "direct_gap": Estimand(_of_bench(direct_gap)),
    "odds_ratio": Estimand(_odds_ratio),
    "predicted": Estimand(_column("predicted")),
    "observed_gap": Estimand(_column("observed_gap"), REFERENCES, holds_chance=True),
    "ratio_oe": Estimand(_of_bench(ratio_oe), REFERENCES, holds_chance=True),
}
"""The estimands that can be ranked by. Ranges of what may be observed, which depend on chance yet
to come, are in `predicted_ranges`."""


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
    return _measured(name, kind, found, posterior, chosen)


@once
def every_estimand(fit: Fit) -> dict[tuple[str, str], xr.DataArray]:
    """`estimand` for each name and each of its references ("" where it has none)."""
    benches = {name: under_reference(benchmark_of(fit), name) for name in REFERENCES}
    default = benchmark_of(fit)
    return {
        (name, reference): _measured(
            name, kind, benches.get(reference, default), fit.posterior, reference
        )
        for name, kind in CATALOGUE.items()
        for reference in kind.references or ("",)
    }


def _measured(
    name: str, kind: Estimand, bench: xr.Dataset, posterior: xr.DataTree, reference: str
) -> xr.DataArray:
    return kind.measure(bench, posterior).rename(name).assign_attrs(reference=reference)


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
