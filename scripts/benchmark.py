"""From a table of people to benchmark indicators and rank probabilities."""

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
    parse.add_argument("--sampler", choices=["auto", "laplace", "nuts"], help="default: auto")
    parse.add_argument("--random-seed", type=int, metavar="N", help="default: 20160101")
    parse.add_argument("--language", choices=["en", "da"], default="en", help="of the report")
    parse.add_argument("--draws", type=int, metavar="N", help="least kept draws per chain")
    parse.add_argument("--chains", type=int, metavar="N", help="default: 4")
    parse.add_argument("--overwrite", action="store_true", help="replace an earlier run in DIR")
    parse.add_argument("--debug", action="store_true", help="show the traceback of a fault")
    return parse.parse_args()


def work(given: argparse.Namespace) -> str:
    """Run the analysis; the output folder."""
    from bayes_bench.run.stages import Options, run  # heavy: not for --help

    keys = ("sampler", "random_seed", "draws", "chains")
    sampling = {key: getattr(given, key) for key in keys if getattr(given, key) is not None}
    return str(
        run(given.model, Options(given.data, given.out, given.language, given.overwrite, sampling))
    )


if __name__ == "__main__":
    given = arguments()
    sys.exit(exit_code_of(lambda: work(given), debug=given.debug))
