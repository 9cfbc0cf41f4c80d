"""Compare a finished run on the demo's people with what is true of them."""

import argparse
from pathlib import Path

import pandas as pd

from demo.score import score

TRUTH = Path(__file__).parents[1] / "data" / "rehabilitation_truth.csv"

if __name__ == "__main__":
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("out", type=Path, metavar="DIR", help="output folder of the run")
    out = parse.parse_args().out
    indicators = pd.read_csv(out / "indicators.csv", dtype={"unit": str})
    ranks = pd.read_csv(out / "ranks.csv", dtype={"unit": str})
    found = score(indicators, ranks, pd.read_csv(TRUTH, dtype={"code": str}))
    print(
        f"Against the simulated truth of {found['units']:.0f} municipalities:\n"
        f"  95 % intervals that hold the truth (95 % should): {found['coverage']:.1%} of the"
        f" indicator's, {found['rank_coverage']:.1%} of the rank's\n"
        f"  error of the indicator: {found['error']:.2f} percentage points;"
        f" of actual minus expected: {found['raw_error']:.2f}\n"
        f"  of the true ten best, among our ten: {found['best_found']:.0f};"
        f" among the ten of actual minus expected: {found['best_found_raw']:.0f}"
    )
