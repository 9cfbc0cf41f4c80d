"""The ranks of units by one estimand: made once, and read by all that is said of them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.ranking.draws import (
    SAMPLE_DIMS,
    among_first,
    compared_units,
    mcse_of_mean,
    ordered_values,
    rank_spans,
)
from bayes_bench.ranking.probabilities import pairwise_table, rank_table

DRAWS_OF = "draws_of"
"""An attribute of an estimand that names its fit; arithmetic of two fits drops it."""
OF_ONE_FIT = {"draws": "of one fit"}
"""An attribute of such an estimand, which arithmetic keeps."""
OPPOSITE = {"lower": "higher", "higher": "lower"}


def refuse_two_fits(values: xr.DataArray) -> None:
    """Refuse what was made of estimands of two fits, such as their difference.

    Raises
    ------
    InputError
        An estimand's attribute `DRAWS_OF` is gone, as it is where two differ.
    """
    if OF_ONE_FIT.items() <= values.attrs.items() and DRAWS_OF not in values.attrs:
        raise InputError(
            "These are draws of two fits: two separate runs are never subtracted or ranked "
            "together. Their unit effects are about means of their own, and a difference of draws "
            "has no probability that either run could give. Fit the people of both in one model."
        )


@dataclass(frozen=True, eq=False)
class Ranks:
    """Ranks of units within each draw of a *named* estimand; 1 is the best.

    Nothing is computed when it is made; each part is, once, when it is first asked for, and kept.
    Of these the first raises what there is to refuse. Units whose coord ``ranked`` is False are
    left out, and m tied units share their m ranks evenly.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.

    Raises
    ------
    InputError
        On first use: ``better`` is neither "lower" nor "higher", or the values are made of
        estimands of two fits.
    BayesBenchError
        On first use: a value is NaN, or a dim is missing.
    """

    values: xr.DataArray
    better: str

    @cached_property
    def ordered(self) -> xr.DataArray:
        """Values of the ranked units, lower is better: (chain, draw, unit)."""
        refuse_two_fits(self.values)
        return ordered_values(self.values, self.better)

    @cached_property
    def spans(self) -> xr.Dataset:
        """``first`` and ``last`` rank that a unit holds in a draw: int32 (chain, draw, unit).

        They differ only where units tie.
        """
        return rank_spans(self.ordered)

    @cached_property
    def mid_ranks(self) -> xr.DataArray:
        """Rank in each draw, (chain, draw, unit); tied units have the mean of their ranks."""
        return (self.spans["first"] + self.spans["last"]) / 2.0

    @cached_property
    def expected(self) -> xr.DataArray:
        """Expected rank, the mean over the draws: (unit)."""
        return self.mid_ranks.mean(SAMPLE_DIMS, skipna=False)

    @cached_property
    def mcse_expected(self) -> xr.DataArray:
        """Monte Carlo standard error of the expected rank, NaN where all draws agree: (unit)."""
        return mcse_of_mean(self.mid_ranks)

    @cached_property
    def order(self) -> list[int]:
        """Positions of the ranked units by expected rank, best first.

        Units of equal expected rank keep the order they came in.
        """
        order: list[int] = np.argsort(self.expected.values, kind="stable").tolist()
        return order

    @cached_property
    def probabilities(self) -> xr.DataArray:
        """P(unit j has rank r): (unit, rank), rows and columns sum to one."""
        return rank_table(self.spans)

    @cached_property
    def pairwise(self) -> xr.DataArray:
        """P(``unit`` is better than ``other``), a tie counts half: (unit, other), no diagonal."""
        return pairwise_table(self.spans["first"])

    @property
    def units(self) -> int:
        """How many units are ranked."""
        return self.ordered.sizes["unit"]

    @property
    def compared(self) -> int:
        """How many units are ranked, refused where there are fewer than two."""
        return compared_units(self.ordered)

    def among_best(self, k: int) -> xr.DataArray:
        """Whether each unit is among the k best of each draw, (chain, draw, unit).

        0 or 1; of m units tied across the line, of which a are above it, each has a / m.
        """
        return among_first(self.spans, k)

    def among_worst(self, k: int) -> xr.DataArray:
        """Whether each unit is among the k worst of each draw, as `among_best`."""
        return 1.0 - among_first(self.spans, self.units - k)

    def variables(self, k: int) -> xr.Dataset:
        """The per-draw variables whose means are the rank summaries, for tables and diagnostics.

        Parameters
        ----------
        k : int
            How many units count as best, and as worst.

        Returns
        -------
        Dataset (chain, draw, unit)
            ``rank``, `mid_ranks`; ``probability_best_k``, `among_best`; ``probability_worst_k``,
            `among_worst`.
        """
        return xr.Dataset(
            {
                "rank": self.mid_ranks,
                "probability_best_k": self.among_best(k),
                "probability_worst_k": self.among_worst(k),
            }
        )

    def reversed(self) -> "Ranks":
        """The ranks in the opposite direction: the worst unit has rank 1."""
        return replace(self, better=OPPOSITE.get(self.better, self.better))


def rank_probabilities(values: xr.DataArray, better: str) -> xr.DataArray:
    """P(unit j has rank r) for every unit and rank; rows and columns sum to one.

    Parameters and exceptions are those of `Ranks`.

    Returns
    -------
    DataArray (unit, rank)
        Probabilities; ``rank`` runs from 1 (best) to the number of ranked units.
    """
    return Ranks(values, better).probabilities
