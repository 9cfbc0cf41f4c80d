"""`key_figures.csv`: what else is known of the people of each unit."""

import numpy as np
import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.inputs.key_figures import WHOLE, key_figures_of
from bayes_bench.tables.column import POSITIVE, PROPORTION, Column, N, fact
from bayes_bench.tables.table import Table


def key_figure_table(fit: Fit) -> pd.DataFrame:
    """The key figures of all units together and of each unit, beside its people and events.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        In the order of the columns that the model names, of their levels, and of the units.
    """
    cells, population = fit.analysis.cells, fit.analysis.population
    units = cells["unit"].to_numpy()
    counts = pd.DataFrame(
        {
            "unit": [WHOLE, *units],
            "name": [WHOLE, *cells["name"].to_numpy()],
            "n": np.r_[population.people.sum(), population.people],
            "events": np.r_[population.unit_events.sum(), population.unit_events],
        }
    )
    counts["observed"] = counts["events"] / counts["n"]
    merged = key_figures_of(cells).merge(counts, on="unit", how="left", validate="m:1")
    return merged[TABLE.names]


TABLE = Table(
    file="key_figures.csv",
    about="a key figure of a unit, or of all units together",
    columns=(
        Column("unit", "Code of the unit, as in the data; empty for all units together."),
        Column("name", "Name of the unit; its code where no names are known."),
        N,
        fact("events", "People in the unit with the event.", "people", POSITIVE),
        fact("observed", "Observed proportion with the event, O: events / n.", "share", PROPORTION),
        Column("column", "What is told of the people: a column of the data."),
        Column("level", "A level of it; empty where it is a measurement."),
        Column(
            "measure",
            "mean: of the people of whom it is known; fraction: of all people, those of whom it is"
            " not known being a level of their own.",
        ),
        Column(
            "value",
            "The mean or the fraction; missing where it rests on too few people to be shown, or"
            " would tell of such. Means have three significant digits, unless the data are public.",
            "fact",
            of_people=True,
        ),
    ),
    build=key_figure_table,
    place=205,
    is_there=lambda fit: bool(fit.model.report.key_figures),
)
