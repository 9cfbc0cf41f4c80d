"""A command in a process of its own: its seconds, and the memory of all that it starts."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from resource import struct_rusage

ROOT = Path(__file__).parents[1]
EVERY = 0.1
"""Seconds between two looks at the memory; a peak that is shorter can be missed."""
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Of BLAS: a thread per chain, no more."""


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    seconds : float
        From its start to its end, starting up included.
    processor_seconds : float
        Of all its processes that ended before it did.
    megabytes : float
        The greatest memory of all its processes together, those that share a page sharing its
        size; NaN where there is no Linux to ask.
    code : int
        0 where it succeeded, negative where a signal ended it.
    said : str
        The end of what it printed.
    """

    seconds: float
    processor_seconds: float
    megabytes: float
    code: int
    said: str


def measured(command: Sequence[str], said: Path, limit: float) -> Measured:
    """Run a command from the root of the project, with one BLAS thread.

    Parameters
    ----------
    command : sequence of str
    said : Path
        A file for what it prints.
    limit : float
        Seconds after which it and all that it started are ended.
    """
    started = time.perf_counter()
    with said.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command,
            stdout=out,
            stderr=out,
            cwd=ROOT,
            env={**os.environ, **ONE_THREAD},
            start_new_session=True,
        )
    try:
        megabytes, usage = _watched(process, started + limit)
    finally:
        if process.returncode is None:
            _end(process)
            process.wait()
    return Measured(
        seconds=time.perf_counter() - started,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        megabytes=megabytes,
        code=process.returncode,
        said=said.read_text(encoding="utf-8", errors="replace").strip()[-300:],
    )


def _watched(process: subprocess.Popen[bytes], until: float) -> tuple[float, "struct_rusage"]:
    """Look at a process until it ends, or end it; the greatest memory, and what it used."""
    most = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return most or np.nan, usage
        if time.perf_counter() > until:
            _end(process)
        most = max(most, sum(map(_megabytes, _session(process.pid))))
        time.sleep(EVERY)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: they are a group."""
    os.killpg(process.pid, signal.SIGKILL)


def _session(leader: int) -> list[int]:
    """Every process of the session that a process leads."""
    running = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in running if _session_of(pid) == leader]


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except ProcessLookupError:  # it ended meanwhile
        return -1


def _megabytes(pid: int) -> float:
    """A process's share of the memory it uses: a page of several is divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1.024e-3
