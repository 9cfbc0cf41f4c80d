"""Time whole commands of many kinds of data, from a table to every file, and how they grow."""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from bayes_bench.files import write_csv
from benchmarks.growth import Size
from benchmarks.growth_picture import growth_picture
from benchmarks.whole_runs import LIMIT, demo, rare_levels, register, small_units, whole_runs

COUNTED = ("sex", "age", "origin", "education", "comorbidity", "on_benefit_at_start", "start_year")
"""Covariates of which ten million people have a million different combinations within a unit."""
PROBLEMS = {
    "demo": lambda: demo(sensitivity=False),
    "sensitivity": lambda: demo(sensitivity=True),
    "20k": lambda: register(Size(20_000, 98)),
    "200k": lambda: register(Size(200_000, 98)),
    "1m": lambda: register(Size(1_000_000, 98)),
    "2m": lambda: register(Size(2_000_000, 98)),
    "10m": lambda: register(Size(10_000_000, 98), COUNTED),
    "1000x200": lambda: small_units(1_000, 200),
    "3629x57": lambda: small_units(3_629, 57),
    "10000x20": lambda: small_units(10_000, 20),
    "150": lambda: rare_levels(150),
    "500": lambda: rare_levels(500),
    "separated": lambda: rare_levels(10, separated=200),
}

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("problem", nargs="*", choices=[*PROBLEMS, []], help="default: all")
    parse.add_argument("--keep", type=Path, metavar="DIR", help="keep tables and results there")
    parse.add_argument("--out", type=Path, metavar="FILE.csv", help="save the table")
    parse.add_argument(
        "--picture", type=Path, metavar="FILE.png", help="draw seconds and memory against cells"
    )
    parse.add_argument("--minutes", type=float, default=LIMIT / 60, help="for a command at most")
    given = parse.parse_args()
    problems = [PROBLEMS[name]() for name in given.problem or PROBLEMS]
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        told = partial(print, flush=True)
        table = whole_runs(problems, place, told, 60 * given.minutes)
    print(table.round(2).to_string(index=False))
    if given.out:
        write_csv(table, given.out)
    if given.picture:
        growth_picture(table).savefig(given.picture, dpi=150)
