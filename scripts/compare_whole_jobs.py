"""Time whole jobs of several packages, from one table of people to ranks, and compare the ranks.

Jobs in R need it and a package: ``apt-get install r-cran-lme4 r-cran-glmmtmb`` on Debian. What is
not installed says so and is left out.
"""

import argparse
import tempfile
from pathlib import Path

from bayes_bench.files import write_csv
from benchmarks.growth import Size
from benchmarks.whole_jobs import JOBS, whole_jobs
from benchmarks.whole_runs import demo, register

PROBLEMS = {
    "demo": lambda: demo(sensitivity=False),
    "600": lambda: register(Size(600, 8)),
    "20k": lambda: register(Size(20_000, 98)),
}

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("problem", nargs="?", choices=PROBLEMS, default="demo")
    parse.add_argument("--jobs", nargs="+", choices=JOBS, default=[*JOBS], metavar="NAME")
    parse.add_argument("--minutes", type=float, default=60, help="for all jobs together")
    parse.add_argument("--keep", type=Path, metavar="DIR", help="keep tables and results there")
    parse.add_argument("--out", type=Path, metavar="FILE.csv", help="save the table")
    given = parse.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (given.keep or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        table = whole_jobs(
            PROBLEMS[given.problem](),
            folder,
            given.jobs,
            60 * given.minutes,
            lambda text: print(text, flush=True),
        )
    print(table.round(3).to_string(index=False))
    if given.out:
        write_csv(table, given.out)
