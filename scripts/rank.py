"""Rank the units of a saved posterior by any estimand, without fitting anew."""

import argparse
import sys
from pathlib import Path

from bayes_bench.run.command import exit_code_of

ESTIMANDS = "indicator (default), direct_rate, odds_ratio, predicted, ratio_pe, ... (README)"
REFERENCES = "national, typical, population or average_unit; default: the model's"


def arguments() -> argparse.Namespace:
    """The command line."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("posterior", type=Path, metavar="POSTERIOR.nc", help="of a finished run")
    parse.add_argument("--estimand", default="indicator", metavar="NAME", help=ESTIMANDS)
    parse.add_argument("--better", choices=["lower", "higher"], help="default: that of the model")
    parse.add_argument("--reference", metavar="NAME", help=REFERENCES)
    parse.add_argument("--top", type=int, metavar="K", help="default: min(10, units // 2)")
    parse.add_argument("--interval", type=float, default=0.95, metavar="P", help="default: 0.95")
    parse.add_argument("--language", choices=["en", "da"], default="en")
    parse.add_argument("--out", type=Path, metavar="FILE.csv", help="save the whole table")
    parse.add_argument("--debug", action="store_true", help="show the traceback of a fault")
    return parse.parse_args()


def work(given: argparse.Namespace) -> str:
    """The ranking as text."""
    from bayes_bench.run.rank import RankOptions, rank_posterior  # heavy: not for --help

    keys = ("estimand", "better", "reference", "top", "interval", "language", "out")
    return rank_posterior(
        given.posterior, RankOptions(**{key: getattr(given, key) for key in keys})
    )


if __name__ == "__main__":
    given = arguments()
    sys.exit(exit_code_of(lambda: work(given), debug=given.debug))
