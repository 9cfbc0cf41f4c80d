"""The command `bayes-bench`: its verbs, its exit codes, and one clear line on failure.

Nothing heavy is imported here: help has to come at once.
"""

import argparse
import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from types import FrameType

from bayes_bench.errors import BayesBenchError, StoppedError
from bayes_bench.interface.plain_text import printable_lines
from bayes_bench.registry import registered

WHAT = "Benchmark units with uncertainty. bayes-bench VERB --help says more of each."
STOPPED = "stopped; the same command goes on where this one was"


@dataclass(frozen=True)
class Verb:
    """Something that the command does; each is a file of `bayes_bench.workflow.commands`.

    Attributes
    ----------
    place : int
        Where it stands in the help.
    name : str
        As it is typed.
    summary : str
        One sentence.
    arguments : callable
        Adds what the verb takes to a parser.
    work : callable
        Does it with what was given; returns what goes to standard output, whose last line is the
        path of the result. What is heavy is imported here.
    """

    place: int
    name: str
    summary: str
    arguments: Callable[[argparse.ArgumentParser], None]
    work: Callable[[argparse.Namespace], str]

    def into(self, parser: argparse.ArgumentParser) -> None:
        """Make a parser that of this verb."""
        self.arguments(parser)
        parser.add_argument("--debug", action="store_true", help="show the traceback of a fault")
        parser.set_defaults(work=self.work)


def verbs() -> tuple[Verb, ...]:
    """Every verb, in the order of the help."""
    return registered("bayes_bench.workflow.commands", "VERB", Verb)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``bayes-bench VERB …``.

    Parameters
    ----------
    arguments : sequence of str, optional
        By default those of the process.

    Returns
    -------
    int
        The exit code, as `exit_code_of` says.
    """
    parser = argparse.ArgumentParser("bayes-bench", description=WHAT)
    shown = f"bayes-bench {version('bayes_bench')}"
    parser.add_argument("--version", action="version", version=shown)
    below = parser.add_subparsers(metavar="VERB", required=True)
    for verb in verbs():
        verb.into(below.add_parser(verb.name, help=verb.summary, description=verb.summary))
    return _done(parser.parse_args(arguments))


def script(name: str) -> int:
    """Run one verb as a file of its own, ``python scripts/….py …``.

    Parameters
    ----------
    name : str
        Of the verb.

    Returns
    -------
    int
        The exit code.
    """
    verb = next(verb for verb in verbs() if verb.name == name)
    parser = argparse.ArgumentParser(description=verb.summary)
    verb.into(parser)
    return _done(parser.parse_args())


def _done(given: argparse.Namespace) -> int:
    return exit_code_of(lambda: str(given.work(given)), debug=given.debug)


def exit_code_of(work: Callable[[], str], *, debug: bool = False) -> int:
    """Do a command's work; print its result, or what went wrong, and return the exit code.

    Parameters
    ----------
    work : callable
        Returns the last line of standard output.
    debug : bool
        Print the traceback of a fault of ours.

    Returns
    -------
    int
        0 done, 1 refused, 2 unusable input, 3 stopped, 70 a fault of ours.
    """
    signal.signal(signal.SIGTERM, _stop)
    if not debug:
        warnings.simplefilter("ignore")  # of libraries, about values that are checked anyway
    try:
        print(printable_lines(work()), flush=True)  # noqa: T201
    except (KeyboardInterrupt, StoppedError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again while threads come to rest
        return _complain(STOPPED, StoppedError.exit_code)
    except BrokenPipeError:  # who reads has left, as `head` does: the work itself is done
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except BayesBenchError as error:
        if error.exit_code != BayesBenchError.exit_code:
            return _complain(str(error), error.exit_code)
        return _fault(error, debug=debug)
    except Exception as error:  # noqa: BLE001 - the last resort names the kind, never a value
        return _fault(error, debug=debug)
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise StoppedError(STOPPED)


def _complain(message: str, code: int) -> int:
    print(printable_lines(message), file=sys.stderr)  # noqa: T201
    return code


def _fault(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    kind = type(error).__name__
    line = f"a fault of bayes_bench ({kind}); please report it, with what --debug adds"
    return _complain(line, BayesBenchError.exit_code)
