"""The same problem for the judge and for the engines."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.trust.exact.summaries import (
    Exponential,
    HalfNormal,
    HalfT,
    PrecisionGamma,
    Prior,
    Problem,
    Surface,
    solve,
)

SURGICAL_N = (47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360)
SURGICAL_DEATHS = (0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24)
USUAL = Prior(0.0, 1.5, HalfNormal(0.5))

SICK = "one large unit beside four tiny ones"
"""Four units that say next to nothing, under wide priors: the posterior of the log sd is far from
what any Gaussian of the effects can follow."""
EXTREME = "a 0 % and a 100 % unit"
PROBLEMS = {
    "surgical": Problem(SURGICAL_N, SURGICAL_DEATHS, Prior(0.0, 10.0, HalfNormal(1.0))),
    "two units": Problem((30, 40), (10, 20), USUAL),
    EXTREME: Problem((20, 30), (0, 30), USUAL),
    SICK: Problem((1000, 1, 3, 1, 3), (51, 0, 0, 0, 0), Prior(0.0, 5.0, HalfNormal(5.0))),
    "one person beside a million": Problem((1, 1_000_000), (1, 220_000), USUAL),
    "identical units": Problem((100,) * 8, (22,) * 8, USUAL),
    "identical units, exponential": Problem(
        (50,) * 6, (11,) * 6, Prior(0.0, 1.5, Exponential(2.0))
    ),
    "outlier, half-t": Problem(
        (50,) * 4 + (20_000,), (5,) * 4 + (15_000,), Prior(-1.0, 2.0, HalfT(3.0, 0.5))
    ),
}


def _unit_sd(prior: HalfNormal | HalfT | Exponential | PrecisionGamma) -> dict[str, object]:
    match prior:
        case HalfNormal():
            return {"family": "half-normal", "scale": prior.scale}
        case HalfT():
            return {"family": "half-t", "df": prior.df, "scale": prior.scale}
        case Exponential():
            return {"family": "exponential", "rate": prior.rate}
        case PrecisionGamma():
            message = "no model file has this prior"
            raise NotImplementedError(message)


@dataclass(frozen=True)
class Case:
    """A problem with its exact answer and an engine's draws, each made when first needed."""

    problem: Problem
    sampler: str
    random_seed: int = 20160101

    @cached_property
    def surface(self) -> Surface:
        """The exact posterior."""
        return solve(self.problem)

    def model(self, reference: str = "national") -> Model:
        """The model file of the problem."""
        prior = self.problem.prior
        return model_from_table(
            {
                "title": "Exact",
                "data": {"unit": "u", "events": "y", "trials": "n", "better": "lower"},
                "priors": {
                    "intercept": {"mean": prior.mean, "sd": prior.sd},
                    "unit_sd": _unit_sd(prior.unit_sd),
                },
                "benchmark": {"reference": reference},
                "sampling": {"sampler": self.sampler, "random_seed": self.random_seed},
                "disclosure": {"public": True},
            }
        )

    @cached_property
    def cells(self) -> xr.Dataset:
        """The problem's cells."""
        units = np.arange(1, self.problem.units + 1)
        table = pd.DataFrame({"u": units, "y": self.problem.events, "n": self.problem.n})
        model = self.model()
        return aggregate(read_people(model, table), model)

    @cached_property
    def posterior(self) -> xr.DataTree:
        """The engine's draws."""
        return fit(self.cells, self.model())

    def bench(self, reference: str) -> xr.Dataset:
        """The engine's estimands under a reference."""
        return benchmark(self.posterior, self.cells, self.model(reference))
