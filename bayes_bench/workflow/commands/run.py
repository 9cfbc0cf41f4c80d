"""`bayes-bench run`: the whole analysis, from a table of people to the report."""

import argparse

from bayes_bench.interface.choices import samplers
from bayes_bench.workflow.command import Verb
from bayes_bench.workflow.commands.common import add_language, add_model, add_out, add_seed

SAMPLING = ("sampler", "random_seed", "draws", "chains")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    add_model(parser)
    add_out(parser)
    parser.add_argument("--sampler", choices=samplers(), help="default: the model's")
    add_seed(parser)
    add_language(parser)
    parser.add_argument("--draws", type=int, metavar="N", help="least kept draws per chain")
    parser.add_argument("--chains", type=int, metavar="N", help="default: the model's")
    parser.add_argument("--overwrite", action="store_true", help="replace an earlier run in DIR")


def work(given: argparse.Namespace) -> str:
    """Run the analysis; the report's path."""
    from bayes_bench.workflow.stages import Options, run  # heavy: not for --help

    sampling = {key: getattr(given, key) for key in SAMPLING if getattr(given, key) is not None}
    return str(
        run(given.model, Options(given.data, given.out, given.language, given.overwrite, sampling))
    )


VERB = Verb(
    place=1,
    name="run",
    summary="From a table of people to benchmark indicators and rank probabilities.",
    arguments=arguments,
    work=work,
)
