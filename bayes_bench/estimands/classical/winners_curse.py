"""The winner's curse: what the best and the worst k are like, in the ways that are confused.

Whoever is chosen for an extreme figure is less extreme than that figure: plain observed minus
expected picks those who were lucky. The mean of the best k posterior means is no posterior mean of
the best k either: that list is fixed, and the true best k of a draw, whoever they are, lie further
out.

References
----------
Efron (2011), Tweedie's formula and selection bias, 10.1198/jasa.2011.tm11181.
"""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench import streams
from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats

LEAST_PEOPLE = 30
"""People that a unit must have to be in a list of plain observed minus expected."""
ENDS = ("best", "worst")

REPLICATES = 500
"""Sets of data in which units do not differ."""


def extreme_means(ranks: Ranks, k: int) -> xr.Dataset:
    """Mean of the best and of the worst k units in every draw, in the two ways there are.

    Parameters
    ----------
    ranks : Ranks
        By an estimand, in any unit of measure.
    k : int
        From 1 to the number of ranked units.

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
    badness = ranks.ordered
    units = badness.sizes["unit"]
    if k not in range(1, units + 1):
        raise InputError(f"k is a whole number from 1 to {units} for {units} units, not {k}.")
    order = np.argsort(badness.mean(SAMPLE_DIMS).values, kind="stable")
    fixed = badness.values[..., order]
    ways = {"same": fixed, "true": np.sort(badness.values, axis=-1)}
    sign = 1 if ranks.better == "lower" else -1
    means = {way: (("end", *SAMPLE_DIMS), sign * _ends(of, k)) for way, of in ways.items()}
    return xr.Dataset(means, {"end": list(ENDS)})


def _ends(listed: Floats, k: int) -> Floats:
    """Mean of the first and of the last k along the last axis; a new first axis of two."""
    return np.stack([listed[..., :k].mean(axis=-1), listed[..., -k:].mean(axis=-1)])


@once
def extreme_draws(fit: Fit) -> xr.Dataset:
    """`extreme_means` of the indicator."""
    return extreme_means(indicator_ranks(fit), fit.analysis.top)


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
        expected by pooled regression), ``chance`` (the same if units did not differ at all, by
        simulation), ``means`` (posterior means of the list that they make), ``same`` (that same
        list in every draw) and ``true`` (the true best and worst of every draw).
    """
    model, k = fit.model, fit.analysis.top
    ours = extreme_draws(fit)
    printed, chance = _classical(fit.analysis, k)
    rows = {
        "printed": [_fact(value) for value in printed],
        "chance": [_spread(values, model) for values in chance],
        "means": [_fact(value) for value in ours["same"].mean(SAMPLE_DIMS).values],
        "same": [_drawn(ours["same"].sel(end=end), model) for end in ENDS],
        "true": [_drawn(ours["true"].sel(end=end), model) for end in ENDS],
    }
    published = model.report.published
    if published is not None:
        rows = {"published": [_fact(published.best), _fact(published.worst)], **rows}
    names = [f"{end}{what}" for end in ENDS for what in ("", "_lower", "_upper", "_mcse")]
    figures = [[*best, *worst] for best, worst in rows.values()]
    return pd.DataFrame(figures, columns=names).assign(way=list(rows))[["way", *names]]


def is_counted(ranked: np.ndarray, people: np.ndarray, k: int) -> np.ndarray:
    """Ranked units with `LEAST_PEOPLE` or more, or all where these are too few; dims (unit,)."""
    large = ranked & (people >= LEAST_PEOPLE)
    return large if large.sum() >= 2 * k else ranked


def printed_ends(analysis: Analysis, k: int) -> dict[str, list[str]]:
    """Whom plain observed minus expected prints as the k best and as the k worst.

    Parameters
    ----------
    analysis : Analysis
    k : int

    Returns
    -------
    dict of str to list of str
        ``best`` and ``worst``: units, the most extreme first.
    """
    happened, _ = classical_gaps(analysis, replicates=0)
    listed = np.flatnonzero(is_counted(analysis.is_ranked, analysis.population.people, k))
    badness = happened[listed] * (1 if analysis.model.data.better == "lower" else -1)
    order = listed[np.argsort(badness, kind="stable")]
    units = analysis.cells["unit"].to_numpy().astype(str)
    return {"best": units[order[:k]].tolist(), "worst": units[order[::-1][:k]].tolist()}


def _classical(analysis: Analysis, k: int) -> tuple[Floats, Floats]:
    """Ends of observed minus expected, as it was (end,) and by chance alone (end, replicate)."""
    happened, chance = classical_gaps(analysis)
    counted = is_counted(analysis.is_ranked, analysis.population.people, k)
    sign = 1 if analysis.model.data.better == "lower" else -1
    ends = [sign * _ends(np.sort(sign * g[..., counted]), k) for g in (happened, chance)]
    return ends[0], ends[1]


def classical_gaps(analysis: Analysis, replicates: int = REPLICATES) -> tuple[Floats, Floats]:
    """Observed minus expected by pooled regression, and in data where units do not differ.

    Parameters
    ----------
    analysis : Analysis
        Its random seed gives the replicates.
    replicates : int

    Returns
    -------
    happened : ndarray (unit,)
        Percentage points.
    chance : ndarray (replicate, unit)
        Percentage points, with every person's probability the expected one.
    """
    random = streams.no_differences(analysis.model.sampling.random_seed)
    events, trials = (analysis.cells[name].to_numpy() for name in ("events", "trials"))
    probability, population = analysis.pooled.probability, analysis.population
    counts = [events, *(random.binomial(trials, probability) for _ in range(replicates))]
    excess = [
        np.add.reduceat(count - trials * probability, population.starts[:-1]) for count in counts
    ]
    gaps = 100 * np.array(excess) / population.people
    return gaps[0], gaps[1:]


def _fact(value: float) -> list[float]:
    return [float(value), np.nan, np.nan, np.nan]


def _spread(values: Floats, model: Model) -> list[float]:
    """Mean and quantiles of independent replicates."""
    tail = (1 - model.benchmark.interval) / 2
    lower, upper = np.quantile(values, [tail, 1 - tail])
    error = float(values.std(ddof=1) / np.sqrt(values.size))
    return [float(values.mean()), float(lower), float(upper), error]


def _drawn(draws: xr.DataArray, model: Model) -> list[float]:
    *summary, _ = _spread(draws.values.ravel(), model)
    return [*summary, float(mcse_of_mean(draws))]
