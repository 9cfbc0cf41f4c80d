"""A fitted analysis: the posterior with what it is of, and all that is computed from it, once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from threading import RLock
from typing import Any

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model
from bayes_bench.parameters import Parameters, parameters_of
from bayes_bench.progress import Progress, silent

MAX_THINNED, MIN_THINNED = 1000, 250
"""Draws of a thinned fit. With 250 a mean errs by 2 % of the width of its 95 % interval, and a
bound by 4 %; with 1,000 by half of that."""
MAX_WORK = 2e8
"""Draws times cells of a thinned fit beyond which it has fewer than `MAX_THINNED`."""


@dataclass(frozen=True, eq=False)
class Fit:
    """An analysis and draws of its posterior.

    What follows from the draws is a function of a `Fit`, and those marked `once` are computed on
    first use and kept here: the benchmark, rank draws, effects, replicated data. So every later
    floor reads them, and none computes them again.

    Parameters
    ----------
    analysis : Analysis
    posterior : DataTree
        With ``/posterior``, as `bayes_bench.fit` returns it.
    progress : callable, optional
        Told ``(done, total)`` of long work.
    """

    analysis: Analysis
    posterior: xr.DataTree
    progress: Progress = silent
    _kept: dict[Callable[..., Any], Any] = field(default_factory=dict, init=False, repr=False)
    _lock: RLock = field(default_factory=RLock, init=False, repr=False)

    @property
    def model(self) -> Model:
        """The analysis's model."""
        return self.analysis.model

    @cached_property
    def parameters(self) -> Parameters:
        """Draws of the parameters as flat arrays, chains one after the other.

        Raises
        ------
        InputError
            Units or terms of the posterior are not those of the analysis.
        """
        # taken apart here, and not in each of the threads that will look it up
        _ = self.analysis.design.lookups
        return parameters_of(self.posterior, self.analysis)


def once[Result](compute: Callable[[Fit], Result]) -> Callable[[Fit], Result]:
    """Compute a function of a fit on first use, and keep what it returns with the fit.

    Parameters
    ----------
    compute : callable
        Pure: from a fit to a result that nobody changes.

    Returns
    -------
    callable
        The same, at no cost from the second call on.
    """

    @wraps(compute)
    def kept(fit: Fit) -> Result:
        with fit._lock:  # noqa: SLF001 -- of this module
            if compute not in fit._kept:  # noqa: SLF001
                fit._kept[compute] = compute(fit)  # noqa: SLF001
            result: Result = fit._kept[compute]  # noqa: SLF001
            return result

    return kept


def thinning(fit: Fit) -> int:
    """One of how many draws a `thinned_fit` has."""
    sizes = fit.posterior["posterior"].sizes
    wanted = np.clip(MAX_WORK / fit.analysis.cells.sizes["cell"], MIN_THINNED, MAX_THINNED)
    return int(np.ceil(sizes["chain"] * sizes["draw"] / wanted))


@once
def thinned_fit(fit: Fit) -> Fit:
    """Fewer draws of the same posterior, for what costs much and errs little with them.

    Whoever uses them gives the Monte Carlo error that they have.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Fit
        With one of every so many draws of each chain: some `MAX_THINNED` in all, or fewer where
        there are many cells (`MAX_WORK`).
    """
    step = thinning(fit)
    if step == 1:
        return fit
    kept = fit.posterior["posterior"].to_dataset().isel(draw=slice(None, None, step))
    return Fit(fit.analysis, xr.DataTree.from_dict({"/posterior": kept}))
