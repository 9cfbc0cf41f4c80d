"""Simulation-based calibration: is the truth any draw from the posterior? Exit code 1 if not."""

import argparse
import sys
import time
from pathlib import Path

import pandas as pd
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.trust.sbc.report import summary, write_report
from bayes_bench.trust.sbc.run import calibrate
from bayes_bench.trust.sbc.shapes import FAMILIES

DOCS = Path(__file__).parents[1] / "docs"


def answer(people: pd.DataFrame, model: Model) -> xr.Dataset:
    """Fit and benchmark as a user would."""
    cells = aggregate(read_people(model, people), model)
    analysis = Analysis(model, cells)
    posterior = fit(cells, model)
    bench = benchmark(posterior, cells, model)
    bench["rank"] = Ranks(bench["indicator"], model.data.better).spans["first"]
    shown = bench.assign(shown=("unit", analysis.is_shown))
    return xr.merge([posterior["posterior"].to_dataset(), shown]).assign_attrs(posterior.attrs)


if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--sets", type=int, default=1000, metavar="N", help="default: 1000")
    parse.add_argument("--jobs", type=int, default=-1, metavar="N", help="default: all cores")
    parse.add_argument("--family", choices=FAMILIES, default="normal", help="default: normal")
    parse.add_argument(
        "--released",
        action="store_const",
        const="released",
        dest="family",
        help="the same as --family released: under disclosure control",
    )
    parse.add_argument("--out", type=Path, default=DOCS, metavar="DIR", help="default: docs")
    given, started = parse.parse_args(), time.monotonic()
    shapes, name = FAMILIES[given.family]
    runs = calibrate(answer, given.sets, given.jobs, shapes)
    print(summary(runs[-1][1]))
    found = write_report(given.out, runs, (time.monotonic() - started) / 60, given.jobs, name)
    sys.exit(bool(found.failures))
