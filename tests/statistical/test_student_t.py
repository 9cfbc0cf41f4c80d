"""Student-t unit effects: the fast sampler and NUTS have one posterior and the same indicators."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model, read_model, with_keys
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.sampling import fit
from bayes_bench.typing import Floats

SURGICAL = Path(__file__).parents[2] / "models" / "surgical_student_t.toml"
MOST = 4.0


def run(sampler: str, **form: object) -> xr.Dataset:
    """Indicators and sigma of the worked example."""
    model: Model = with_keys(read_model(SURGICAL), {"sampling": {"sampler": sampler}})
    model = with_keys(model, {"model": {"unit_effects": "student-t", "df": 4.0} | form})
    cells = aggregate(read_people(model), model)
    posterior = fit(cells, model)
    draws = posterior["posterior"].to_dataset()[["unit_sd", "unit_effect"]]
    return xr.merge([draws, benchmark(posterior, cells, model)[["indicator", "predicted"]]])


def mean_and_error(draws: xr.DataArray) -> tuple[Floats, Floats]:
    """Posterior means with their Monte Carlo errors (unit,)."""
    values = draws.transpose("chain", "draw", ...).to_numpy()
    flat = values.reshape(*values.shape[:2], -1)
    sd = flat.std(axis=(0, 1))
    mean_ess = [
        array_statistics().ess(flat[..., k], chain_axis=0, draw_axis=1, method="mean")
        for k in range(flat.shape[2])
    ]
    return flat.mean(axis=(0, 1)), sd / np.sqrt(np.array(mean_ess))


def apart(one: xr.Dataset, other: xr.Dataset) -> float:
    """The largest difference of two runs' means, in joint Monte Carlo errors."""
    scores = []
    for name in one:
        (mean, error), (theirs, other_error) = (mean_and_error(of[name]) for of in (one, other))
        scores.append(np.abs(mean - theirs) / np.hypot(error, other_error))
    return float(np.concatenate(scores).max())


def test_the_fast_sampler_is_accepted_with_the_effects_integrated_out() -> None:
    model = read_model(SURGICAL)
    cells = aggregate(read_people(model), model)
    figures = fit(cells, model)["sample_stats"]
    assert float(figures["collapsed"]) == 1.0
    assert float(figures["weight_efficiency"]) > 0.8
    assert float(figures["pareto_k"]) < 0.5


@pytest.mark.slow
def test_both_samplers_agree_on_every_indicator() -> None:
    fast = run("laplace")
    assert apart(fast, run("nuts")) < MOST
    # the control: with other tails the indicators are others
    assert apart(fast, run("laplace", df=2.1)) > MOST
