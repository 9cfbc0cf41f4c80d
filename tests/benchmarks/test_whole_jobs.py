"""Whole jobs side by side: the same figures from the same table, and what cannot run says why."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayes_bench.errors import BayesBenchError
from benchmarks import whole_jobs as jobs
from benchmarks.whole_jobs import JOBS, OURS, job_of, whole_jobs
from benchmarks.whole_runs import Problem
from tests.builders.peers import model_file, one_each, written

FEW = "[sampling]\ndraws = 500\nchains = 2\n"
AN_HOUR = 3600.0
PEER = {"unit", "indicator", "indicator_lower", "indicator_upper", "rank", "rank_lower"}
LARGE = 4.5  # joint errors, of some indicators: five in a million by chance


def people() -> Problem:
    return Problem("people", lambda folder: model_file(one_each(400, 6), folder, FEW))


def together(folder: Path, names: Sequence[str]) -> pd.DataFrame:
    return whole_jobs(people(), folder, names, AN_HOUR, lambda _: None).set_index("job")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[pd.DataFrame, Path]:
    """Ours, a general sampler's, and those in R where it is installed."""
    folder = tmp_path_factory.mktemp("jobs")
    return together(folder, [OURS, "PyMC", "lme4", "glmmTMB"]), folder


def test_ours_is_the_whole_command_and_what_others_are_held_against(
    ran: tuple[pd.DataFrame, Path],
) -> None:
    table, folder = ran
    row = table.loc[OURS]
    assert (folder / OURS / "out" / "report.html").exists()
    assert row["times_ours"] == 1
    assert row["least_ess"] > 400
    assert row[["largest_z", "largest_gap", "correlation", "rank_correlation"]].isna().all()


def test_a_general_sampler_finds_the_same(ran: tuple[pd.DataFrame, Path]) -> None:
    table, folder = ran
    row, found = table.loc["PyMC"], pd.read_csv(folder / "PyMC" / "figures.csv", dtype="str")
    assert set(found) == PEER | {"rank_upper", "mcse", "ess_bulk"}
    assert found["unit"].tolist() == [f"0{number}" for number in range(1, 7)]
    assert 0 < row["largest_z"] < LARGE
    assert row["rank_correlation"] > 0.9
    assert row["times_ours"] == pytest.approx(row["seconds"] / table.loc[OURS, "seconds"])
    assert row["processor_seconds"] > 0


@pytest.mark.parametrize("package", ["lme4", "glmmTMB"])
def test_point_estimates_are_near_and_have_no_interval(
    ran: tuple[pd.DataFrame, Path], package: str
) -> None:
    if needs := JOBS[package].missing():
        assert ran[0].loc[package, "yields"] == needs
        pytest.skip(needs)
    table, folder = ran
    row, found = table.loc[package], pd.read_csv(folder / package / "figures.csv", dtype="str")
    assert list(found) == ["unit", "indicator", "rank"]
    assert sorted(found["rank"].astype(float)) == [1, 2, 3, 4, 5, 6]
    assert row["correlation"] > 0.98  # maximum likelihood, where ours have priors
    assert np.isnan(row["largest_z"])
    assert "no interval" in row["yields"]


@pytest.mark.slow
def test_bambi_finds_the_same(tmp_path: Path) -> None:
    row = together(tmp_path, [OURS, "Bambi"]).loc["Bambi"]
    assert 0 < row["largest_z"] < LARGE


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(jobs, "find_spec", lambda _: None)
    said: list[str] = []
    table = whole_jobs(people(), tmp_path, ["lme4", "glmmTMB", "Bambi"], AN_HOUR, said.append)
    assert list(table["yields"]) == ["needs r-cran-lme4", "needs r-cran-glmmtmb", "needs bambi"]
    assert table["seconds"].isna().all()
    assert said[::2] == ["lme4", "glmmTMB", "Bambi"]


def test_a_job_that_fails_or_is_too_slow_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def python(code: str) -> jobs.WholeJob:
        return jobs.WholeJob("nothing", lambda *_: [sys.executable, "-c", code], lambda: "")

    fails, slow = (
        python("raise SystemExit('no such column')"),
        python("import time; time.sleep(99)"),
    )
    monkeypatch.setattr(jobs, "JOBS", {"fails": fails, "slow": slow, "late": slow})
    table = whole_jobs(people(), tmp_path, ["fails", "slow", "late"], 8.0, lambda _: None)
    assert table["yields"][0].startswith("failed: ")
    assert table["yields"][0].endswith("no such column")
    assert table["yields"][1].startswith("stopped after")
    assert table["yields"][2] == "no time was left for it"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ('[priors]\nunit_sd = { family = "exponential", rate = 2.0 }\n', "half-normal"),
        ("", "public"),
    ],
)
def test_models_that_the_peers_do_not_know_are_refused(
    more: str, told: str, tmp_path: Path
) -> None:
    model = written(one_each(400), tmp_path, more)
    if not more:
        private = model.disclosure.model_copy(update={"public": False})
        model = model.model_copy(update={"disclosure": private})
    with pytest.raises(BayesBenchError, match=told):
        job_of(model, tmp_path / "table.csv")
