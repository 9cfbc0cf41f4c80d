"""A fitted analysis: the posterior with what it is of, and all that is computed from it, once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from threading import RLock
from typing import Any

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model
from bayes_bench.parameters import Parameters, parameters_of
from bayes_bench.progress import Progress, silent


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
