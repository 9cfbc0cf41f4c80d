"""Posterior predictive checks by group: all people, tenths of predicted risk, and levels."""

import numpy as np
import pandas as pd

from bayes_bench.checks.check import Check, Replicated
from bayes_bench.fitted import Fit
from bayes_bench.predictive.groups import group_matrix, shown_groups
from bayes_bench.predictive.replicates import rate_bounds, replicates_of

ALL = "events"


def group_checks(fit: Fit) -> pd.DataFrame:
    """Observed against replicated events of groups of people.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``, `unit` empty: ``events`` (a number of people),
        then rates by tenth of predicted risk (``calibration[1]`` ...) and by level of each category
        (``level[joint=hip]``).
    """
    population, found, groups = fit.analysis.population, replicates_of(fit), group_matrix(fit)
    groups_only = slice(population.units, None)  # the rows after those of the units
    counts = (population.events, population.trials)
    events, people = ((groups @ count)[groups_only] for count in counts)
    # of all people the number of events is shown, of the others the rate
    size = np.where(np.arange(people.size) == 0, 1, people)
    bounds = rate_bounds(found.events[:, groups_only], size, fit.model.benchmark.interval)
    return pd.DataFrame(
        {
            "check": [ALL, *(group.check for group in shown_groups(fit))],
            "unit": "",
            "observed": events / size,
            "lower": bounds[0],
            "upper": bounds[1],
            "p": found.mid_p_value[:, groups_only].mean(axis=0),
        }
    )


def replicated_groups(fit: Fit) -> Replicated:
    """Replicated rates of every group; of all people the number of events."""
    population, found = fit.analysis.population, replicates_of(fit)
    groups_only = slice(population.units, None)
    size = (group_matrix(fit) @ population.trials)[groups_only]
    size[0] = 1
    labels = [ALL, *(group.check for group in shown_groups(fit))]
    return Replicated(
        labels, found.events[:, groups_only] / size, found.mid_p_value[:, groups_only]
    )


CHECK = Check(
    names=(ALL, "calibration", "level"),
    about="events of all people, and rates by tenth of risk and by level of each category",
    rows=group_checks,
    place=4,
    replicated=replicated_groups,
    measure=((ALL, "people"),),
)
