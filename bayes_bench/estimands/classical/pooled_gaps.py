"""Observed minus expected by pooled logistic regression, as ministries print it, beside ours."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit
from bayes_bench.typing import Floats

SEPARATED = (
    "the pooled regression has no finite maximum likelihood estimate (separation); "
    "expected_classical is its limit"
)
_DECIMALS = 9  # of a percentage point: closer gaps differ by rounding only, and are ties


def classical_table(analysis: Analysis) -> pd.DataFrame:
    """Observed minus expected rate by pooled logistic regression, without random effects.

    Indirect standardisation as in a table of SMRs, O - E in place of O / E: expected events sum to
    the observed ones of the whole country. Nothing is shrunk, so that small units come out at the
    ends of the list by chance.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        A row per unit, "other" included: ``unit, name, n, events, observed``;
        ``expected_classical`` (rate 0-1); ``gap_classical``, observed minus expected, and
        ``se_classical``, its standard error if each person's probability were the expected one
        (both percentage points); ``z_classical``, the z-score, their ratio (missing where the error
        is 0); ``rank_classical`` of the gap among the ranked units, 1 = best, ties share the first;
        ``note``, which says where the expectation is a limit (`fit_pooled`).
    """
    population, fit, cells = analysis.population, analysis.pooled, analysis.cells
    events, trials = (cells[name].to_numpy() for name in ("events", "trials"))
    bernoulli = fit.probability * (1 - fit.probability)  # variance of a single outcome
    sums = np.array([events, trials * fit.probability, trials * bernoulli])
    observed, expected, variance = np.add.reduceat(sums, population.starts[:-1], axis=1)
    people = population.people
    table = pd.DataFrame(
        {
            "unit": cells["unit"].to_numpy(),
            "name": cells["name"].to_numpy(),
            "n": people,
            "events": observed.astype(np.int64),
            "observed": observed / people,
            "expected_classical": expected / people,
            "gap_classical": 100 * (observed - expected) / people,
            "se_classical": 100 * np.sqrt(variance) / people,
        }
    )
    return _with_ranks(table, analysis)


def _with_ranks(table: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    gap, error = table["gap_classical"], table["se_classical"]
    sign = 1 if analysis.model.data.better == "lower" else -1
    lower_is_better = sign * gap.to_numpy().round(_DECIMALS)
    return table.assign(
        z_classical=gap / error.where(error > 0),
        rank_classical=_ranks(lower_is_better, analysis.is_ranked),
        note="" if analysis.pooled.is_finite else SEPARATED,
    )


def classical_beside(fit: Fit) -> pd.DataFrame:
    """The columns of ``classical.csv``: `classical_table`, and our own answer beside it.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        `classical_table` with ``indicator, indicator_lower, indicator_upper`` (percentage points)
        and ``rank``, by the posterior expected rank among the ranked units, before ``note``.
    """
    table, ranks = classical_table(fit.analysis), indicator_ranks(fit)
    indicator = ranks.values
    ours = interval_columns("indicator", indicator, fit.model.benchmark.interval)
    every = ranks.expected.reindex(unit=indicator["unit"]).to_numpy()
    rank = _ranks(every, indicator["ranked"].to_numpy())
    return table.drop(columns="note").assign(**ours, rank=rank, note=table["note"])


def _ranks(lower_is_better: Floats, ranked: np.ndarray) -> pd.Series:
    """Competition rank of each ranked unit, 1 the lowest value, ties sharing it; else missing."""
    ranks = pd.Series(pd.NA, index=range(lower_is_better.size), dtype="Int64")
    ranks[ranked] = rankdata(lower_is_better[ranked], method="min").astype(np.int64)
    return ranks
