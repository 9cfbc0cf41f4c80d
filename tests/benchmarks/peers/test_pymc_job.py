"""PyMC's job: our log density by other words, and our indicators of the same draws."""

from pathlib import Path

import numpy as np
import pymc as pm
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.pymc_model import build_pymc_model
from benchmarks.peers import job, pymc_job
from benchmarks.peers.job import Job, design_of
from benchmarks.whole_jobs import job_of
from tests.builders.peers import one_each, written


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Job, Model, xr.Dataset]:
    folder = tmp_path_factory.mktemp("peers")
    model = written(one_each(200), folder)
    return job_of(model, folder / "table.csv"), model, aggregate(read_people(model), model)


def names_of(cells: xr.Dataset, model: Model) -> list[str]:
    """Our terms by the peers' names."""
    labels = [term.label for term in Analysis(model, cells).design.terms]
    return [label.replace("[", "_").rstrip("]") for label in labels]


def test_the_log_density_is_ours(asked: tuple[Job, Model, xr.Dataset]) -> None:
    one, model, cells = asked
    people = job.read_people(one)
    design = design_of(people, one)
    theirs = pymc_job.model_of(people, design - design.mean(), one).compile_logp()
    ours = build_pymc_model(cells, model).compile_logp()
    order = [list(design.columns).index(name) for name in names_of(cells, model)]
    rng, gaps = np.random.default_rng(1), []
    for _ in range(4):
        coefficient, offset = rng.normal(size=design.shape[1]), rng.normal(size=3)
        intercept, log_sd = rng.normal(size=2)
        same = {"intercept": intercept, "unit_sd_log__": log_sd}
        right = theirs({**same, "coefficient": coefficient, "offset": offset})
        effect = np.exp(log_sd) * offset
        left = ours({**same, "coefficient": coefficient[order], "unit_effect": effect})
        gaps.append(right - left - 3 * log_sd)  # three effects are three offsets times the sd
    np.testing.assert_allclose(gaps, gaps[0], atol=1e-8)


def test_indicators_of_the_same_draws_are_ours(
    asked: tuple[Job, Model, xr.Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pymc_job, "BLOCK", 3)  # not a divisor of ten draws
    one, model, cells = asked
    people = job.read_people(one)
    design, names = design_of(people, one), names_of(cells, model)
    rng = np.random.default_rng(5)
    draws = xr.Dataset(
        {
            "intercept": (("chain", "draw"), rng.normal(-1.0, 0.2, (2, 5))),
            "coefficient": (("chain", "draw", "term"), rng.normal(0.0, 0.5, (2, 5, len(names)))),
            "unit_sd": (("chain", "draw"), rng.uniform(0.2, 0.6, (2, 5))),
            "unit_effect": (("chain", "draw", "unit"), rng.normal(0.0, 0.5, (2, 5, 3))),
        },
        coords={
            "term": [term.label for term in Analysis(model, cells).design.terms],
            "unit": cells["unit"].to_numpy(),
        },
    )
    ours = benchmark(xr.DataTree.from_dict({"/posterior": draws}), cells, model)["indicator"]
    starts = np.unique(people[one.unit], return_index=True)[1]
    centred = (design - design.mean())[names].to_numpy()
    theirs = pymc_job.indicator_draws(draws, centred, starts)
    np.testing.assert_allclose(theirs, ours, atol=1e-6)  # ours: a series, to 1e-9 of a rate


def test_draws_come_from_pymc_at_its_own_settings(
    asked: tuple[Job, Model, xr.Dataset], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, object] = {}

    def sample(**settings: object) -> xr.DataTree:
        told.update(settings)
        draws = pm.sample_prior_predictive(200, random_seed=1)["prior"].to_dataset()
        return xr.DataTree.from_dict({"/posterior": draws.drop_vars("outcome", errors="ignore")})

    monkeypatch.setattr(pm, "sample", sample)
    pymc_job.run(asked[0], tmp_path / "figures.csv")
    assert set(told) == {"draws", "chains", "cores", "random_seed", "progressbar"}
    written = (tmp_path / "figures.csv").read_text(encoding="utf-8").splitlines()
    assert written[0].startswith("unit,indicator,indicator_lower,indicator_upper,rank,rank_lower,")
    assert [line.partition(",")[0] for line in written[1:]] == ["01", "02", "03"]
    assert "unit_sd" in (tmp_path / "summary.csv").read_text(encoding="utf-8")
