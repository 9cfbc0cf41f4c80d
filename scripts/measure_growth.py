"""Measure how the fast sampler's seconds and memory grow with cells and units."""

import argparse
from pathlib import Path

from bayes_bench.files import write_csv
from benchmarks.growth import Size, growth

REGISTER = Path(__file__).parents[1] / "models" / "rehabilitation.toml"
SIZES = [
    Size(20_000, 98),
    Size(200_000, 98),
    Size(2_000_000, 98),
    Size(200_000, 100),
    Size(200_000, 1_000),
    Size(200_000, 10_000),
]

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument(
        "size",
        nargs="*",
        metavar="PEOPLE:UNITS",
        help=f"default: {' '.join(f'{size.people}:{size.units}' for size in SIZES)}",
    )
    parse.add_argument("--model", type=Path, default=REGISTER, metavar="MODEL.toml")
    parse.add_argument("--out", type=Path, metavar="FILE.csv", help="save the table")
    given = parse.parse_args()
    sizes = [Size(*(int(part) for part in text.split(":"))) for text in given.size] or SIZES
    table = growth(given.model, sizes)
    print(table.round(2).to_string(index=False))
    if given.out:
        write_csv(table, given.out)
