"""Are the diagnostics good enough? Each sampler has a standard; a verdict is data before words."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.posterior.diagnostics import PROBABILITY
from bayes_bench.posterior.sampler import Standard, samplers
from bayes_bench.typing import Floats

DISCRETE = ("probability", "rank[")
"""Quantities that begin so are discrete, and have the wider bound on R-hat."""


@dataclass(frozen=True)
class Finding:
    """A reason not to use a result.

    Attributes
    ----------
    figure : str
        ``r_hat``, ``ess_bulk``, ``ess_tail``, ``mcse``, or one of the sampler's own.
    worst : str
        The quantity that misses its bound most; the sampler's name for its own figures.
    value, bound : float
    count : int
        How many quantities miss it.
    more_draws : float
        By which factor the draws have to grow to mend it; infinite where more do not help.
    note : str
        What happened, where that is not a figure.
    """

    figure: str
    worst: str
    value: float = np.nan
    bound: float = np.nan
    count: int = 1
    more_draws: float = np.inf
    note: str = ""

    def __str__(self) -> str:
        if self.note:
            return f"{self.worst}: {self.note}"
        others = f" (and of {self.count - 1} more)" if self.count > 1 else ""
        missed = f"{self.figure} of {self.worst} is {self.value:.4g}{others}"
        return f"{missed}; {self.bound:.4g} is asked for"


@dataclass(frozen=True)
class Verdict:
    """Whether a result may be used.

    Attributes
    ----------
    sampler : str
    findings : tuple of Finding
        Empty where it may.
    """

    sampler: str
    findings: tuple[Finding, ...]

    @property
    def accepted(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def more_draws(self) -> float:
        """By which factor the draws have to grow; infinite where more do not help."""
        return max((finding.more_draws for finding in self.findings), default=1.0)


def judge(
    sampler: str,
    table: pd.DataFrame,
    figures: Mapping[str, float],
    standard: Standard | None = None,
) -> Verdict:
    """Hold diagnostics against the sampler's standard.

    Parameters
    ----------
    sampler : str
        Its name.
    table : DataFrame
        From `diagnose`. What is missing is exempt.
    figures : mapping of str to float
        The sampler's own figures.
    standard : Standard, optional
        In place of the sampler's.

    Returns
    -------
    Verdict
    """
    standard = standard or samplers()[sampler].standard
    is_discrete = table["quantity"].str.startswith(DISCRETE)
    is_probability = table["quantity"].str.startswith(PROBABILITY)
    r_hat_bound = np.where(is_discrete, standard.r_hat_discrete, standard.r_hat)
    ess_bound = np.where(is_probability, np.inf, -standard.ess)
    mcse_bound = np.where(is_probability, standard.probability_mcse, np.inf)
    findings = [
        _exceeding(table, "r_hat", 1.0, r_hat_bound),
        _exceeding(table, "ess_bulk", -1.0, ess_bound),
        _exceeding(table, "ess_tail", -1.0, ess_bound),
        _exceeding(table, "mcse", 1.0, mcse_bound),
    ]
    own = [_outside(sampler, name, figures[name], standard) for name in standard.limits]
    return Verdict(sampler, tuple(finding for finding in [*findings, *own] if finding is not None))


def _exceeding(table: pd.DataFrame, figure: str, sign: float, bound: Floats) -> Finding | None:
    """The rows whose figure, times `sign`, exceeds `bound`."""
    value = sign * table[figure].to_numpy(dtype=np.float64)
    missed = np.flatnonzero(value > bound)
    if missed.size == 0:
        return None
    worst = int(missed[np.argmax(value[missed] - bound[missed])])
    reached, needed = abs(value[worst]), abs(float(bound[worst]))
    with np.errstate(divide="ignore"):  # an ESS of 0: more draws do not help
        of_size = float(np.divide(needed, reached))
    growth = {"r_hat": 2.0 if np.isfinite(reached) else np.inf, "mcse": (reached / needed) ** 2}
    quantity = str(table["quantity"].iloc[worst])
    return Finding(figure, quantity, reached, needed, missed.size, growth.get(figure, of_size))


def _outside(sampler: str, name: str, value: float, standard: Standard) -> Finding | None:
    low, high = standard.limits[name]
    if low <= value <= high:
        return None
    bound = low if value < low else high
    return Finding(name, sampler, value, bound)
