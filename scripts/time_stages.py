"""Time the stages of a run, each time in a process of its own, the first one not counted."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

BENCHMARK = Path(__file__).parent / "benchmark.py"


def stages(model: Path) -> dict[str, float]:
    """Seconds by stage of one run, with what the process itself took in all."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, str(BENCHMARK), str(model), "--out", folder]
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
        wall = time.perf_counter() - started
        record = json.loads((Path(folder) / "run.json").read_text(encoding="utf-8"))
    return {**record["seconds"], "all, start-up included": wall}


if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("model", type=Path, metavar="MODEL.toml")
    parse.add_argument("--runs", type=int, default=3, metavar="N")
    given = parse.parse_args()
    stages(given.model)  # compiles what is not compiled yet
    seconds = pd.DataFrame([stages(given.model) for _ in range(given.runs)])
    print(f"seconds over {given.runs} runs")
    print(seconds.agg(["min", "median", "max"]).T.round(2).to_string())
