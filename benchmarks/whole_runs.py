"""Whole commands, from a table on disk to every file: seconds, memory, and how many floors.

Every problem is written to a folder of its own and run as a user would, in a process of its own. A
*floor* is one exact likelihood of every kept draw on all cores, measured in the same run.
"""

import json
import re
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.density import density_of
from bayes_bench.workflow.progress import Stages
from bayes_bench.workflow.reading import read_analysis
from benchmarks.growth import Size, shuffled_people
from benchmarks.processes import ROOT, measured
from benchmarks.samplers import floor_seconds

REGISTER = ROOT / "models" / "rehabilitation.toml"
COMMAND = ROOT / "scripts" / "benchmark.py"
LIMIT = 1800.0
"""Seconds after which a command is stopped."""
BARE = """format = 1
title = "Made-up people"
[data]
path = "people.parquet"
unit = "unit"
outcome = "outcome"
better = "lower"
[disclosure]
public = true
"""


@dataclass(frozen=True)
class Problem:
    """A table and a model file, to be written when it is their turn.

    Attributes
    ----------
    name : str
    write : callable
        Writes both into a folder; the model file.
    """

    name: str
    write: Callable[[Path], Path]


def register(size: Size, covariates: Sequence[str] = ()) -> Problem:
    """People with the demo's covariates, or some of them, each column shuffled by itself."""

    def write(folder: Path) -> Path:
        model = read_model(REGISTER)
        kept = [one for one in model.covariates if not covariates or one.name in covariates]
        few = model.model_copy(update={"covariates": tuple(kept)})
        shuffled_people(read_people(model), few, size).to_parquet(folder / "people.parquet")
        dropped = {one.name for one in model.covariates} - {one.name for one in kept}
        return _written(folder, _without_covariates(_register_model(sensitivity=False), dropped))

    of_those = f", {len(covariates)} covariates" if covariates else ""
    return Problem(f"{size.people:,} people, {size.units:,} units{of_those}", write)


def demo(*, sensitivity: bool) -> Problem:
    """The shipped demo."""

    def write(folder: Path) -> Path:
        read_people(read_model(REGISTER)).to_parquet(folder / "people.parquet")
        return _written(folder, _register_model(sensitivity=sensitivity))

    return Problem("demo, sensitivity" if sensitivity else "demo", write)


def small_units(units: int, people: int) -> Problem:
    """Many units of a few people each, without covariates."""

    def write(folder: Path) -> Path:
        rng = np.random.default_rng(1)
        unit = np.repeat(np.arange(units), people)
        rate = expit(-1.3 + rng.normal(0.0, 0.4, units))
        return _table(folder, {"unit": unit, "outcome": rng.random(unit.size) < rate[unit]}, ())

    return Problem(f"{units:,} units x {people} people", write)


def rare_levels(levels: int, *, separated: int = 0) -> Problem:
    """40,000 people in 60 hospitals, with a category of very many levels.

    Of ``separated`` people with a second covariate nobody has an event.
    """

    def write(folder: Path) -> Path:
        rng = np.random.default_rng(1)
        rarity = 1.0 / np.arange(1, levels + 1)
        level = rng.choice(levels, 40_000, p=rarity / rarity.sum())
        unit = rng.integers(60, size=40_000)
        effect, of_unit = rng.normal(0.0, 0.5, levels), rng.normal(0.0, 0.3, 60)
        outcome = rng.random(40_000) < expit(-1.5 + effect[level] + of_unit[unit])
        outcome[:separated] = False
        dummy = np.arange(40_000) < separated
        names = ("level", "dummy") if separated else ("level",)
        columns = {"unit": unit, "level": level, "dummy": dummy, "outcome": outcome}
        return _table(folder, columns, names)

    return Problem(f"{levels} levels" + (", separated dummy" if separated else ""), write)


def whole_runs(
    problems: Sequence[Problem], folder: Path, say: Callable[[str], None], limit: float = LIMIT
) -> pd.DataFrame:
    """Run every problem once.

    Parameters
    ----------
    problems : sequence of Problem
    folder : Path
        Where tables and results are written, and stay.
    say : callable
        Told what begins.
    limit : float, optional
        Seconds after which a command is stopped.

    Returns
    -------
    DataFrame
        A row per problem: ``problem, cells, units, sampler, seconds`` (the whole command, start-up
        included), ``processor_seconds`` (of all its processes), ``megabytes`` (the most that they
        had together), ``floor`` (seconds), ``floors`` (seconds over it), ``page`` and ``files``
        (megabytes), then the seconds of the stages. A command that failed or was stopped has what
        it said in ``sampler``, and its seconds.
    """
    rows = []
    for number, problem in enumerate(problems):
        say(problem.name)
        place = folder / str(number)
        place.mkdir(parents=True)
        model = problem.write(place)
        rows.append({"problem": problem.name, **_run(model, place / "out", limit)})
    return pd.DataFrame(rows)


def _run(model: Path, out: Path, limit: float) -> dict[str, object]:
    command = [sys.executable, str(COMMAND), str(model), "--out", str(out)]
    ran = measured(command, out.parent / "said.txt", limit)
    if ran.code:
        why = ran.said if ran.code > 0 else f"stopped after {limit:.0f} seconds"
        return {"sampler": why, "seconds": ran.seconds}
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    with Stages() as stages:
        analysis = read_analysis(read_model(model), None, stages.stage).analysis
    sampling = analysis.model.sampling
    floor = floor_seconds(density_of(analysis), sampling.chains * sampling.draws)
    return {
        "cells": analysis.cells.sizes["cell"],
        "units": analysis.cells.sizes["unit"],
        "sampler": record["sampler"],
        "seconds": ran.seconds,
        "processor_seconds": ran.processor_seconds,
        "megabytes": ran.megabytes,
        "floor": floor,
        "floors": ran.seconds / floor,
        "page": (out / "report.html").stat().st_size / 1e6,
        "files": sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6,
        **record["seconds"],
    }


def _register_model(*, sensitivity: bool) -> str:
    """The demo's model file for a table beside it, of units that have no names."""
    lines = REGISTER.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(("names =", "published ="))]
    text = "\n".join(kept).replace("public = false", "public = true")
    data = read_model(REGISTER).data
    text = text.replace(f'path = "{data.path}"', 'path = "people.parquet"')
    if not sensitivity:
        text = text.replace('without = ["on_benefit_at_start"]', "")
    return text


def _without_covariates(text: str, names: Collection[str]) -> str:
    """A model file without the sections of these covariates."""
    sections = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    named = (re.search(r'^name = "(\w+)"', section, flags=re.MULTILINE) for section in sections)
    kept = zip(sections, named, strict=True)
    return "".join(section for section, name in kept if name is None or name[1] not in names)


def _table(folder: Path, columns: dict[str, np.ndarray], covariates: Sequence[str]) -> Path:
    made = pd.DataFrame(columns)
    made["unit"] = [f"{number:05d}" for number in made["unit"]]
    made.astype({"outcome": int}).to_parquet(folder / "people.parquet")
    named = (f'[[covariates]]\nname = "{name}"\nkind = "category"\n' for name in covariates)
    return _written(folder, BARE + "".join(named))


def _written(folder: Path, text: str) -> Path:
    model = folder / "model.toml"
    model.write_text(text, encoding="utf-8")
    return model
