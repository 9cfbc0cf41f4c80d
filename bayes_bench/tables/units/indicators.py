"""The benchmark as the table of `indicators.csv`: a row per unit."""

import pandas as pd

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.flags import flags_of
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit
from bayes_bench.inputs.facts import Count, facts_of
from bayes_bench.tables.column import (
    NAME,
    POINTS,
    POSITIVE,
    PROBABILITY,
    PROPORTION,
    UNIT,
    Column,
    N,
    fact,
    with_interval,
)
from bayes_bench.tables.table import Table


def indicator_table(fit: Fit) -> pd.DataFrame:
    """Summarise the benchmark of every unit, "other" included: indirect and direct standardisation.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        The columns of `indicators.csv` in their order, unrounded; point values are posterior
        means, intervals equal-tailed with probability ``benchmark.interval``. "other", being no
        unit, is never flagged. `decide` says what the probabilities and the flag are. ``persons``
        are excess events. ``note`` says how many units were merged into "other"
        and how many people were dropped for missing values.
    """
    bench, model = benchmark_of(fit), fit.model
    probability = model.benchmark.interval
    columns: dict[str, object] = {
        name: bench[name].to_numpy() for name in ("unit", "name", "n", "events", "observed")
    }
    for name in ("predicted", "indicator", "persons", "direct_rate"):
        columns |= interval_columns(name, bench[name], probability)
    for name in ("expected", "observed_gap"):
        columns[name] = bench[name].mean(("chain", "draw")).to_numpy()
    decisions = flags_of(fit)
    for name in ("probability_better", "probability_beyond_margin", "flag"):
        columns[name] = decisions[name].to_numpy()
    columns["flag"] = decisions["flag"].where(bench["ranked"], "none").to_numpy()
    return pd.DataFrame(columns | {"note": _notes(fit.analysis)})[TABLE.names]


def _notes(analysis: Analysis) -> list[str]:
    facts, units = facts_of(analysis.cells), analysis.cells["unit"].to_numpy()
    merged = len(facts.merged_units)
    return [
        _note(0 if ranked else merged, facts.dropped.get(str(unit)))
        for unit, ranked in zip(units, analysis.is_ranked, strict=True)
    ]


def _note(merged: int, dropped: Count | None) -> str:
    parts = [f"merged: {merged} units"] if merged else []
    parts += [f"dropped: {dropped} people"] if dropped else []
    return "; ".join(parts)


TABLE = Table(
    file="indicators.csv",
    about='a unit, those that are too small to be shown together as "other"',
    columns=(
        UNIT,
        NAME,
        N,
        fact("events", "People in the unit with the event.", "people", POSITIVE),
        fact("observed", "Observed proportion with the event, O: events / n.", "share", PROPORTION),
        *with_interval(
            "predicted",
            "the unit's underlying (predicted) probability of the event for its own people, P",
            "share",
            "predicted[{unit}]",
            PROPORTION,
        ),
        Column(
            "expected",
            "Posterior mean of the probability expected from the unit's case mix under the model's"
            " reference, E (indirect standardisation).",
            "estimate",
            "share",
            PROPORTION,
            "expected[{unit}]",
        ),
        *with_interval(
            "indicator",
            "the indicator, 100 (P - E): underlying minus expected, positive = more events than"
            " expected",
            "percentage points",
            "indicator[{unit}]",
            POINTS,
        ),
        *with_interval(
            "persons",
            "the excess events, n (P - E): the indicator as a number of people",
            "people",
            "persons[{unit}]",
        ),
        Column(
            "observed_gap",
            "Posterior mean of observed minus expected, 100 (O - E): not shrunken, chance"
            " included.",
            "estimate",
            "percentage points",
            POINTS,
            "observed_gap[{unit}]",
        ),
        *with_interval(
            "direct_rate",
            "the directly standardised rate: the proportion if everybody in the country lived in"
            " the unit",
            "share",
            "direct_rate[{unit}]",
            PROPORTION,
        ),
        Column(
            "probability_better",
            "Posterior probability that the indicator is strictly on the better side of 0.",
            "estimate",
            "probability",
            PROBABILITY,
            "probability_better[{unit}]",
        ),
        Column(
            "probability_beyond_margin",
            "Posterior probability that the indicator lies beyond the margin in its likelier"
            " direction.",
            "estimate",
            "probability",
            PROBABILITY,
            "probability_beyond_margin[{unit}]",
        ),
        Column(
            "flag",
            "better or worse where probability_beyond_margin reaches flag_probability, undecided"
            " within two Monte Carlo standard errors of it, none otherwise.",
            "decision",
            quantity="probability_beyond_margin[{unit}]",
        ),
        Column("note", "How many units were merged into this one, how many people dropped."),
    ),
    build=indicator_table,
    place=10,
)
