"""One progress bar for a whole run, on standard error, and the seconds of each stage."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
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
from bayes_bench.workflow.pace import Reported, nearing
from bayes_bench.workflow.stage_costs import Size, expected_seconds

STAGES = {
    "read": "Reading the people",
    "aggregate": "Counting cells",
    "sample": "Drawing from the posterior",
    "benchmark": "Indicators and diagnostics",
    "further_draws": "Drawing more for the ranks",
    "checks": "Checks and comparisons",
    "publish": "Writing the files",
}
"""The stages of a run in order, and what the bar says meanwhile."""
STEADY = ("sample",)
"""Stages that report how far all of their work is."""
FULL = 100.0
"""Where the bar ends."""
AS_EXPECTED = 0.2
"""Seconds taken to have passed as expected, since what is done may be too little to tell."""


class Stages:
    """Times the stages of a run and shows them.

    What is left are the seconds that the coming stages usually take, by as much more or less as
    those that are over took more or less. The bar is as far as the seconds that have passed are of
    all; where there turn out to be more, it stands still and is never turned back.

    Parameters
    ----------
    console : Console, optional
        Where the bar goes; standard error by default.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._started = datetime.now(UTC)
        self._seconds: dict[str, float] = {}
        self._usual = expected_seconds(Size())
        self._reported: Reported | None = None
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
        self._began = perf_counter()
        self._now, self._depth = ("read", self._began), 0

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
        self._usual = expected_seconds(size)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run a stage; entered again, its seconds add up."""
        outer, outer_began = self._now
        began = perf_counter()
        self._now, self._reported = (name, began), None  # at once: another thread draws the bar
        self.tick()
        inner, self._depth = sum(self._seconds.values()), self._depth + 1
        try:
            yield
        finally:
            nested, whole = sum(self._seconds.values()) - inner, perf_counter() - began
            self._seconds[name] = self._seconds.get(name, 0.0) + whole - nested
            self._depth -= 1
            within = (outer, outer_began + whole)
            self._now = within if self._depth else (name, began + whole)  # until the next begins
            self._reported = None

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
            self._reported = Reported.after(self._reported, (done, total), perf_counter())
        self.tick()

    def say(self, message: str) -> None:
        """Print a line above the bar."""
        self._console.print(printable_lines(message), markup=False, highlight=False, soft_wrap=True)

    def tick(self) -> None:
        """Let the bar show what time it is."""
        (task,), elapsed, left = self._bar.tasks, perf_counter() - self._began, self._left()
        told = f"{timedelta(seconds=round(left))} left" if left >= 1.0 else "nearly done"
        self._bar.update(
            self._task,
            completed=max(task.completed, FULL * elapsed / (elapsed + left)),
            description=STAGES[self._now[0]],
            left=told,
        )

    def _left(self) -> float:
        """Seconds that are left of all."""
        (stage, _), usual = self._now, dict(self._usual)
        coming = itertools.dropwhile(lambda name: name != stage, usual)
        of_all = self._slowness() * sum(usual[name] for name in coming)
        of_stage = self._slowness() * usual[stage]
        passed = nearing(self._spent() / of_stage)
        left = self._reported.left(perf_counter()) if self._reported else None
        return of_all - of_stage + (of_stage * (1.0 - passed) if left is None else left)

    def _spent(self) -> float:
        """Seconds of the current stage so far."""
        stage, began = self._now
        return self._seconds.get(stage, 0.0) + perf_counter() - began

    def _slowness(self) -> float:
        """Seconds that passed for each that was to be expected, over the stages that are done.

        A stage that takes longer than was to be expected of the others counts as it goes.
        """
        (stage, _), seconds, spent = self._now, dict(self._seconds), self._spent()
        done = [name for name in seconds if name != stage]
        passed = AS_EXPECTED + sum(seconds[name] for name in done)
        usual = AS_EXPECTED + sum(self._usual[name] for name in done)
        if stage in STEADY:  # how long it takes is its own business
            return passed / usual
        return max(passed / usual, (passed + spent) / (usual + self._usual[stage]))


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
