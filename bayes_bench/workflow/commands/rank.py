"""`bayes-bench rank`: a ranking by any estimand, from a saved posterior."""

import argparse
from pathlib import Path

from bayes_bench.workflow.command import Verb
from bayes_bench.workflow.commands.common import add_language

ESTIMANDS = "indicator (default), direct_rate, odds_ratio, predicted, ratio_pe, ... (README)"
REFERENCES = "national, typical, population or average_unit; default: the model's"
ONE_FIT = (
    "rank takes one POSTERIOR.nc: draws of two runs are never subtracted or ranked together. Each "
    "run has unit effects around a mean of its own and random numbers of its own, so that a "
    "difference has no probability that either run could give; fit the people of both in one model"
)
OPTIONS = ("estimand", "better", "reference", "top", "interval", "language", "out")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the verb takes."""
    parser.add_argument(
        "posterior", type=Path, nargs="+", metavar="POSTERIOR.nc", help="of a finished run; one"
    )
    parser.add_argument("--estimand", default="indicator", metavar="NAME", help=ESTIMANDS)
    parser.add_argument("--better", choices=["lower", "higher"], help="default: that of the model")
    parser.add_argument("--reference", metavar="NAME", help=REFERENCES)
    parser.add_argument("--top", type=int, metavar="K", help="default: min(10, units // 2)")
    parser.add_argument("--interval", type=float, default=0.95, metavar="P", help="default: 0.95")
    add_language(parser)
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="save the whole table")


def work(given: argparse.Namespace) -> str:
    """The ranking as text."""
    from bayes_bench.errors import InputError
    from bayes_bench.workflow.rank import RankOptions, rank_posterior  # heavy: not for --help

    if len(given.posterior) > 1:
        raise InputError(ONE_FIT)
    options = RankOptions(**{key: getattr(given, key) for key in OPTIONS})
    return rank_posterior(given.posterior[0], options)


VERB = Verb(
    place=3,
    name="rank",
    summary="Rank the units of a saved posterior by any estimand, without fitting anew.",
    arguments=arguments,
    work=work,
)
