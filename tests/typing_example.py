"""What a user writes, for type checkers; the last function is wrong on purpose."""

from pathlib import Path
from typing import assert_type

import pandas as pd
import xarray as xr
from matplotlib.figure import Figure

import bayes_bench as bb


def by_stages() -> xr.DataArray:
    """Stage by stage."""
    model = bb.read_model(Path("models/surgical.toml"))
    assert_type(model, bb.Model)
    people = bb.read_people(model, pd.DataFrame())
    assert_type(people, pd.DataFrame)
    cells = bb.aggregate(people, model)
    assert_type(cells, xr.Dataset)
    posterior = bb.fit(cells, model)
    assert_type(posterior, xr.DataTree)
    bench = bb.benchmark(posterior, cells, model)
    assert_type(bb.rank_list(bench["indicator"], "lower", 3, 0.95), pd.DataFrame)
    assert_type(bb.__version__, str)
    assert_type(bb.sensitivity(cells, model, posterior, bench).summary, pd.DataFrame)
    return bb.rank_probabilities(bench["indicator"], better=model.data.better)


def in_python() -> bb.Model:
    """A model without a file."""
    merge, steps = {"North": ["a", "b"]}, {"age": 1}
    data = bb.Data(unit="hospital", outcome="died", better="lower", merge=merge, round=steps)
    covariates = [bb.Covariate("age", kind="spline"), bb.Covariate("sex", reference=1)]
    priors = bb.Priors(unit_sd=bb.HalfNormalPrior(scale=1.0))
    model = bb.Model(title="Surgery", data=data, covariates=covariates, priors=priors)
    assert_type(model.covariates[0].name, str)
    return model


def in_one_go() -> None:
    """A whole run."""
    result = bb.run("models/surgical.toml", out="output/surgical")
    assert_type(result, bb.Result)
    assert_type(result.tables["ranks"], pd.DataFrame)
    assert_type(result.bench, xr.Dataset)
    assert_type(result.plot.caterpillar(), Figure)
    assert_type(bb.run(in_python(), pd.DataFrame()).verdict.accepted, bool)
    assert_type(result.report("out"), Path)


def wrong() -> None:
    """Each line has one mistake, which a checker names."""
    model = bb.read_model("models/surgical.toml")
    bb.fit(model, model)  # mistake: no cells
    bb.rank_probabilitys(model)  # mistake: no such name
    assert_type(bb.read_people(model), int)  # mistake: a data frame
    bb.Data(unit="hospital", outcome="died", better="less")  # mistake: no such direction
    bb.Covariate("age", kind="splin")  # mistake: no such kind
