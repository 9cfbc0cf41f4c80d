"""Verdict over all data sets: uniformity of the ranks, coverage of the intervals, refusals.

Coverage is by classes of observed quantities (the size of a unit, the width of its interval), never
of the true value: given that, intervals of shrinkage estimates do not have their nominal coverage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.trust.sbc.band import p_value, rank_counts
from bayes_bench.trust.sbc.calibration import DRAWS, SetResult

LEVEL = 0.01
"""Familywise type I error: over all quantities and points."""
POOLED = (0.945, 0.955)
IN_CLASSES = (0.935, 0.965)
SIZES = (1, 5, 20, 100, 500)
"""Lower ends of the classes of size, people."""
WIDTHS = 5
"""Number of classes of width, by quantiles."""
MAX_REFUSED = 0.02


@dataclass(frozen=True)
class Calibration:
    """The verdict on a run.

    Attributes
    ----------
    ranks : DataFrame
        A row per quantity: `quantity`, `sets`, `deviation` (Kolmogorov-Smirnov distance of the ECDF
        from the uniform one), `p` (exact, simultaneous over points) and `passed` (p at least the
        level over the number of quantities).
    coverage : DataFrame
        A row per class: `intervals`, `class`, `count`, `coverage`, its `standard_error` (clustered:
        sets are independent, units of a set are not), `low`, `high` and `passed`.
    refused : dict
        How many data sets were refused, by reason.
    sets : int
    samplers : dict
        How many data sets each sampler answered.
    """

    ranks: pd.DataFrame
    coverage: pd.DataFrame
    refused: dict[str, int]
    sets: int
    samplers: dict[str, int]

    @property
    def failures(self) -> tuple[str, ...]:
        """What failed, in words; empty where nothing did."""
        failed = self.coverage[~self.coverage["passed"]]
        refused = sum(self.refused.values()) / self.sets
        return (
            *(f"ranks of {name}" for name in self.ranks["quantity"][~self.ranks["passed"]]),
            *(
                f"coverage, {a}: {b}"
                for a, b in zip(failed["intervals"], failed["class"], strict=True)
            ),
            *([f"{refused:.1%} of the data sets refused"] if refused > MAX_REFUSED else []),
        )


def ranks_by_quantity(results: Sequence[SetResult]) -> dict[str, NDArray[np.int64]]:
    """Ranks of the data sets that were answered, by quantity (set,)."""
    names = dict.fromkeys(name for result in results for name in result.ranks)
    return {
        name: np.array([r.ranks[name] for r in results if name in r.ranks], dtype=np.int64)
        for name in names
    }


def judge_sets(results: Sequence[SetResult]) -> Calibration:
    """Judge a run.

    Parameters
    ----------
    results : sequence of SetResult
        In any order; at least one of them answered.

    Returns
    -------
    Calibration
    """
    refusals = [result.refusal for result in results if result.refusal]
    samplers = [result.sampler for result in results if result.sampler]
    return Calibration(
        ranks=rank_table(ranks_by_quantity(results)),
        coverage=coverage_table([r.units for r in results if not r.refusal]),
        refused={reason: refusals.count(reason) for reason in sorted(set(refusals))},
        sets=len(results),
        samplers={name: samplers.count(name) for name in sorted(set(samplers))},
    )


def rank_table(ranks: dict[str, NDArray[np.int64]]) -> pd.DataFrame:
    """Test every quantity's ranks; the columns are those of `Calibration.ranks`.

    The level is Bonferroni-corrected for the number of quantities, which may be dependent.
    """
    values = DRAWS + 1
    p = [p_value(of, values) for of in ranks.values()]
    uniform = np.arange(1, values) / values
    return pd.DataFrame(
        {
            "quantity": [*ranks],
            "sets": [of.size for of in ranks.values()],
            "deviation": [
                np.abs(rank_counts(of, values) / of.size - uniform).max() for of in ranks.values()
            ],
            "p": p,
            "passed": np.array(p) >= LEVEL / len(ranks),
        }
    )


def coverage_table(units: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Coverage of the intervals by class; columns as in `Calibration.coverage`.

    Parameters
    ----------
    units : sequence of DataFrame
        As in `SetResult`, one per data set.
    """
    table = pd.concat([of.assign(set=n) for n, of in enumerate(units)], ignore_index=True)
    return pd.DataFrame([*_coverage_rows(table)])


def _coverage_rows(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    yield _coverage_row(table, ("all", "all"), POOLED)
    size = pd.cut(table["people"], [*SIZES, np.inf], right=False)
    for kind, classes in (("people", size), ("width", pd.qcut(table["width"], WIDTHS))):
        for interval, rows in table.groupby(classes, observed=True):
            yield _coverage_row(rows, (kind, _in_words(kind, interval)), IN_CLASSES)


def _in_words(kind: str, interval: pd.Interval) -> str:
    if kind == "width":
        return f"{interval.left:.2f} to {interval.right:.2f} pp"
    if np.isinf(interval.right):
        return f"{interval.left:.0f} and more"
    return f"{interval.left:.0f} to {interval.right - 1:.0f}"


def _coverage_row(
    rows: pd.DataFrame, name: tuple[str, str], goal: tuple[float, float]
) -> dict[str, object]:
    coverage = rows["covered"].mean()
    residual = (rows["covered"] - coverage).groupby(rows["set"]).sum()
    return {
        "intervals": name[0],
        "class": name[1],
        "count": len(rows),
        "coverage": coverage,
        "standard_error": np.sqrt((residual**2).sum()) / len(rows),
        "low": goal[0],
        "high": goal[1],
        "passed": goal[0] <= coverage <= goal[1],
    }
