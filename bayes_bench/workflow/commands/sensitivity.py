"""`bayes-bench sensitivity`: variants of an analysis beside it."""

import argparse

from bayes_bench.workflow.command import Verb
from bayes_bench.workflow.commands.common import add_model, add_out, add_seed


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    add_model(parser)
    add_out(parser)
    told = "to leave out, one at a time"
    parser.add_argument("--without", nargs="+", default=[], metavar="COVARIATE", help=told)
    add_seed(parser)


def work(given: argparse.Namespace) -> str:
    """Run the variants; a short table, and the path of the long one."""
    # heavy: not for --help
    from bayes_bench.workflow.sensitivity import SensitivityOptions, run_sensitivity

    options = SensitivityOptions(given.data, given.out, given.without, given.random_seed)
    return run_sensitivity(given.model, options)


VERB = Verb(
    place=4,
    name="sensitivity",
    summary="How much of what is printed depends on choices: variants of an analysis beside it.",
    arguments=arguments,
    work=work,
)
