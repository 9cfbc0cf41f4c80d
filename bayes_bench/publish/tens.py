"""The best and the worst ten: what a ministry prints, what chance prints, what is knowable."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.estimands.case_mix import Floats
from bayes_bench.estimands.parameters import population_of
from bayes_bench.estimands.pooled_logistic import fit_pooled
from bayes_bench.inputs.design import Design
from bayes_bench.publish.content import Found

LEAST = 30
"""People that a unit must have to be in a ten of plain observed minus expected."""

_STREAM = 5_000_000  # apart from every other random stream
_REPLICATES = 500


@dataclass(frozen=True)
class Ten:
    """The mean gap of the best and of the worst k, percentage points.

    Attributes
    ----------
    way : str
        ``printed`` (plain observed minus expected), ``chance`` (the same if units did not differ),
        ``means`` (posterior means of a fixed list), ``same`` (the same list in every draw),
        ``true`` (the true best and worst k of every draw).
    best, worst : tuple of float
        Mean, lower, upper; no bounds where there is no uncertainty to state.
    """

    way: str
    best: tuple[float, float, float]
    worst: tuple[float, float, float]


def tens_of(found: Found, design: Design) -> list[Ten]:
    """The best and worst k in five ways.

    Parameters
    ----------
    found : Found
    design : Design
        Of its cells.

    Returns
    -------
    list of Ten
        In the order of `Ten`'s description. Posterior means of a list chosen for its posterior
        means are the winner's: the bounds of ``same`` say how sure they are, and ``true`` is what
        the best k really are like, whoever they may be.
    """
    return [_printed(found), _chance(found, design), *_ours(found)]


def is_counted(found: Found) -> np.ndarray:
    """Ranked units with `LEAST` people or more, or all where these are too few; dims (unit,)."""
    large = found.is_ranked & (found.tables["indicators.csv"]["n"].to_numpy() >= LEAST)
    return large if large.sum() >= 2 * found.top else found.is_ranked


def _printed(found: Found) -> Ten:
    gaps = found.tables["classical.csv"]["gap_classical"].to_numpy()[is_counted(found)]
    best, worst = _ends(gaps[None, :], found)
    return Ten("printed", _without_bounds(best[0]), _without_bounds(worst[0]))


def _chance(found: Found, design: Design) -> Ten:
    """Observed minus expected if every person's probability were the expected one."""
    gaps = _chance_gaps(found, design)[:, is_counted(found)]
    best, worst = _ends(gaps, found)
    return Ten("chance", _summary(best, found), _summary(worst, found))


def _chance_gaps(found: Found, design: Design) -> Floats:
    """Gaps of data in which units do not differ; dims (replicate, unit), percentage points."""
    random = np.random.default_rng([_STREAM, found.model.sampling.random_seed])
    events, trials = (found.cells[name].to_numpy() for name in ("events", "trials"))
    probability = fit_pooled(design, events, trials).probability
    population = population_of(found.cells)
    expected = np.add.reduceat(trials * probability, population.starts[:-1])
    counts = [
        np.add.reduceat(random.binomial(trials, probability), population.starts[:-1])
        for _ in range(_REPLICATES)
    ]
    return 100 * (np.array(counts) - expected) / population.people


def _ours(found: Found) -> list[Ten]:
    draws = found.bench["indicator"].transpose("chain", "draw", "unit").to_numpy()
    gaps = draws.reshape(-1, draws.shape[-1])[:, found.is_ranked]
    order = np.argsort(found.badness * gaps.mean(axis=0), kind="stable")
    best, worst = gaps[:, order[: found.top]].mean(1), gaps[:, order[-found.top :]].mean(1)
    means = Ten("means", _without_bounds(best.mean()), _without_bounds(worst.mean()))
    same = Ten("same", _summary(best, found), _summary(worst, found))
    best, worst = _ends(gaps, found)
    return [means, same, Ten("true", _summary(best, found), _summary(worst, found))]


def _ends(gaps: Floats, found: Found) -> tuple[Floats, Floats]:
    """Mean of the best and of the worst k of each row; dims (row,)."""
    ordered = np.sort(found.badness * gaps, axis=1) * found.badness
    return ordered[:, : found.top].mean(axis=1), ordered[:, -found.top :].mean(axis=1)


def _without_bounds(value: float) -> tuple[float, float, float]:
    return float(value), float("nan"), float("nan")


def _summary(values: Floats, found: Found) -> tuple[float, float, float]:
    tail = (1 - found.model.benchmark.interval) / 2
    lower, upper = np.quantile(values, [tail, 1 - tail])
    return float(values.mean()), float(lower), float(upper)


def printed_lists(found: Found) -> dict[str, pd.DataFrame]:
    """Whom plain observed minus expected would print at either end, with what is known of them.

    Returns
    -------
    dict of str to DataFrame
        ``best`` and ``worst``, k rows each, the most extreme first: ``unit, name, n,
        gap_classical, indicator, indicator_lower, indicator_upper, probability`` (of being among
        the k best, or among the k worst).
    """
    table = found.tables["classical.csv"][is_counted(found)]
    order = (found.badness * table["gap_classical"]).sort_values(kind="stable").index
    ends = {"best": order[: found.top], "worst": order[::-1][: found.top]}
    return {end: _printed_list(table.loc[rows], end, found) for end, rows in ends.items()}


def _printed_list(rows: pd.DataFrame, end: str, found: Found) -> pd.DataFrame:
    known = found.tables["ranks.csv"].set_index("unit")[f"probability_{end}_k"]
    columns = ["unit", "name", "n", "gap_classical"]
    columns += ["indicator", "indicator_lower", "indicator_upper"]
    return rows[columns].assign(probability=rows["unit"].map(known))
