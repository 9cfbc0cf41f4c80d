"""All people, tenths of risk and levels of each category, for all units together."""

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
        then shares by tenth of risk (``calibration[1]`` ...) and by level of each category
        (``level[joint=hip]``).
    """
    population, found, groups = fit.analysis.population, replicates_of(fit), group_matrix(fit)
    behind = slice(population.units, None)  # the groups behind the units
    counts = (population.events, population.trials)
    events, people = ((groups @ count)[behind] for count in counts)
    # of all people the number of events is shown, of the others the share
    size = np.where(np.arange(people.size) == 0, 1, people)
    bounds = rate_bounds(found.events[:, behind], size, fit.model.benchmark.interval)
    return pd.DataFrame(
        {
            "check": [ALL, *(group.check for group in shown_groups(fit))],
            "unit": "",
            "observed": events / size,
            "lower": bounds[0],
            "upper": bounds[1],
            "p": found.mid_p_value[:, behind].mean(axis=0),
        }
    )


def replicated_groups(fit: Fit) -> Replicated:
    """Shares of every group in the replicates; of all people the number of events."""
    population, found = fit.analysis.population, replicates_of(fit)
    behind = slice(population.units, None)
    size = (group_matrix(fit) @ population.trials)[behind]
    size[0] = 1
    labels = [ALL, *(group.check for group in shown_groups(fit))]
    return Replicated(labels, found.events[:, behind] / size, found.mid_p_value[:, behind])


CHECK = Check(
    names=(ALL, "calibration", "level"),
    about="events of all people, and shares by tenth of risk and by level of each category",
    rows=group_checks,
    place=4,
    replicated=replicated_groups,
    measure=((ALL, "people"),),
)
