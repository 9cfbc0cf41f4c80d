"""The command as a user types it, in this process."""

import io
import json
import os
import runpy
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.disclosure.shown import shown_of
from bayes_bench.inputs.model.file import Model, resolved
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.store import save_posterior
from bayes_bench.workflow.folder import sha256_of
from bayes_bench.workflow.record import cells_fingerprint

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "benchmark.py"


class Outcome(NamedTuple):
    """What a command left on the screen."""

    code: int
    out: str
    err: str


type Command = Callable[..., Outcome]


def typed(script: Path, *arguments: object) -> Outcome:
    """A command in this process, where nothing is imported anew; the signals are put back."""
    before, out, err = signal.getsignal(signal.SIGTERM), io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", [str(script), *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            runpy.run_path(str(script), run_name="__main__")
    signal.signal(signal.SIGTERM, before)
    return Outcome(int(stop.value.code or 0), out.getvalue(), err.getvalue())


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a run; of `run.json` what does not depend on the clock."""
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    record = json.loads(files["run.json"])
    timeless = {key: record[key] for key in record if key not in ("seconds", "started")}
    return {**files, "run.json": json.dumps(timeless).encode()}


def environment() -> dict[str, str]:
    """The environment of a command run as a process of its own."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}


def command(folder: Path, *more: str) -> list[str]:
    """The command line of the analysis in `folder`."""
    model, out = str(folder / "wards.toml"), str(folder / "out")
    return [sys.executable, str(SCRIPT), model, "--out", out, *more]


@pytest.fixture
def benchmark() -> Command:
    """``python scripts/benchmark.py`` with arguments."""
    return partial(typed, SCRIPT)


MODEL = """
title = "Wards"
[data]
unit = "ward"
outcome = "outcome"
better = "lower"
path = "people.csv"
[[covariates]]
name = "sex"
kind = "category"
reference = "f"
[[covariates]]
name = "age"
kind = "linear"
"""


@pytest.fixture
def analysis(tmp_path: Path) -> Path:
    """A folder with a model file and a table of 240 people in six wards."""
    return write_analysis(tmp_path)


def write_analysis(folder: Path) -> Path:
    """Write a model file and a table of 240 people in six wards."""
    rows = range(240)
    people = pd.DataFrame(
        {
            "ward": [f"ward {row % 6}" for row in rows],
            "sex": ["fm"[row // 6 % 2] for row in rows],
            "age": [20 + row * 7 % 45 for row in rows],
            "outcome": [int(row * row % 11 < 3) for row in rows],
        }
    )
    people.to_csv(folder / "people.csv", index=False)
    (folder / "wards.toml").write_text(MODEL, encoding="utf-8")
    return folder


def leave_run(out: Path, model: Model, posterior: xr.DataTree | None = None) -> None:
    """Leave in the folder what `sensitivity.py` looks for in that of a finished run."""
    if posterior is not None:
        save_posterior(posterior, out / "posterior.nc")
    record = {
        "fingerprint": "f",
        "versions": {"bayes_bench": version("bayes_bench")},
        "cells": cells_fingerprint(shown_of(aggregate(read_people(model), model), model)),
        "model": resolved(model),
        "verdict": "accepted",
        "posterior_sha256": sha256_of(out / "posterior.nc"),
    }
    (out / "run.json").write_text(json.dumps(record), encoding="utf-8")
