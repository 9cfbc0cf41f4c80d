"""A prior of the sd between units that the data contradict, and what to write in its place.

Under its own prior a parameter lies beyond the prior's 99 % point in one analysis of a hundred, and
its posterior median, which the prior pulls towards itself, in fewer. Where the median does lie
there, the prior was not what was known before: the tail of the prior at a summary of the data is
the check of Evans & Moshonov (2006), 10.1214/06-BA129, and here the summary is the posterior's own.
Only the upper tail counts. Every family has its greatest density at 0, and no small sd contradicts
it.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
import xarray as xr

from bayes_bench.priors.base import UnitSdPrior

TAIL = 0.01
"""Prior probability of an sd as large as the posterior median, below which the two conflict."""
MOST_ODDS = 1e9
"""Odds beyond which nobody can tell them apart."""


@dataclass(frozen=True)
class PriorConflict:
    """A posterior far out in its prior's tail.

    Attributes
    ----------
    median : float
        Posterior median of the sd between units, log odds.
    tail : float
        Prior probability of one so large or larger.
    prior : UnitSdPrior
        Of the same family, with its median there.
    """

    median: float
    tail: float
    prior: UnitSdPrior

    @property
    def odds(self) -> float:
        """One over the tail, to a significant digit, and at most `MOST_ODDS`."""
        return float(f"{min(1 / max(self.tail, 1 / MOST_ODDS), MOST_ODDS):.0e}")

    @property
    def line(self) -> str:
        """The line to write under ``[priors]``."""
        numbers = (f"{name} = {value:.1g}" for name, value in self.prior.parameters.items())
        return f'unit_sd = {{ family = "{self.prior.family}", {", ".join(numbers)} }}'

    def __str__(self) -> str:
        """In English, for the terminal and `run.json`."""
        return (
            f"the data contradict the prior of unit_sd: its posterior median is {self.median:.2f}, "
            f"and the prior gave one so large or larger less than one chance in {self.odds:,.0f}; "
            f"the prior pulls units together. Write under [priors], and run again: {self.line}"
        )


def prior_conflict(unit_sd: xr.DataArray, prior: UnitSdPrior) -> PriorConflict | None:
    """Whether the data contradict the prior of the sd between units.

    Parameters
    ----------
    unit_sd : DataArray (chain, draw)
        Posterior draws, log odds.
    prior : UnitSdPrior

    Returns
    -------
    PriorConflict or None
        None where the posterior median is below the prior's 99 % point.
    """
    median = float(unit_sd.median())
    middle, far = prior.quantile(np.array([0.5, 1 - TAIL]))
    if median <= far:
        return None
    return PriorConflict(median, _tail(prior, median), prior.scaled(median / float(middle)))


def _tail(prior: UnitSdPrior, unit_sd: float) -> float:
    from scipy.integrate import quad  # slow to import

    return float(quad(lambda sd: float(np.exp(prior.log_density(np.array(sd)))), unit_sd, inf)[0])
