"""`bayes-bench init`: a first model file for a table of people."""

import argparse
from pathlib import Path

from bayes_bench.workflow.command import Verb


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument("table", type=Path, metavar="TABLE", help="the table of people")
    told = "what is compared; several columns where a code begins anew in each of another"
    parser.add_argument("--unit", nargs="+", default=[], metavar="COLUMN", help=told)
    told = "of an Excel workbook; default: the first that is not hidden"
    parser.add_argument("--sheet", metavar="NAME", help=told)
    parser.add_argument("--outcome", metavar="COLUMN", help="what is counted; default: guessed")
    told = "the model file; default: the table's name, beside it"
    parser.add_argument("--out", type=Path, metavar="MODEL.toml", help=told)


def work(given: argparse.Namespace) -> str:
    """Write the model file; what was guessed, and its path."""
    from bayes_bench.workflow.init import write_model  # heavy: not for --help

    return write_model(given.table, given.out, given.unit, given.outcome, given.sheet)


VERB = Verb(
    place=0,
    name="init",
    summary="Write a commented model file for a table: what is guessed is said, nothing is drawn.",
    arguments=arguments,
    work=work,
)
