"""One progress bar for a whole run, on standard error, and the seconds of each stage."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from math import exp
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from bayes_bench.interface.plain_text import printable_lines
from bayes_bench.numerics.side_by_side import is_forked
from bayes_bench.workflow.stage_costs import Size, expected_seconds

STAGES = {
    "read": "Reading the people",
    "aggregate": "Counting cells",
    "sample": "Drawing from the posterior",
    "benchmark": "Computing indicators and diagnostics",
    "further_draws": "Drawing more for what holds of all ranks at once",
    "checks": "Checking, comparing and deciding",
    "publish": "Writing the files",
}
"""The stages of a run in order, and what the bar says meanwhile."""
STEADY = ("sample",)
"""Stages that report how far all of their work is."""
FULL = 100.0
"""Where the bar ends."""
AS_EXPECTED = 0.2
"""Seconds taken to have passed as expected, since what is done may be too little to tell."""
LAST_TENTH = 0.9
"""Part of a stage from which on the bar only nears its end, until the stage is over."""


class Stages:
    """Times the stages of a run and shows them.

    The bar is as far as the seconds that have passed are of those that are to be expected. A stage
    that takes longer than expected slows it down, and never turns it back.

    Parameters
    ----------
    console : Console, optional
        Where the bar goes; standard error by default.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._started = datetime.now(UTC)
        self._seconds: dict[str, float] = {}
        self._expected = expected_seconds(Size())
        self._console = console or Console(stderr=True)
        self._bar = Progress(
            _Clock(self.tick),
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=FULL, left="")
        self._now = ("read", perf_counter())

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._bar.update(self._task, completed=FULL)
        self._bar.stop()

    def expect(self, size: Size) -> None:
        """Say how large the run is, once that is known."""
        self._expected = expected_seconds(size)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run a stage; entered again, its seconds add up."""
        outer, outer_began = self._now
        began = perf_counter()
        self._now = (name, began)  # at once: the bar is drawn by another thread
        self.tick()
        inner = sum(self._seconds.values())
        try:
            yield
        finally:
            nested = sum(self._seconds.values()) - inner
            whole = perf_counter() - began
            self._now = (outer, outer_began + whole)
            self._seconds[name] = self._seconds.get(name, 0.0) + whole - nested

    def seconds_by_stage(self) -> dict[str, float | None]:
        """Seconds of each stage, None for one that did not run."""
        return {name: self._seconds.get(name) for name in STAGES}

    def times(self) -> dict[str, Any]:
        """When the run began and the seconds of each stage, as `run.json` has them."""
        started = self._started.isoformat(timespec="seconds")
        return {"started": started, "seconds": self.seconds_by_stage()}

    def report(self, done: int, total: int) -> None:
        """Hear how far work of the current stage is; of a steady one, that tells how long it takes.

        Of another stage it is only a part of the work that is so far.
        """
        if is_forked():
            return
        stage, _ = self._now
        if stage in STEADY and 0 < done <= total:
            seconds = self._spent() * total / done / self._slowness()
            self._expected[stage] = max(self._expected[stage], seconds)
        self.tick()

    def say(self, message: str) -> None:
        """Print a line above the bar."""
        self._console.print(printable_lines(message), markup=False, highlight=False, soft_wrap=True)

    def tick(self) -> None:
        """Let the bar show what time it is."""
        (stage, _), expected = self._now, dict(self._expected)
        before = itertools.takewhile(lambda name: name != stage, expected)
        past = sum(expected[name] for name in before)
        past += expected[stage] * nearing(self._spent() / self._slowness() / expected[stage])
        whole, (task,) = sum(expected.values()), self._bar.tasks
        completed = max(task.completed, FULL * past / whole)
        left = timedelta(seconds=round(self._slowness() * whole * (1.0 - completed / FULL)))
        self._bar.update(
            self._task, completed=completed, description=STAGES[stage], left=f"{left} left"
        )

    def _spent(self) -> float:
        """Seconds of the current stage so far."""
        stage, began = self._now
        return self._seconds.get(stage, 0.0) + perf_counter() - began

    def _slowness(self) -> float:
        """Seconds that passed for each that was expected, over the stages that are done."""
        (stage, _), seconds = self._now, dict(self._seconds)
        done = [name for name in seconds if name != stage]
        expected = sum(self._expected[name] for name in done)
        return (AS_EXPECTED + sum(seconds[name] for name in done)) / (AS_EXPECTED + expected)


def nearing(part: float) -> float:
    """Part of a stage that counts as done when so large a part of its time has passed.

    Parameters
    ----------
    part : float
        0 or more; above 1 where it takes longer than was expected.

    Returns
    -------
    float
        The same up to `LAST_TENTH`; above, always less than 1.
    """
    if part <= LAST_TENTH:
        return part
    rest = 1.0 - LAST_TENTH
    return 1.0 - rest * exp(-(part - LAST_TENTH))


class _Clock(ProgressColumn):
    """Shows nothing; what it is given is called whenever the bar is drawn anew.

    Parameters
    ----------
    tick : callable
    """

    def __init__(self, tick: Callable[[], None]) -> None:
        super().__init__()
        self._tick = tick

    def render(self, task: Task) -> Text:  # noqa: ARG002 -- it is the only one
        """Nothing."""
        self._tick()
        return Text()
