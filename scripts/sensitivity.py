"""How much of what is printed depends on choices: variants of an analysis beside it."""

import argparse
import sys
from pathlib import Path

from bayes_bench.run.command import exit_code_of


def arguments() -> argparse.Namespace:
    """The command line."""
    parse = argparse.ArgumentParser(description=__doc__)
    parse.add_argument("model", type=Path, metavar="MODEL.toml", help="the model file")
    parse.add_argument("--data", type=Path, metavar="FILE", help="the table of people")
    parse.add_argument("--out", type=Path, metavar="DIR", help="default: output/<model stem>")
    parse.add_argument(
        "--without", nargs="+", default=[], metavar="COVARIATE", help="to leave out, one at a time"
    )
    parse.add_argument("--random-seed", type=int, metavar="N", help="default: 20160101")
    parse.add_argument("--debug", action="store_true", help="show the traceback of a fault")
    return parse.parse_args()


def work(given: argparse.Namespace) -> str:
    """Run the variants; a short table, and the path of the long one."""
    # heavy: not for --help
    from bayes_bench.run.sensitivity import SensitivityOptions, run_sensitivity

    options = SensitivityOptions(given.data, given.out, given.without, given.random_seed)
    return run_sensitivity(given.model, options)


if __name__ == "__main__":
    given = arguments()
    sys.exit(exit_code_of(lambda: work(given), debug=given.debug))
