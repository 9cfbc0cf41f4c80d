"""Time every sampler on the same data: effective draws per second, and the same posterior."""

import argparse
import os
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy: a BLAS thread per chain, no more

from bayes_bench.aggregation import aggregate
from bayes_bench.files import write_csv
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from benchmarks.levels import LEVELS, with_levels
from benchmarks.samplers import compare

REGISTER = Path(__file__).parents[1] / "models" / "rehabilitation.toml"

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("model", type=Path, nargs="?", default=REGISTER, metavar="MODEL.toml")
    parse.add_argument("--draws", type=int, nargs="+", default=[1000, 10_000], metavar="N")
    parse.add_argument("--levels", choices=LEVELS, default="two", help="of the demo: a third one")
    parse.add_argument("--out", type=Path, metavar="FILE.csv", help="save the table")
    given = parse.parse_args()
    model, people = with_levels(read_model(given.model), given.levels)
    cells = aggregate(read_people(model, people), model)
    sizes = ", ".join(f"{cells.sizes[name]:,} {name}s" for name in ("cell", "unit"))
    print(f"{model.title}: {sizes}", flush=True)
    table = compare(cells, model, given.draws, lambda text: print(text, flush=True))
    print(table.round(2).to_string(index=False))
    if given.out:
        write_csv(table, given.out)
