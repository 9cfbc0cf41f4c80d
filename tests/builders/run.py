"""The command as a user types it, in this process."""

import io
import runpy
import signal
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

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
