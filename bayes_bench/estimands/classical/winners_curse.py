"""The winner's curse (selection bias): means of the best and the worst k, in ways often confused.

A unit that is selected for an extreme figure is less extreme than that figure (regression to the
mean): plain observed minus expected selects those who were lucky. The mean of the best k posterior
means is no posterior mean of the best k either: that list is fixed, and the true best k of a draw,
whoever they are, lie further out.

References
----------
Efron (2011), Tweedie's formula and selection bias, 10.1198/jasa.2011.tm11181.
"""

from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench import streams
from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats, Integers

MIN_PEOPLE = 30
"""People that a unit must have to be in a list of plain observed minus expected."""
ENDS = ("best", "worst")

REPLICATES = 500
"""Data sets simulated under the null hypothesis that units do not differ."""
_TOGETHER = 50  # of these, on one core


def extreme_means(ranks: Ranks, k: int, hidden: AbstractSet[str] = frozenset()) -> xr.Dataset:
    """Mean of the best and of the worst k units in every draw, in two ways.

    Parameters
    ----------
    ranks : Ranks
        By an estimand, in any unit of measure.
    k : int
        From 1 to the number of ranked units.
    hidden : set of str, optional
        Codes of units that are on no list: the mean of a list would give a single one away.

    Returns
    -------
    Dataset (end, chain, draw)
        In the unit of measure of the estimand. ``same``: of the k units with the best (worst)
        posterior means, the same in every draw; its mean over draws is the mean of these posterior
        means. ``true``: of the k units that are best (worst) in the draw.

    Raises
    ------
    InputError
        ``k`` is out of range, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    ordered = ranks.ordered  # lower is better
    units = ordered.sizes["unit"]
    if k not in range(1, units + 1):
        raise InputError(f"k is a whole number from 1 to {units} for {units} units, not {k}.")
    order = np.argsort(ordered.mean(SAMPLE_DIMS).values, kind="stable")
    order = order[~np.isin(ordered["unit"].to_numpy().astype(str)[order], [*hidden])]
    fixed = ordered.values[..., order]
    ways = {"same": fixed, "true": np.sort(ordered.values, axis=-1)}
    sign = 1 if ranks.better == "lower" else -1
    means = {way: (("end", *SAMPLE_DIMS), sign * _ends(values, k)) for way, values in ways.items()}
    return xr.Dataset(means, {"end": list(ENDS)})


def _ends(values: Floats, k: int) -> Floats:
    """Mean of the first and of the last k along the last axis; a new first axis of two."""
    return np.stack([values[..., :k].mean(axis=-1), values[..., -k:].mean(axis=-1)])


@once
def extreme_draws(fit: Fit) -> xr.Dataset:
    """`extreme_means` of the indicator."""
    return extreme_means(indicator_ranks(fit), fit.analysis.top, fit.analysis.hidden.units)


@once
def extremes_table(fit: Fit) -> pd.DataFrame:
    """The best and the worst k in six ways: the columns of ``extremes.csv``.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``way``; ``best``, ``best_lower``, ``best_upper``, ``best_mcse`` and the same of ``worst``:
        percentage points; what has no uncertainty, or none that is known, is missing. The ways:
        ``published`` (from the model file, where it has any), ``printed`` (plain observed minus
        expected by pooled regression), ``chance`` (the same under the null hypothesis that units do
        not differ, by simulation), ``means`` (posterior means of the k units with the most extreme
        ones), ``same`` (those same units in every draw) and ``true`` (the true best and worst of
        every draw).
    """
    model, k = fit.model, fit.analysis.top
    ours = extreme_draws(fit)
    printed, chance = _classical(fit.analysis, k)
    rows = {
        "printed": [_known(value) for value in printed],
        "chance": [_simulated(values, model) for values in chance],
        "means": [_known(value) for value in ours["same"].mean(SAMPLE_DIMS).values],
        "same": [_drawn(ours["same"].sel(end=end), model) for end in ENDS],
        "true": [_drawn(ours["true"].sel(end=end), model) for end in ENDS],
    }
    published = model.report.published
    if published is not None:
        rows = {"published": [_known(published.best), _known(published.worst)], **rows}
    names = [f"{end}{what}" for end in ENDS for what in ("", "_lower", "_upper", "_mcse")]
    figures = [[*best, *worst] for best, worst in rows.values()]
    return pd.DataFrame(figures, columns=names).assign(way=list(rows))[["way", *names]]


def is_counted(shown: np.ndarray, people: np.ndarray, k: int) -> np.ndarray:
    """Of these units those of `MIN_PEOPLE` or more, or all where they are too few; dims (unit,)."""
    large = shown & (people >= MIN_PEOPLE)
    return large if large.sum() >= 2 * k else shown


def printed_ends(analysis: Analysis, k: int) -> dict[str, list[str]]:
    """The k best and the k worst units by plain observed minus expected.

    Parameters
    ----------
    analysis : Analysis
    k : int

    Returns
    -------
    dict of str to list of str
        ``best`` and ``worst``: units, the most extreme first.
    """
    gaps, _ = classical_gaps(analysis, replicates=0)
    listed = np.flatnonzero(is_counted(analysis.is_shown, analysis.population.people, k))
    ordered = gaps[listed] * (1 if analysis.model.data.better == "lower" else -1)
    order = listed[np.argsort(ordered, kind="stable")]
    units = analysis.cells["unit"].to_numpy().astype(str)
    return {"best": units[order[:k]].tolist(), "worst": units[order[::-1][:k]].tolist()}


def _classical(analysis: Analysis, k: int) -> tuple[Floats, Floats]:
    """Ends of observed minus expected, of the data (end,) and under the null (end, replicate)."""
    observed, null = classical_gaps(analysis)
    counted = is_counted(analysis.is_shown, analysis.population.people, k)
    sign = 1 if analysis.model.data.better == "lower" else -1
    ends = [sign * _ends(np.sort(sign * g[..., counted]), k) for g in (observed, null)]
    return ends[0], ends[1]


def classical_gaps(analysis: Analysis, replicates: int = REPLICATES) -> tuple[Floats, Floats]:
    """Observed minus expected by pooled regression, and its null distribution by simulation.

    Parameters
    ----------
    analysis : Analysis
        Its random seed gives the replicates.
    replicates : int

    Returns
    -------
    observed : ndarray (unit,)
        Percentage points.
    null : ndarray (replicate, unit)
        Percentage points, where units do not differ: each person's probability is the expected.
    """
    from bayes_bench.numerics.event_kernel import events_by_group  # numba is slow to import
    from bayes_bench.numerics.random_kernel import states_from

    population, probability = analysis.population, analysis.pooled.probability
    states = states_from(streams.no_differences(analysis.model.sampling.random_seed), replicates)

    def simulated(first: int) -> Integers:
        some = np.ascontiguousarray(states[:, first : first + _TOGETHER])
        return events_by_group(probability, population.trials, population.starts, some)

    null = on_all_cores(simulated, range(0, replicates, _TOGETHER))
    counts = np.concatenate([population.unit_events[None], *null])
    expected = np.add.reduceat(population.trials * probability, population.starts[:-1])
    gaps = 100 * (counts - expected) / population.people
    return gaps[0], gaps[1:]


def _known(value: float) -> list[float]:
    return [float(value), np.nan, np.nan, np.nan]


def _simulated(values: Floats, model: Model) -> list[float]:
    """Mean and quantiles of independent replicates."""
    tail = (1 - model.benchmark.interval) / 2
    lower, upper = np.quantile(values, [tail, 1 - tail])
    error = float(values.std(ddof=1) / np.sqrt(values.size))
    return [float(values.mean()), float(lower), float(upper), error]


def _drawn(draws: xr.DataArray, model: Model) -> list[float]:
    *summary, _ = _simulated(draws.values.ravel(), model)
    return [*summary, float(mcse_of_mean(draws))]
