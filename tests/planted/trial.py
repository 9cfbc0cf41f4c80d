"""Every planted bug before the tests that have to catch it, each in a process of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.planted.planting import PASSED, Bug

ROOT = Path(__file__).parents[2]
RAN = (0, 1)
"""Exit codes of pytest: all tests passed, some failed. Any other says that they did not run."""
NOTICED = {"AssertionError", "Failed", "RefusedError"}
"""Exceptions that say that the bug was seen: a figure is off, nothing was raised, or the package's
own diagnostics refuse. Any other would say that the engine no longer runs, which is no proof."""
HEAD = """\
# Planted bugs

A test that has never failed may be unable to. So mistakes that somebody might make are planted into
the package, one at a time and in memory, and the tests that should notice are run. The table is
`tests/planted/bugs.toml`; this page is written by

```
python scripts/plant_bugs.py
```

and `make test` repeats some of it, `make test-slow` all. Each test named is one that failed with
the bug and passes without it.
"""


@dataclass(frozen=True)
class Verdict:
    """What the tests said of one bug.

    Attributes
    ----------
    bug : Bug
    failed, passed : tuple of str
        Node ids.
    """

    bug: Bug
    failed: tuple[str, ...]
    passed: tuple[str, ...]

    @property
    def catchers(self) -> tuple[str, ...]:
        """The first test that failed for each that had to."""
        firsts = (next(iter(self._failures(test)), "") for test in self.bug.caught_by)
        return tuple(first for first in firsts if first)

    @property
    def missed_by(self) -> tuple[str, ...]:
        """The tests that had to fail and did not."""
        return tuple(test for test in self.bug.caught_by if not self._failures(test))

    def _failures(self, test: str) -> list[str]:
        return [node for node in self.failed if node == test or node.startswith(f"{test}[")]


def try_bug(bug: Bug) -> Verdict:
    """Plant a bug and run its tests.

    Raises
    ------
    RuntimeError
        If the tests do not run, or the bug breaks the package: then nothing is known.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    with TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        plant = ["-p", "tests.planted.planting", "--plant", bug.name, "--plant-report", f"{report}"]
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *plant, *bug.caught_by],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode not in RAN or not report.exists():
            message = f"{bug.name}: the tests did not run\n{run.stdout}\n{run.stderr}"
            raise RuntimeError(message)
        return _verdict(bug, json.loads(report.read_text(encoding="utf-8")))


def _verdict(bug: Bug, outcomes: dict[str, str]) -> Verdict:
    failed = {node: why for node, why in outcomes.items() if why != PASSED}
    if broken := set(failed.values()) - NOTICED:
        message = f"{bug.name} breaks the package instead of misleading it: {sorted(broken)}"
        raise RuntimeError(message)
    return Verdict(bug, tuple(failed), tuple(node for node in outcomes if node not in failed))


def page(verdicts: list[Verdict]) -> str:
    """The verdicts as ``docs/planted_bugs.md``."""
    bugs = [verdict for verdict in verdicts if not verdict.bug.harmless]
    caught = sum(bool(verdict.catchers) for verdict in bugs)
    rows = ["| bug | what is wrong | caught by |", "|---|---|---|", *map(_row, bugs)]
    controls = [verdict for verdict in verdicts if verdict.bug.harmless]
    return "\n".join([HEAD, f"**{caught} of {len(bugs)} caught.**\n", *rows, "", *_tail(controls)])


def _row(verdict: Verdict) -> str:
    names = "<br>".join(f"`{node.removeprefix('tests/')}`" for node in verdict.catchers)
    return f"| {verdict.bug.name} | {verdict.bug.what} | {names or '**nothing**'} |"


def _tail(controls: list[Verdict]) -> list[str]:
    """The changes that are no mistakes."""
    head = "A control, a change that may cost speed and may not change an answer:\n"
    return [head, *(f"- {c.bug.name}: {c.bug.what}. {_said(c)}" for c in controls), ""]


def _said(control: Verdict) -> str:
    if control.failed:
        return f"**Failed by** {', '.join(f'`{node}`' for node in control.failed)}."
    return f"All {len(control.passed)} tests pass, the comparisons with exact values among them."
