"""Killed at any moment, or run on any number of cores: the same command, the same bytes."""

import random
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bayes_bench.numerics import parallel, side_by_side
from tests.builders.run import command, content, environment

type Benchmark = Callable[..., tuple[int, str, str]]

MOMENTS = 100


def complete(folder: Path) -> float:
    """Run the analysis to its end; the seconds it took."""
    started = time.monotonic()
    done = subprocess.run(command(folder), env=environment(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def killed_after(folder: Path, seconds: float) -> None:
    """Begin the analysis and kill it."""
    begun = subprocess.Popen(
        command(folder),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    begun.send_signal(signal.SIGKILL)
    begun.wait()


@pytest.mark.slow
def test_killed_at_a_hundred_random_moments(analysis: Path) -> None:
    """Each run is killed once and then completed; every other one is killed twice."""
    complete(analysis)
    shutil.rmtree(analysis / "out")
    took = complete(analysis)
    expected = content(analysis / "out")
    moments = random.Random(20160101)  # noqa: S311 - moments, not secrets
    kills = 0
    while kills < MOMENTS:
        shutil.rmtree(analysis / "out", ignore_errors=True)
        for _ in range(1 + kills % 2):
            killed_after(analysis, moments.uniform(0.0, took))
            kills += 1
            left = (analysis / "out").glob("[!.]*")
            assert all(path.is_dir() or path.stat().st_size > 0 for path in left)
        complete(analysis)
        assert content(analysis / "out") == expected


@pytest.mark.parametrize("cores", [2, 4])
def test_any_number_of_cores_gives_the_same_bytes(
    benchmark: Benchmark, analysis: Path, monkeypatch: pytest.MonkeyPatch, cores: int
) -> None:
    found = []
    for count in (1, cores):
        for module in (parallel, side_by_side):
            monkeypatch.setattr(module, "cpu_count", lambda count=count: count)
        out = analysis / f"out{count}"
        assert benchmark(analysis / "wards.toml", "--out", out)[0] == 0
        found.append(content(out))
    assert found[0] == found[1]
