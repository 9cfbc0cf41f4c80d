"""Time the direct rates by one mesh and person by person, and say how far they are apart."""

import argparse
from pathlib import Path

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from benchmarks.direct_rates import time_direct_rates

REGISTER = Path(__file__).parents[1] / "models" / "rehabilitation.toml"

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("model", type=Path, nargs="?", default=REGISTER, metavar="MODEL.toml")
    parse.add_argument("--few", type=int, default=40, metavar="N", help="draws person by person")
    given = parse.parse_args()
    model = read_model(given.model)
    cells = aggregate(read_people(model), model)
    sizes = ", ".join(f"{cells.sizes[name]:,} {name}s" for name in ("cell", "unit"))
    print(f"{model.title}: {sizes}\n{time_direct_rates(cells, model, given.few)}")
