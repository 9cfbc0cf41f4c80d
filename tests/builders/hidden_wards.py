"""Wards of which two have next to no events, so that they are ranked and not shown."""

from functools import cache

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.sampling import sample
from bayes_bench.report.outcome import Outcome
from tests.builders.fits import cells_of
from tests.builders.report import outcome_of

EVENTS = {"none": 0, "one": 1}
"""Events of the wards that have too few of them."""
COVERS = "small"
"""The smallest of the others, which is hidden with them: one event is too few for two wards."""
HIDDEN = {*EVENTS, COVERS}
TINY = tuple(f"t{number}" for number in range(14))
"""Wards of four people, which are one ward, "other"."""
SHOWN = [f"w{number}" for number in range(9)]
RARE = "rare"
"""A job that enough people have, and next to nobody of them the event."""


@cache
def people() -> pd.DataFrame:
    """A person a row."""
    rng = np.random.default_rng(20261128)
    sizes = {ward: 62 + 3 * number for number, ward in enumerate(SHOWN)}
    sizes |= {"none": 57, "one": 66, COVERS: 53} | dict.fromkeys(TINY, 4)
    ward = np.repeat([*sizes], [*sizes.values()])
    table = pd.DataFrame({"u": ward, "job": rng.choice(["desk", "field"], ward.size)})
    table["age"] = rng.integers(20, 70, ward.size)
    table.loc[rng.choice(ward.size, 30, replace=False), "job"] = RARE
    rate = 0.2 + 0.15 * (table["job"] == "field") + 0.01 * (table.index % 7)
    table["y"] = ((rng.random(ward.size) < rate) & (table["job"] != RARE)).astype(int)
    tiny = table.index[table["u"].isin(TINY)]
    table.loc[tiny, "job"] = "desk"
    table.loc[tiny, "y"] = np.arange(tiny.size) % 2
    for code, events in EVENTS.items():
        own = table.index[(table["u"] == code) & (table["job"] != RARE)]
        table.loc[own, "y"] = 0
        table.loc[own[:events], "y"] = 1
    return table


def model(**disclosure: object) -> Model:
    """A model of these wards; with key figures, and a sensitivity analysis."""
    return Model.model_validate(
        {
            "title": "Wards",
            "data": {"unit": "u", "outcome": "y", "better": "lower"},
            "covariates": [{"name": "job"}, {"name": "age", "kind": "linear"}],
            "benchmark": {"top": 3, "flag_probability": 0.7},
            "sampling": {"draws": 200, "chains": 2, "sampler": "laplace", "random_seed": 1},
            "sensitivity": {"without": ["job"]},
            "disclosure": {"public": False, **disclosure},
        }
    )


def regions_of(cells: xr.Dataset) -> xr.Dataset:
    """The cells with two regions, in one of which all hidden wards are; "other" is in none."""
    known = dict.fromkeys(HIDDEN, "north") | {"other": ""}
    names = [known.get(str(code), "south") for code in cells["unit"].to_numpy()]
    return cells.assign_coords(region=("unit", names))


@cache
def hidden_wards() -> Fit:
    """The wards as a run for release has them."""
    analysis = Analysis(model(), regions_of(cells_of(people(), model())))
    return Fit(analysis, sample(analysis))


@cache
def open_wards() -> Fit:
    """The same draws of the same wards, where nobody is hidden."""
    fit = hidden_wards()
    analysis = Analysis(fit.model, fit.analysis.cells)
    vars(analysis)["hidden"] = Hidden()
    return Fit(analysis, fit.posterior)


@cache
def hidden_outcome() -> Outcome:
    """What a run for release hands over to its report."""
    return outcome_of(hidden_wards())
