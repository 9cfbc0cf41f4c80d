"""Whole jobs of several packages, from one table of people to ranks of the units, side by side.

Every job reads the same CSV and ends in a CSV with the indicator and the rank of every unit: ours
is the whole command, which does far more; PyMC's and Bambi's are a fit, ``az.summary`` and the
indicators computed plainly from the draws; lme4 and glmmTMB (R) give point estimates alone. What
the others find is held against ours in the same run. Priors and design columns are the same (but
for R, which has no priors, and there any basis of the same splines gives the same fit).
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import BayesBenchError
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.priors.half_normal import HalfNormalPrior
from benchmarks.peer_figures import agreement, our_figures, peer_figures
from benchmarks.peers.job import Job
from benchmarks.processes import ROOT, measured
from benchmarks.whole_runs import COMMAND, Problem

OURS = "bayes-bench"
INTERVALS = "means, 95 % intervals, ranks with 95 % intervals"
POINTS = "conditional modes and their order, no interval"
COLUMNS = [
    *("job", "seconds", "processor_seconds", "megabytes", "times_ours", "least_ess"),
    *("largest_z", "largest_gap", "correlation", "rank_correlation", "yields"),
]
R_SCRIPT = ROOT / "benchmarks" / "peers" / "glmer.R"


@dataclass(frozen=True)
class WholeJob:
    """One package's way from a table to ranks.

    Attributes
    ----------
    yields : str
        What it ends in, in words.
    command : callable
        What to run, of a job and the folder that it may fill.
    missing : callable
        What it needs and is not installed; empty where there is nothing.
    """

    yields: str
    command: Callable[[Job, Path], Sequence[str]]
    missing: Callable[[], str]


def job_of(model: Model, table: Path) -> Job:
    """What the peers are told, written beside the table of people, a CSV that this writes.

    Raises
    ------
    BayesBenchError
        A model that the peers' programs do not know.
    """
    people = read_people(model)
    cells = aggregate(people, model)
    prior = model.priors.unit_sd
    if not isinstance(prior, HalfNormalPrior) or model.data.outcome is None or not model.covariates:
        raise BayesBenchError(
            "The peers' programs are of people with covariates and a half-normal prior."
        )
    if not model.disclosure.public:
        raise BayesBenchError("The peers' programs merge nobody: the data have to be public.")
    people.to_csv(table, index=False)
    kinds = {one.name: one.kind for one in model.covariates}
    return Job(
        table=str(table),
        unit=model.data.unit_name,
        outcome=model.data.outcome,
        better=model.data.better,
        categories={
            name: str(cells[f"covariate_{name}"].attrs["reference"])
            for name, kind in kinds.items()
            if kind == "category"
        },
        splines={one.name: one.df for one in model.covariates if one.df is not None},
        linear=[name for name, kind in kinds.items() if kind == "linear"],
        intercept=(model.priors.intercept.mean, model.priors.intercept.sd),
        coefficient=(model.priors.coefficient.mean, model.priors.coefficient.sd),
        unit_sd=prior.scale,
        chains=model.sampling.chains,
        draws=model.sampling.draws,
        random_seed=model.sampling.random_seed,
    )


def whole_jobs(
    problem: Problem, folder: Path, names: Sequence[str], limit: float, say: Callable[[str], None]
) -> pd.DataFrame:
    """Run the named jobs one after the other on the same people.

    Parameters
    ----------
    problem : Problem
        People with covariates, who may be shown as they are.
    folder : Path
        Where the table and a folder of each job are written, and stay.
    names : sequence of str
        Of `JOBS`; nothing is compared where ours is not among them.
    limit : float
        Seconds for all jobs together: one that is not done by then is stopped.
    say : callable
        Told what begins, and how it ended.

    Returns
    -------
    DataFrame
        A row per job: ``job, seconds, processor_seconds, megabytes`` (of all its processes
        together), ``times_ours`` (seconds), ``least_ess`` (bulk, of the indicators), against ours
        ``largest_z`` (the largest difference of two indicators' means in joint Monte Carlo
        errors), ``largest_gap`` (percentage points), ``correlation`` (of the indicators),
        ``rank_correlation`` (Spearman's, of the expected ranks), and ``yields``: what it ends in,
        or why there is nothing.
    """
    model = problem.write(folder)
    job = job_of(read_model(model), folder / "people.csv")
    (folder / "job.json").write_text(json.dumps(asdict(job)), encoding="utf-8")
    rows: list[dict[str, object]] = []
    found, until = {}, time.monotonic() + limit
    for name in names:
        say(name)
        place = folder / name
        place.mkdir()
        rows.append(_row(name, JOBS[name], job, place, until - time.monotonic()))
        say(f"  {rows[-1]}")
        if "seconds" in rows[-1]:
            found[name] = our_figures(place / "out") if name == OURS else peer_figures(place)
    return _compared(rows, found)


def _row(name: str, one: WholeJob, job: Job, place: Path, limit: float) -> dict[str, object]:
    """Run a job: what it took, or why it yields nothing."""
    if needs := one.missing():
        return {"job": name, "yields": needs}
    if limit <= 0:
        return {"job": name, "yields": "no time was left for it"}
    ran = measured(one.command(job, place), place / "said.txt", limit)
    if ran.code and ran.seconds > limit:
        return {"job": name, "yields": f"stopped after {ran.seconds:.0f} s"}
    if ran.code:
        return {"job": name, "yields": f"failed: {ran.said}"}
    return {
        "job": name,
        "seconds": ran.seconds,
        "processor_seconds": ran.processor_seconds,
        "megabytes": ran.megabytes,
        "yields": one.yields,
    }


def _compared(rows: list[dict[str, object]], found: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The jobs' rows with what each found beside what we did."""
    beside = {name: _judged(one, found.get(OURS)) for name, one in found.items()}
    whole = [row | beside.get(str(row["job"]), {}) for row in rows]
    table = pd.DataFrame(whole).reindex(columns=COLUMNS)
    own = table.loc[table["job"] == OURS, "seconds"].sum()  # 0 where ours was not run
    table["times_ours"] = table["seconds"] / own if own else np.nan
    return table


def _judged(one: pd.DataFrame, ours: pd.DataFrame | None) -> dict[str, object]:
    """Effective draws of a job's indicators, and how far they are from ours, where both exist."""
    draws = {"least_ess": one["ess_bulk"].min()} if "ess_bulk" in one else {}
    return {**draws, **({} if ours is None else agreement(one, ours))}


def _ours_command(job: Job, place: Path) -> list[str]:
    files = ["--data", job.table, "--out", str(place / "out")]
    return [sys.executable, str(COMMAND), str(place.parent / "model.toml"), *files]


def _python(module: str) -> Callable[[Job, Path], list[str]]:
    def command(_: Job, place: Path) -> list[str]:
        files = [str(place.parent / "job.json"), str(place / "figures.csv")]
        return [sys.executable, "-m", f"benchmarks.peers.{module}", *files]

    return command


def _r(package: str) -> Callable[[Job, Path], list[str]]:
    def command(job: Job, place: Path) -> list[str]:
        terms = [*(f"factor(`{name}`)" for name in job.categories), *job.linear]
        terms += [f"splines::ns(`{name}`, df = {df})" for name, df in job.splines.items()]
        about = [package, job.unit, job.outcome, job.better, " + ".join(terms)]
        return ["Rscript", str(R_SCRIPT), job.table, str(place / "figures.csv"), *about]

    return command


def _without_python(package: str) -> Callable[[], str]:
    return lambda: "" if find_spec(package) else f"needs {package}"


def _without_r(package: str) -> Callable[[], str]:
    """Whether R is there and has the package, which Debian names ``r-cran-`` and its name."""

    def missing() -> str:
        rscript = shutil.which("Rscript")
        asked = f"quit(status = !requireNamespace('{package}', quietly = TRUE))"
        if rscript and subprocess.run([rscript, "-e", asked], check=False).returncode == 0:
            return ""
        return f"needs r-cran-{package.lower()}"

    return missing


JOBS: Mapping[str, WholeJob] = {
    OURS: WholeJob(f"{INTERVALS}, and every other file", _ours_command, lambda: ""),
    "glmmTMB": WholeJob(POINTS, _r("glmmTMB"), _without_r("glmmTMB")),
    "PyMC": WholeJob(INTERVALS, _python("pymc_job"), _without_python("pymc")),
    "Bambi": WholeJob(INTERVALS, _python("bambi_job"), _without_python("bambi")),
    "lme4": WholeJob(POINTS, _r("lme4"), _without_r("lme4")),
}
