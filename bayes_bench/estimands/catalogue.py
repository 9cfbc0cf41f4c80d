"""Every estimand of a unit by its name, under every reference, from a posterior alone.

Four standardised ratios of one hierarchical model disagree about who is best, so that no figure is
of use without the name of its estimand. The catalogue says which there are, what each is measured
in, and whether sampling error is part of it.

References
----------
Mohammed, Manktelow & Hofer (2016), 10.1177/0962280212465165
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.estimand import Estimand
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.references import under_reference
from bayes_bench.fitted import Fit
from bayes_bench.interface.suggestions import did_you_mean, listed
from bayes_bench.ranking.ranks import DRAWS_OF, OF_ONE_FIT
from bayes_bench.registry import registered

ESTIMANDS = registered("bayes_bench.estimands.of_units", "ESTIMAND", Estimand)
CATALOGUE: Mapping[str, Estimand] = {one.name: one for one in ESTIMANDS}
"""The estimands that can be ranked by, from their files. Predictive intervals of what may be
observed are in `predictive.ranges`."""
_NAMED = {(one.name, reference): one for one in ESTIMANDS for reference in one.named_references}


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
        With coords ``name`` and ``ranked``, and attrs ``units``, ``long_name``, ``formula``,
        ``reference`` ("" where the estimand has none) and ``draws_of``, which names the fit: what
        is made of two fits has none, and is not ranked. Its name is ``name``.

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
    draws = _measured(kind, bench, posterior, chosen)
    return draws.assign_attrs({**OF_ONE_FIT, DRAWS_OF: _fingerprint(posterior)})


def _fingerprint(posterior: xr.DataTree) -> str:
    """What the draws of a fit have to themselves."""
    draws = posterior["posterior"].to_dataset()["unit_sd"].to_numpy()
    return hashlib.sha256(np.ascontiguousarray(draws).tobytes()).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class Estimands(Mapping[tuple[str, str], xr.DataArray]):
    """`estimand` for each name and each of its references ("" where it has none).

    Each is made when it is asked for, in a fraction of the time that any summary of it takes, and
    not kept: all together would be several times as large as the posterior.

    Attributes
    ----------
    bench : Dataset
        From `benchmark`.
    posterior : DataTree
        With ``/posterior``, of the same draws.
    """

    bench: xr.Dataset
    posterior: xr.DataTree

    def __getitem__(self, named: tuple[str, str]) -> xr.DataArray:
        return _measured(_NAMED[named], self.bench, self.posterior, named[1])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(_NAMED)

    def __len__(self) -> int:
        return len(_NAMED)

    def thinned(self, step: int) -> "Estimands":
        """The same of one of every so many draws of each chain."""
        some = {"draw": slice(None, None, step)}
        posterior = self.posterior["posterior"].to_dataset().isel(some)
        return Estimands(self.bench.isel(some), xr.DataTree.from_dict({"/posterior": posterior}))


def every_estimand(fit: Fit) -> Estimands:
    """The estimands of a fit."""
    return Estimands(benchmark_of(fit), fit.posterior)


def _measured(
    kind: Estimand, bench: xr.Dataset, posterior: xr.DataTree, reference: str
) -> xr.DataArray:
    """An estimand under a reference, "" for none."""
    own = under_reference(bench, reference, (kind.name,)) if reference else bench
    draws = kind.measure(own, posterior).rename(kind.name)
    return draws.assign_attrs(kind.attrs | {"reference": reference})


def _known(name: str) -> Estimand:
    if name not in CATALOGUE:
        hint = _called(name) or did_you_mean(name, CATALOGUE) or "."
        raise InputError(f"There is no estimand {name!r}{hint} They are: {listed(CATALOGUE)}.")
    return CATALOGUE[name]


def _called(name: str) -> str:
    """'; here it is called ...' where a name is another name of an estimand, else nothing."""
    spelt = " ".join(name.casefold().replace("_", " ").replace("-", " ").split())
    found = [one for one in ESTIMANDS if spelt in one.synonyms]
    means = " or ".join(f'"{one.name}" ({one.long_name})' for one in found)
    return f"; here it is called {means}." if found else ""


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
