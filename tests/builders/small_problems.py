"""Small models and cells that the tests of this folder share."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.inputs.people import read_people

COVARIATES = [
    {"name": "joint", "kind": "category", "reference": "hand"},
    {"name": "age", "kind": "spline", "df": 3},
    {"name": "share", "kind": "linear"},
]


def counts_model(**priors: dict[str, object]) -> Model:
    """A model of events out of trials without covariates, data public."""
    return model_from_table(
        {
            "title": "Counts",
            "data": {"unit": "unit", "events": "events", "trials": "trials", "better": "lower"},
            "disclosure": {"public": True},
            "priors": priors,
        }
    )


def counts_cells(trials: list[int], events: list[int], model: Model) -> xr.Dataset:
    """Cells of units named 01, 02 and so on."""
    units = [f"{number:02d}" for number in range(1, len(trials) + 1)]
    return cells_of(pd.DataFrame({"unit": units, "events": events, "trials": trials}), model)


def cells_of(table: pd.DataFrame, model: Model) -> xr.Dataset:
    """Cells of a table, by the way every table takes: a file, validated, counted."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        table.to_csv(path, index=False)
        return aggregate(read_people(model, path), model)


def people_model(**priors: dict[str, object]) -> Model:
    """A model of persons with a category, a spline and a linear covariate."""
    return model_from_table(
        {
            "title": "People",
            "data": {"unit": "unit", "outcome": "outcome", "better": "lower"},
            "covariates": COVARIATES,
            "disclosure": {"public": True},
            "priors": priors,
        }
    )
