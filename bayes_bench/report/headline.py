"""The numbers of a page's first sentences."""

from dataclasses import dataclass

import pandas as pd

from bayes_bench.report.outcome import Outcome

SURE = 0.9
"""Probability from which a unit is said to be among the best (worst) k."""


@dataclass(frozen=True)
class Headline:
    """The numbers of the first sentences.

    Attributes
    ----------
    people, events : int
        Of the whole country, "other" included.
    rate : float
        Events over people.
    ranked, merged : int
        Units that are ranked and shown, and those that are too small to be shown, together "other".
    hidden : int
        Units that are ranked and not shown: too few events or non-events.
    better, worse, undecided : int
        Ranked units with that flag.
    false_flags : float
        Expected false discoveries: marked units that do not lie beyond the margin.
    top : int
        k.
    best_hits, worst_hits : float
        Posterior expected number of true members in the best list of k that can be made.
    sure_best, sure_worst : int
        Units among the k best (worst) with probability `SURE` or more.
    wide : int
        Units whose rank interval covers more than half of the ranks.
    """

    people: int
    events: int
    rate: float
    ranked: int
    merged: int
    hidden: int
    better: int
    worse: int
    undecided: int
    false_flags: float
    top: int
    best_hits: float
    worst_hits: float
    sure_best: int
    sure_worst: int
    wide: int

    @property
    def marked(self) -> int:
        """Ranked units that are marked as better or worse."""
        return self.better + self.worse

    @property
    def unmarked(self) -> int:
        """Ranked units that cannot be told from what was to be expected."""
        return self.ranked - self.marked


def headline(outcome: Outcome) -> Headline:
    """The numbers of the first sentences.

    Parameters
    ----------
    outcome : Outcome

    Returns
    -------
    Headline
    """
    units, ranks = outcome.tables["indicators.csv"], outcome.tables["ranks.csv"]
    ranked = units[outcome.is_shown]
    flags = ranked["flag"].value_counts()
    best, worst = ranks["probability_best_k"], ranks["probability_worst_k"]
    width = ranks["rank_upper"] - ranks["rank_lower"] + 1
    people, events = (int(outcome.cells[name].sum()) for name in ("trials", "events"))
    return Headline(
        people=people,
        events=events,
        rate=events / people,
        ranked=len(ranked),
        merged=outcome.merged_count,
        hidden=int((outcome.is_ranked & ~outcome.is_shown).sum()),
        better=int(flags.get("better", 0)),
        worse=int(flags.get("worse", 0)),
        undecided=int(flags.get("undecided", 0)),
        false_flags=outcome.total("false_flags"),
        top=outcome.top,
        best_hits=float(best.nlargest(outcome.top).sum()),
        worst_hits=float(worst.nlargest(outcome.top).sum()),
        sure_best=_holding(outcome, "best_k", best >= SURE),
        sure_worst=_holding(outcome, "worst_k", worst >= SURE),
        wide=_holding(outcome, "wide", width > len(ranks) / 2),
    )


def _holding(outcome: Outcome, claim: str, plain: pd.Series) -> int:
    """Of how many units a claim holds, those that Monte Carlo error leaves undecided not counted.

    With so many units that claims were not looked into, the plain reading counts.
    """
    details = outcome.tables.get("rank_details.csv")
    holds = plain if details is None else details[f"verdict_{claim}"] == "holds"
    return int(holds.sum())
