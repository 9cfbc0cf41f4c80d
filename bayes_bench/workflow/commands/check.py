"""`bayes-bench check`: everything that a run checks before the first draw."""

import argparse

from bayes_bench.workflow.command import Verb
from bayes_bench.workflow.commands.common import add_model


def work(given: argparse.Namespace) -> str:
    """Check the model file and its people; a summary, and the model file's path."""
    from bayes_bench.workflow.check import check_model  # heavy: not for --help

    return check_model(given.model, given.data)


VERB = Verb(
    place=2,
    name="check",
    summary="Check a model file and its people, and say what was understood; nothing is drawn.",
    arguments=add_model,
    work=work,
)
