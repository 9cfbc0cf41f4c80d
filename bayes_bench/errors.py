"""The exceptions of bayes_bench and the exit code each one ends a command with.

::

    BayesBenchError            70  a fault of ours, unless a subclass says otherwise
    ├── InputError              2  what was given cannot be used; nothing was written
    │   ├── ModelFileError         the TOML model file
    │   ├── DataError              the table of people, or a table of names
    │   ├── ArgumentError          what a function of Python was called with
    │   └── OutputError            the output folder
    ├── RefusedError            1  the diagnostics refuse the result
    └── StoppedError            3  stopped by Ctrl-C or SIGTERM; the same command goes on
"""

from collections.abc import Sequence


class BayesBenchError(Exception):
    """Base of every exception raised on purpose by bayes_bench."""

    exit_code = 70


class InputError(BayesBenchError):
    """What the user gave cannot be used.

    Parameters
    ----------
    problems : str or sequence of str
        Every problem found, each one a sentence that says what, where, how many and what to do.
        None of them holds a person's value.
    """

    exit_code = 2

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


class ModelFileError(InputError):
    """The model file cannot be read, or holds something that is not understood."""


class DataError(InputError):
    """The table of people (or of names) cannot be used with this model."""


class ArgumentError(InputError, TypeError):
    """A public function was called with something of another kind, such as in another order."""


class OutputError(InputError):
    """The output folder holds something else, or cannot be written to."""


class RefusedError(BayesBenchError):
    """The diagnostics refuse the result.

    Parameters
    ----------
    findings : str or sequence of str
        The diagnostics that failed, each one a sentence.
    """

    exit_code = 1

    def __init__(self, findings: str | Sequence[str]) -> None:
        self.findings = (findings,) if isinstance(findings, str) else tuple(findings)
        super().__init__("\n".join(self.findings))


class StoppedError(BayesBenchError):
    """Stopped from outside by Ctrl-C or SIGTERM; the same command continues the work."""

    exit_code = 3
