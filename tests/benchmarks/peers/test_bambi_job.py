"""Bambi's job: our log density by a formula, and our indicators by its own predictions."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.pymc_model import build_pymc_model
from benchmarks.peers import job
from benchmarks.peers.indicators import indicators_of
from benchmarks.whole_jobs import job_of
from tests.builders.peers import one_each, written

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")


def test_the_log_density_is_ours(tmp_path: Path) -> None:
    from benchmarks.peers.bambi_job import model_of  # Bambi warns where it is imported

    model = written(one_each(200), tmp_path)
    one, cells = job_of(model, tmp_path / "table.csv"), aggregate(read_people(model), model)
    built = model_of(job.read_people(one), one)
    built.build()
    theirs = built.backend.model.compile_logp()
    ours = build_pymc_model(cells, model).compile_logp()
    labels = [term.label for term in Analysis(model, cells).design.terms]
    rng, gaps = np.random.default_rng(1), []
    for _ in range(4):
        value = dict(zip(labels, rng.normal(size=len(labels)), strict=True))
        offset, intercept, log_sd = rng.normal(size=3), rng.normal(), rng.normal()
        right = theirs(
            {
                "Intercept": intercept,
                "joint": [value["joint[hand]"], value["joint[hip]"]],
                "level": [value["level[1]"], value["level[NA]"]],
                **{f"age_{number}": value[f"age[{number}]"] for number in (1, 2, 3)},
                "share": value["share"],
                "1|unit_sigma_log__": log_sd,
                "1|unit_offset": offset,
            }
        )
        effect = np.exp(log_sd) * offset
        same = {"intercept": intercept, "unit_sd_log__": log_sd, "unit_effect": effect}
        left = ours({**same, "coefficient": [value[label] for label in labels]})
        gaps.append(right - left - 3 * log_sd)  # three effects are three offsets times the sd
    np.testing.assert_allclose(gaps, gaps[0], atol=1e-8)


def test_predictions_are_with_the_units_effects_and_without() -> None:
    from benchmarks.peers.bambi_job import _of_chain

    rng, starts = np.random.default_rng(2), np.array([0, 4, 5])
    case_mix, effect = rng.normal(size=(6, 9)), np.repeat(rng.normal(size=(6, 3)), [4, 1, 4], 1)

    class Predicting:
        def predict(self, _: xr.DataTree, *, inplace: bool, include_group_specific: bool):
            assert not inplace
            predictor = case_mix + include_group_specific * effect
            rate = 1 / (1 + np.exp(-predictor[None]))
            rates = xr.Dataset({"p": (("chain", "draw", "person"), rate)})
            return xr.DataTree.from_dict({"/posterior": rates})

    found = _of_chain(Predicting(), xr.DataTree(), starts)
    np.testing.assert_allclose(found, indicators_of(case_mix, case_mix + effect, starts))
