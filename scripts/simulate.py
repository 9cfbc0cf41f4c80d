"""Simulate the demo's people (never real ones), or see how typical they are of their kind."""

import argparse
from pathlib import Path

import pandas as pd

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.files import write_atomically, write_csv, write_json
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from demo import files, regenerations, simulate, truth

DATA = Path(__file__).parents[1] / "data"


def indicators(people: pd.DataFrame) -> pd.Series:
    """Posterior mean indicators of the municipalities that are shown."""
    model = read_model(DATA.parent / "models" / "rehabilitation.toml")
    cells = aggregate(read_people(model, people), model)
    bench = benchmark(fit(cells, model), cells, model)
    return bench["indicator"].sel(unit=bench["ranked"]).mean(("chain", "draw")).to_series()


if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("--regenerations", type=int, metavar="N", help="compare with N other seeds")
    count = parse.parse_args().regenerations
    municipalities = pd.read_csv(DATA / "municipalities.csv", dtype={"code": str})
    if count:
        record = regenerations.record(municipalities, count, indicators)
        write_json(record, DATA / "rehabilitation_regenerations.json")
    else:
        made, target = simulate.simulate(municipalities), DATA / "rehabilitation.parquet"
        write_atomically(target, lambda path: files.write_parquet(made.people, path))
        write_csv(made.truth, DATA / "rehabilitation_truth.csv")
        write_csv(truth.true_effects(), DATA / "rehabilitation_truth_effects.csv")
