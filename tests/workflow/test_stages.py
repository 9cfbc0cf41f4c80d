"""A whole run, its files, and what happens when it is stopped, repeated or refused."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from filelock import FileLock

from bayes_bench.tables.registry import tables_of
from bayes_bench.workflow import reading
from tests.builders.posterior import refuse_laplace
from tests.builders.run import SCRIPT, command, content, environment

type Benchmark = Callable[..., tuple[int, str, str]]

FILES = {
    "checks.csv",
    "classical.csv",
    "diagnostics.csv",
    "effects.csv",
    "figures",
    "indicators.csv",
    "posterior.nc",
    "rank_probabilities.csv",
    "ranks.csv",
    "report.html",
    "report.xlsx",
    "run.json",
    "variation.csv",
    "agreement.csv",
    "decisions.csv",
    "estimands.csv",
    "expectation.csv",
    "extremes.csv",
    "overlap.csv",
    "pairs.csv",
    "rank_details.csv",
    "similar_units.csv",
    "dictionary.csv",
    "prior_predictive.csv",
    "prior_sensitivity.csv",
}


def test_writes_every_file_and_names_the_report_last(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    code, printed, _ = benchmark(analysis / "wards.toml", "--out", out)
    assert code == 0
    assert printed.splitlines()[-1] == str(out / "report.html")
    assert {path.name for path in out.iterdir()} == FILES
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["verdict"] == "accepted"
    stages = (*("read", "aggregate", "sample", "benchmark", "further_draws", "checks", "publish"),)
    assert tuple(record["seconds"]) == stages
    assert all(seconds >= 0.0 for seconds in record["seconds"].values())
    assert str(analysis) not in (out / "run.json").read_text(encoding="utf-8")


def test_the_same_again_is_the_same_bytes(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    first = content(out)
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    assert content(out) == first
    assert benchmark(analysis / "wards.toml", "--out", analysis / "elsewhere")[0] == 0
    assert content(analysis / "elsewhere") == first


def test_another_run_needs_overwrite(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    benchmark(analysis / "wards.toml", "--out", out)
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    first = content(out)
    code, _, message = benchmark(analysis / "wards.toml", "--out", out, "--random-seed", "7")
    assert code == 2
    assert "--overwrite" in message
    assert content(out) == first
    arguments = ("--out", out, "--random-seed", "7", "--overwrite")
    assert benchmark(analysis / "wards.toml", *arguments)[0] == 0
    assert content(out)["ranks.csv"] != first["ranks.csv"]
    assert content(out)["notes.txt"] == b"mine"


def test_counts_and_rows_give_identical_files(benchmark: Benchmark, analysis: Path) -> None:
    assert benchmark(analysis / "wards.toml", "--out", analysis / "rows")[0] == 0
    people = pd.read_csv(analysis / "people.csv", dtype={"outcome": int})
    grouped = people.groupby(["sex", "age", "ward"])["outcome"].agg(["sum", "count"]).reset_index()
    grouped.columns = ["sex", "age", "ward", "events", "trials"]
    grouped.sample(frac=1.0, random_state=1).to_csv(analysis / "people.csv", index=False)
    model = (analysis / "wards.toml").read_text(encoding="utf-8")
    counts = model.replace('outcome = "outcome"', 'events = "events"\ntrials = "trials"')
    (analysis / "wards.toml").write_text(counts, encoding="utf-8")
    assert benchmark(analysis / "wards.toml", "--out", analysis / "counts")[0] == 0
    rows, counted = content(analysis / "rows"), content(analysis / "counts")
    own = {"run.json", "report.html", "report.xlsx"}  # each names its own columns
    assert {name: counted[name] for name in counted if name not in own} == {
        name: rows[name] for name in rows if name not in own
    }


def test_refused_by_its_diagnostics(
    benchmark: Benchmark, analysis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    out = analysis / "out"
    code, printed, message = benchmark(
        analysis / "wards.toml", "--out", out, "--sampler", "laplace"
    )
    assert (code, printed) == (1, "")
    assert "pareto_k" in message
    assert {path.name for path in out.iterdir()} == {"run.json", "diagnostics.csv"}
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["verdict"] == "refused"
    assert record["findings"]


def test_a_fault_of_ours_says_nothing_of_people(
    benchmark: Benchmark, analysis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        message = "value 41 of a person"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(reading, "aggregate", broken)
    code, _, message = benchmark(analysis / "wards.toml", "--out", analysis / "out")
    assert code == 70
    assert message.count("\n") == 1
    assert "41" not in message


def test_ctrl_c_and_sigterm_stop_with_three_and_the_same_command_goes_on(
    benchmark: Benchmark, analysis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bayes_bench.workflow import stages

    expected = analysis / "expected"
    benchmark(analysis / "wards.toml", "--out", expected)
    tables, out = tables_of, analysis / "out"

    for number in (signal.SIGINT, signal.SIGTERM):

        def stopped(*_: object, number: int = number) -> None:
            os.kill(os.getpid(), number)
            time.sleep(5.0)

        monkeypatch.setattr(stages, "tables_of", stopped)
        code, printed, message = benchmark(analysis / "wards.toml", "--out", out)
        assert (code, printed) == (3, "")
        assert "same command" in message
        assert not (out / "run.json").exists()
    monkeypatch.setattr(stages, "tables_of", tables)
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    assert content(out) == content(expected)


@pytest.mark.parametrize("seconds", [2.0, 4.0, 6.0, 8.0])
def test_kill_and_again(analysis: Path, seconds: float) -> None:
    """Killed at some moment, wherever it was: the same command completes, with the same bytes."""
    first = subprocess.Popen(command(analysis), env=environment(), stderr=subprocess.DEVNULL)
    time.sleep(seconds)
    first.send_signal(signal.SIGKILL)
    first.wait()
    left = (analysis / "out").glob("[!.]*")  # what begins with a dot is no result
    assert all(path.is_dir() or path.stat().st_size > 0 for path in left)
    done = subprocess.run(command(analysis), env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    other = [*command(analysis)[:-1], str(analysis / "again")]
    assert (
        subprocess.run(other, env=environment(), capture_output=True, check=False).returncode == 0
    )
    assert content(analysis / "out") == content(analysis / "again")


def test_a_run_killed_as_it_began_goes_on(benchmark: Benchmark, analysis: Path) -> None:
    (analysis / "out" / ".unfinished").mkdir(parents=True)
    assert benchmark(analysis / "wards.toml", "--out", analysis / "out")[0] == 0


def test_another_rounding_is_another_run(benchmark: Benchmark, analysis: Path) -> None:
    """Said on the way, kept in `run.json`, told on the page; and its folder is its own."""
    model, out = analysis / "wards.toml", analysis / "out"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("[data]", "[data]\nround = { age = 5 }"), encoding="utf-8")
    code, _, told = benchmark(model, "--out", out)
    assert code == 0
    assert 'note: rounded before counting (data.round): "age" to the nearest 5, 10 diff' in told
    assert json.loads((out / "run.json").read_text())["model"]["data"]["round"] == {"age": 5.0}
    assert "age to the nearest 5 (10 different values)" in (out / "report.html").read_text()
    model.write_text(text.replace("[data]", "[data]\nround = { age = 2 }"), encoding="utf-8")
    code, _, told = benchmark(model, "--out", out)
    assert code == 2
    assert "the folder holds another run" in told


def test_overwrite_leaves_what_no_run_wrote(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    out.mkdir()
    (out / "spline_curves.csv").write_text("mine", encoding="utf-8")
    assert benchmark(analysis / "wards.toml", "--out", out, "--overwrite")[0] == 0
    assert (out / "spline_curves.csv").read_text(encoding="utf-8") == "mine"


def test_posterior_is_what_the_indicators_are_made_of(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    benchmark(analysis / "wards.toml", "--out", out)
    tree = xr.load_datatree(out / "posterior.nc", engine="h5netcdf")
    table = pd.read_csv(out / "indicators.csv").set_index("unit")
    means = tree["benchmark"]["indicator"].mean(("chain", "draw")).to_series()
    np.testing.assert_allclose(table["indicator"], means.loc[table.index], rtol=1e-12)
    sizes = {size for group in tree.children.values() for size in group.sizes.values()}
    assert len(pd.read_csv(analysis / "people.csv")) not in sizes


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['benchmark.py', '--help']\n"
        "try:\n"
        f"    runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(sorted({'pymc', 'arviz', 'numpy', 'pandas', 'rich', 'xarray'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    ).stdout
    assert printed.splitlines()[-1] == "[]"


def test_a_second_run_at_the_same_time_is_kept_out(benchmark: Benchmark, analysis: Path) -> None:
    out = analysis / "out"
    out.mkdir()
    lock = FileLock(out / ".running", timeout=0)
    with lock:
        for more in ([], ["--overwrite"]):
            code, _, message = benchmark(analysis / "wards.toml", "--out", out, *more)
            assert code == 2
            assert "another run is writing there" in message
        assert [path.name for path in out.iterdir()] == [".running"]
    assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
    assert not (out / ".running").exists()
