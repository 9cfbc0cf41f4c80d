"""One small register of wards, and its fits: what the tables of a run are made of.

Every fit is made once in a process; what follows from its draws is kept with it (`once`).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import arviz
import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.sampling import sample
from bayes_bench.quantities.diagnosis import diagnosed, with_errors
from bayes_bench.quantities.quantity import Family
from bayes_bench.sensitivity_analysis.compare import Sensitivity, examined
from bayes_bench.sensitivity_analysis.variants import variants_of
from tests.builders.fits import cells_of, model_of_sections, sampled

SIZES = {"a": 90, "b": 40, "c": 60, "d": 45, "e": 80, "f": 50, "y": 11, "z": 10, "x": 10}
"""People of each ward; of the last three too few events are expected to be shown alone."""
SHOWN = [*"abcdef", "other"]
REGIONS = ["east", "east", "west", "west", "east", "west", ""]
MIN_COUNT = 5
LAST = "x"
RARE = [3, 40, 95, 140]
"""Rows of people whose job only one other has: all are too few, and take the ships with them."""
ASHORE = [200, 260, 300, 340]
"""Rows of people who are at sea as well."""
BOATS = [*range(0, 60, 6), 91, 99]
"""Rows of people who live on boats: ten in the first ward, two in the second."""
COVARIATES = [
    {"name": "job", "reference": "desk"},
    {"name": "weight", "kind": "linear"},
    {"name": "age", "kind": "spline", "df": 3},
]

type Floats = NDArray[np.float64]


@cache
def people() -> pd.DataFrame:
    """A person a row; "home" and "income" are no covariates."""
    rng = np.random.default_rng(20260303)
    large = {ward: size for ward, size in SIZES.items() if ward != LAST}
    ward = np.repeat([*large], [*large.values()])
    size = ward.size
    table = pd.DataFrame(
        {
            "ward": ward,
            "job": rng.choice(["desk", "field", "ship"], size, p=[0.5, 0.3, 0.2]),
            "weight": rng.integers(50, 100, size),
            "age": rng.integers(18, 80, size),
            "home": rng.choice(["flat", "house"], size),
            "income": rng.normal(300.0, 50.0, size).round(),
        }
    )
    table.loc[RARE, "job"] = ["pilot", "diver"] * 2
    table.loc[ASHORE, "job"] = "ship"
    table.loc[BOATS, "home"] = "boat"
    own = pd.Series(dict(zip(large, (-1.2, 0.3, -0.2, 0.1, 1.2, 0.0, -0.5, -0.5), strict=True)))
    logits = (
        own[ward].to_numpy() - 0.6 + 0.7 * (table["job"] == "field") + 0.02 * (table["age"] - 50)
    )
    table["ill"] = (rng.random(size) < expit(logits)).astype(int)
    # the last ward has people as some of the first one are, and four of its ten are ill
    last = table.iloc[: SIZES[LAST]].assign(ward=LAST, job="desk", home="flat")
    return pd.concat([table, last.assign(ill=[0, 1, 0, 1, 0] * 2)], ignore_index=True)


def ward_model(*, public: bool = False, bare: bool = False, **sections: object) -> Model:
    """A model of the wards; bare: without covariates."""
    given = {
        "title": "Wards",
        "data": {"unit": "ward", "outcome": "ill", "better": "lower"},
        "covariates": [] if bare else COVARIATES,
        "benchmark": {"top": 2, "interval": 0.9, "flag_probability": 0.8},
        "disclosure": {"public": public, "minimum_count": MIN_COUNT},
        "report": {"key_figures": ["home", "income"]},
        "sampling": {"draws": 200, "chains": 2, "sampler": "laplace"},
    }
    return model_of_sections(**given | sections)


@cache
def wards(*, public: bool = False, bare: bool = False) -> Fit:
    """The wards, in two regions, analysed as a run does."""
    model = ward_model(public=public, bare=bare)
    cells = cells_of(people(), model)
    analysis = Analysis(model, with_regions(cells))
    return Fit(analysis, sample(analysis))


def with_regions(cells: xr.Dataset) -> xr.Dataset:
    """The wards with the region of each, which a list of names would give; "other" has none."""
    known = dict(zip(SHOWN, REGIONS, strict=True)) | {"x": "east", "y": "east", "z": "west"}
    return cells.assign_coords(region=("unit", [known[str(unit)] for unit in cells["unit"].values]))


def flat_draws(draws: xr.DataArray) -> Floats:
    """Draws, chain after chain (draw, ...)."""
    values = draws.transpose("chain", "draw", ...).to_numpy()
    return np.asarray(values.reshape(-1, *values.shape[2:]))


def flat(fit: Fit, name: str) -> Floats:
    """Draws of a parameter as they stand in posterior.nc, chain after chain (draw, ...)."""
    return flat_draws(fit.posterior["posterior"].to_dataset()[name])


@dataclass(frozen=True)
class Rates:
    """Rates of the wards in every draw, person by person: (draw, unit), 0-1."""

    predicted: Floats
    expected: Floats

    @property
    def indicator(self) -> Floats:
        """Percentage points."""
        return 100 * (self.predicted - self.expected)


def person_logits(fit: Fit) -> tuple[Floats, NDArray[np.int64]]:
    """Linear predictor of everybody without the unit effect (draw, person), and their units."""
    cells, design = fit.analysis.cells, fit.analysis.design
    trials = cells["trials"].to_numpy()
    logits = flat(fit, "intercept")[:, None] + np.zeros(trials.size)
    if design.terms:
        logits += flat(fit, "coefficient") @ (design.matrix.toarray() - design.center).T
    return np.repeat(logits, trials, axis=1), np.repeat(cells["unit_index"].to_numpy(), trials)


def unit_means(values: Floats, unit: NDArray[np.int64]) -> Floats:
    """(draw, person) -> (draw, unit)."""
    return np.stack([values[:, unit == j].mean(axis=1) for j in range(unit.max() + 1)], axis=1)


@cache
def rates_by_hand(fit: Fit) -> Rates:
    """Predicted and expected rates under ``national``: as many events expected as predicted."""
    logits, unit = person_logits(fit)
    own = expit(logits + flat(fit, "unit_effect")[:, unit])
    shift, wanted = np.zeros((len(logits), 1)), own.sum(axis=1, keepdims=True)
    for _ in range(5):  # Newton's steps, each of which doubles the digits
        found = expit(logits + shift)
        slope = (found * (1 - found)).sum(axis=1, keepdims=True)
        shift -= (found.sum(axis=1, keepdims=True) - wanted) / slope
    expected = expit(logits + shift)
    np.testing.assert_allclose(expected.sum(axis=1), wanted[:, 0], rtol=1e-10)
    return Rates(unit_means(own, unit), unit_means(expected, unit))


def indicator_ranks_by_hand(fit: Fit) -> Floats:
    """Ranks of the ranked units in every draw, 1 = best: (draw, unit)."""
    return np.asarray(rankdata(rates_by_hand(fit).indicator[:, fit.analysis.is_ranked], axis=1))


def arviz_mcse(fit: Fit, values: Floats) -> float:
    """Monte Carlo error of the mean of a draw's figures (draw,), by ArviZ itself."""
    chains = fit.posterior["posterior"].sizes["chain"]
    draws = xr.DataArray(values.reshape(chains, -1), dims=("chain", "draw"))
    return float(arviz.mcse(draws, method="mean"))


def rows_of(family: Family, fit: Fit) -> Any:
    """Rows of ``diagnostics.csv`` of a family of quantities, by the names of the rows.

    A DataFrame; to pandas' types a cell of it may be anything.
    """
    made = diagnosed if family.judged else with_errors
    rows = [made(quantity, fit) for quantity in family.of(fit)]
    return pd.concat(rows).set_index("quantity")


@cache
def varied() -> tuple[Fit, Sensitivity]:
    """The wards by job alone, and what four choices made otherwise change.

    For one of them there are too few wards.
    """
    model = ward_model(covariates=COVARIATES[:1], sensitivity={"without": ["job"]})
    fit = sampled(model, people())
    chosen = {"reference", "without", "unit_means", "volume"}
    kept = [one for one in variants_of(fit) if one.variant in chosen]
    return fit, examined(kept, fit)
