"""What a ministry prints, observed minus expected by pooled logistic regression, beside ours."""

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
_TIE = 9  # decimals of a percentage point: closer gaps differ by rounding only


def classical_table(analysis: Analysis) -> pd.DataFrame:
    """Observed minus expected share, by pooled logistic regression without unit effects.

    Expected events are calibrated to the observed ones of the whole country. Nothing is shrunk,
    so that small units come out at the ends of the list by chance.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    DataFrame
        A row per unit, "other" included: ``unit, name, n, events, observed``;
        ``expected_classical`` (share); ``gap_classical``, observed minus expected, and
        ``se_classical``, its standard error if each person's probability were the expected one
        (both percentage points); ``z_classical``, their ratio (missing where the error is 0);
        ``rank_classical`` of the gap among the ranked units, 1 = best, ties share the first;
        ``note``, which says where the expectation is a limit (`fit_pooled`).
    """
    population, fit, cells = analysis.population, analysis.pooled, analysis.cells
    events, trials = (cells[name].to_numpy() for name in ("events", "trials"))
    chance = fit.probability * (1 - fit.probability)
    sums = np.array([events, trials * fit.probability, trials * chance])
    happened, expected, variance = np.add.reduceat(sums, population.starts[:-1], axis=1)
    people = population.people
    table = pd.DataFrame(
        {
            "unit": cells["unit"].to_numpy(),
            "name": cells["name"].to_numpy(),
            "n": people,
            "events": happened.astype(np.int64),
            "observed": happened / people,
            "expected_classical": expected / people,
            "gap_classical": 100 * (happened - expected) / people,
            "se_classical": 100 * np.sqrt(variance) / people,
        }
    )
    return _with_verdicts(table, analysis)


def _with_verdicts(table: pd.DataFrame, analysis: Analysis) -> pd.DataFrame:
    gap, error = table["gap_classical"], table["se_classical"]
    badness = gap.to_numpy().round(_TIE) * (1 if analysis.model.data.better == "lower" else -1)
    return table.assign(
        z_classical=gap / error.where(error > 0),
        rank_classical=_places(badness, analysis.is_ranked),
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
        and ``rank``, the place by expected rank among the ranked units, before ``note``.
    """
    table, ranks = classical_table(fit.analysis), indicator_ranks(fit)
    indicator = ranks.values
    ours = interval_columns("indicator", indicator, fit.model.benchmark.interval)
    every = ranks.expected.reindex(unit=indicator["unit"]).to_numpy()
    place = _places(every, indicator["ranked"].to_numpy())
    return table.drop(columns="note").assign(**ours, rank=place, note=table["note"])


def _places(badness: Floats, ranked: np.ndarray) -> pd.Series:
    """Place of each ranked unit, the least bad first, ties sharing the first; else missing."""
    places = pd.Series(pd.NA, index=range(badness.size), dtype="Int64")
    places[ranked] = rankdata(badness[ranked], method="min").astype(np.int64)
    return places
