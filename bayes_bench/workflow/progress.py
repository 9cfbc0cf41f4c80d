"""One progress bar for a whole run, on standard error, and the seconds of each stage."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
WEIGHTS = {
    "read": 3,
    "aggregate": 3,
    "sample": 14,
    "benchmark": 20,
    "further_draws": 5,
    "checks": 35,
    "publish": 20,
}
"""Lengths on the bar, percent."""


class Stages:
    """Times the stages of a run and shows them.

    Parameters
    ----------
    console : Console, optional
        Where the bar goes; standard error by default.
    """

    def __init__(self, console: Console | None = None) -> None:
        self._started = datetime.now(UTC)
        self._seconds: dict[str, float] = {}
        self._console = console or Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f} %"),
            TimeElapsedColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=100.0)
        self._stage = "read"

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Run a stage; entered again, its seconds add up."""
        before, self._stage = self._stage, name
        self._show(0.0)
        began = perf_counter()
        inner = sum(self._seconds.values())
        try:
            yield
        finally:
            nested = sum(self._seconds.values()) - inner
            own = perf_counter() - began - nested
            self._seconds[name] = self._seconds.get(name, 0.0) + own
            self._stage = before

    def seconds_by_stage(self) -> dict[str, float | None]:
        """Seconds of each stage, None for one that did not run."""
        return {name: self._seconds.get(name) for name in STAGES}

    def times(self) -> dict[str, Any]:
        """When the run began and the seconds of each stage, as `run.json` has them."""
        started = self._started.isoformat(timespec="seconds")
        return {"started": started, "seconds": self.seconds_by_stage()}

    def report(self, done: int, total: int) -> None:
        """Move the bar within the current stage."""
        self._show(done / total if total else 1.0)

    def say(self, message: str) -> None:
        """Print a line above the bar."""
        self._console.print(message, markup=False, highlight=False, soft_wrap=True)

    def _show(self, fraction: float) -> None:
        names = list(STAGES)
        before = sum(WEIGHTS[name] for name in names[: names.index(self._stage)])
        completed = before + fraction * WEIGHTS[self._stage]
        self._bar.update(self._task, completed=completed, description=STAGES[self._stage])
