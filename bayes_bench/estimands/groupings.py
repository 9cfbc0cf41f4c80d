"""The members of further groupings: how many people each has, and its effect."""

import numpy as np
import pandas as pd

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit
from bayes_bench.posterior.density import effect_name


def summarise_groupings(fit: Fit) -> pd.DataFrame:
    """The columns of ``groups.csv``: every member of every further grouping.

    Parameters
    ----------
    fit : Fit
        Of a model with such groupings.

    Returns
    -------
    DataFrame
        ``grouping``, ``member``, its ``label``, ``around_units`` (whether all people of each unit
        belong to one member), ``people``, and ``effect`` (posterior mean, logits) with its
        interval: by how much the log odds of its people differ from those in the average member,
        all else alike.
    """
    tables = [_members(group.name, fit) for group in fit.model.groups]
    return pd.concat(tables, ignore_index=True)


def _members(grouping: str, fit: Fit) -> pd.DataFrame:
    cells = fit.analysis.cells
    codes = cells[f"covariate_{grouping}"]
    people = np.bincount(codes, cells["trials"], len(codes.attrs["levels"])).astype(np.int64)
    effect = fit.posterior["posterior"].to_dataset()[effect_name(grouping)]
    return pd.DataFrame(
        {
            "grouping": grouping,
            "member": effect[grouping].to_numpy(),
            "label": codes.attrs["labels"],
            "around_units": is_around_units(grouping, fit.analysis),
            "people": people,
            **interval_columns("effect", effect, fit.model.benchmark.interval),
        }
    )


def is_around_units(grouping: str, analysis: Analysis) -> bool:
    """Whether units are nested in a grouping: all people of each ranked unit are in one member."""
    codes = analysis.cells[f"covariate_{grouping}"].to_numpy()
    return not analysis.varies_within_units(codes)
