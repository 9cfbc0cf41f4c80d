"""A command's memory with that of what it starts, its end, and what it leaves."""

import os
import sys
import time
from pathlib import Path

import pytest

from benchmarks.processes import measured

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_what_it_printed_and_its_end_are_kept(tmp_path: Path) -> None:
    ran = measured(python("print('so'); raise SystemExit(3)"), tmp_path / "said.txt", 60)
    assert (ran.code, ran.said) == (3, "so")
    assert ran.processor_seconds > 0
    assert ran.seconds > 0


def test_blas_has_one_thread(tmp_path: Path) -> None:
    code = "import os; print(os.environ['OPENBLAS_NUM_THREADS'], os.getcwd())"
    ran = measured(python(code), tmp_path / "said.txt", 60)
    assert ran.said == f"1 {Path(__file__).parents[2]}"


@LINUX
def test_memory_is_that_of_all_its_processes(tmp_path: Path) -> None:
    hold = "held = bytearray(b'1') * 100_000_000"
    child = f"{hold}; print('held', flush=True); input()"
    both = (
        "import subprocess, sys, time; "
        f"child = subprocess.Popen([sys.executable, '-c', {child!r}], stdin=-1, stdout=-1); "
        f"child.stdout.readline(); {hold}; time.sleep(2); child.communicate(b'end')"
    )
    alone = measured(python(f"import time; {hold}; time.sleep(2)"), tmp_path / "alone.txt", 60)
    together = measured(python(both), tmp_path / "both.txt", 60)
    assert 100 < alone.megabytes < 150
    assert 200 < together.megabytes < 300


@LINUX
def test_at_its_limit_it_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = (
        "import pathlib, subprocess, sys, time; "
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']); "
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid)); time.sleep(600)"
    )
    ran = measured(python(code), tmp_path / "said.txt", 8)
    assert ran.code < 0
    assert 8 <= ran.seconds < 300
    child = int(note.read_text())
    for _ in range(100):  # whoever adopted it may need a moment to bury it
        if not _runs(child):
            break
        time.sleep(0.1)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
