"""From a table of people to benchmark indicators and rank probabilities."""

import argparse
import sys
from pathlib import Path

from bayes_bench.pipeline.command import exit_code_of


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
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
    return parse


def main() -> int:
    """Run the command."""
    given = parser().parse_args()

    def work() -> str:
        from bayes_bench.pipeline.stages import Options, run  # heavy: not for --help

        sampling = {
            key: getattr(given, key) for key in ("sampler", "random_seed", "draws", "chains")
        }
        chosen = {key: value for key, value in sampling.items() if value is not None}
        options = Options(given.data, given.out, given.language, given.overwrite, chosen)
        return str(run(given.model, options))

    return exit_code_of(work, debug=given.debug)


if __name__ == "__main__":
    sys.exit(main())
