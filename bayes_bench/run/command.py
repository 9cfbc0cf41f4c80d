"""What every command of `scripts/` shares: signals, exit codes, and one clear line on failure."""

import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from types import FrameType

from bayes_bench.errors import BayesBenchError, StoppedError

STOPPED = "stopped; the same command goes on where this one was"


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
        print(work())  # noqa: T201
    except (KeyboardInterrupt, StoppedError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again while threads come to rest
        return _complain(STOPPED, StoppedError.exit_code)
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
    print(message, file=sys.stderr)  # noqa: T201
    return code


def _fault(error: Exception, *, debug: bool) -> int:
    if debug:
        traceback.print_exception(error)
    kind = type(error).__name__
    line = f"a fault of bayes_bench ({kind}); please report it, with what --debug adds"
    return _complain(line, BayesBenchError.exit_code)
