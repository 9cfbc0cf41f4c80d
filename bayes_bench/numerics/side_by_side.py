"""Independent tasks in several processes side by side where that is safe, else one by one.

Pictures are drawn, and fits prepared and judged, in Python, which holds its global lock: threads
are of little use there. A process that is started anew would import for longer than it works. On
Linux a process is forked: it has everything there is, takes tasks until none is left, hands back
what came of them and ends. It touches no file and no terminal, and what it does depends on nothing
but the task: results are the same for any number of cores.
"""

import gc
import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from joblib import cpu_count

from bayes_bench.progress import Progress, silent

type Task = Callable[[], Any]
"""Pure; what it returns can be pickled."""

_PLACE = struct.Struct("<i")


class HereOnlyError(Exception):
    """What a task needs is not to be had in a forked process: it is left to the caller."""


def refuse_forked() -> None:
    """Refuse what does not survive a fork, such as a library with threads of its own.

    Raises
    ------
    HereOnlyError
        In a process that was forked by `SideBySide`.
    """
    if is_forked():
        raise HereOnlyError


def is_forked() -> bool:
    """Whether this process was forked by `SideBySide`: nobody sees what it would tell or show."""
    return _Forked.yes


class _Forked:
    """Whether this process was forked; set there once, at its beginning."""

    yes = False


@dataclass
class SideBySide:
    """Tasks under way in other processes, from where it is entered to where it is left.

    Parameters
    ----------
    tasks : sequence of callable
        The longest first.
    others : int, optional
        How many other processes; by default one for each further core, on Linux.
    """

    tasks: Sequence[Task]
    others: int | None = None
    _queue: int = field(default=-1, init=False)
    _children: list[tuple[int, int]] = field(default_factory=list, init=False)

    def __enter__(self) -> Self:
        self._queue, entry = os.pipe()
        # all at once: more than fits into a pipe would wait for somebody to read
        os.write(entry, b"".join(map(_PLACE.pack, range(len(self.tasks)))))
        os.close(entry)
        wanted = _spare() if self.others is None else self.others
        for _ in range(min(wanted, len(self.tasks) - 1)):
            self._children.append(self._forked())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._queue)
        self._queue = -1
        for child, answer in self._children:
            os.close(answer)
            os.kill(child, signal.SIGKILL)  # done, or no longer wanted
            os.waitpid(child, 0)
        self._children.clear()

    def results(self, progress: Progress = silent) -> list[Any]:
        """What came of the tasks, in their order; the caller does its part of them.

        They are begun now if they have not been. What another process left undone, since it broke
        down or was refused what it needs, is done here, and what a task raises there is raised
        here.

        Parameters
        ----------
        progress : callable, optional
            Told how many tasks have been taken before each that is done here, and how many there
            are.
        """
        if self._queue < 0:
            with self:
                return self.results(progress)
        done = {}
        for at in self._taken():
            progress(at, len(self.tasks))
            done[at] = self.tasks[at]()
        for _, answer in self._children:
            done |= _answered(answer)
        found = [done[at] if at in done else task() for at, task in enumerate(self.tasks)]
        progress(len(self.tasks), len(self.tasks))
        return found

    def _taken(self) -> Iterator[int]:
        """Take tasks until none is left."""
        while place := os.read(self._queue, _PLACE.size):
            yield from _PLACE.unpack(place)

    def _forked(self) -> tuple[int, int]:
        """Number of a new process, and where its answer can be read."""
        parent, (answer, entry) = os.getpid(), os.pipe()
        with warnings.catch_warnings():  # that there are threads: none of them is needed
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            # or what it writes would wait for ever for a reader, once its parent is killed
            for read_by_parent in (answer, *(other for _, other in self._children)):
                os.close(read_by_parent)
            self._work(parent, entry)
        os.close(entry)
        return child, answer

    def _work(self, parent: int, entry: int) -> None:
        """All that a forked process does; it does not return."""
        status = 1
        try:
            gc.disable()  # it would touch, and so copy, the memory of the parent
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent says when to end
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            _Forked.yes = True
            done = {}
            for at in self._taken():
                if os.getppid() != parent:
                    break  # nobody waits for it
                with suppress(HereOnlyError):
                    done[at] = self.tasks[at]()
            with os.fdopen(entry, "wb") as pipe:
                pickle.dump(done, pipe)
            status = 0
        finally:
            os._exit(status)


def _spare() -> int:
    """Cores beside this process's own, where forking is safe."""
    return int(cpu_count()) - 1 if sys.platform == "linux" else 0


def _answered(answer: int) -> Mapping[int, Any]:
    """What a process did; nothing where it broke down."""
    with os.fdopen(os.dup(answer), "rb") as pipe:
        try:
            found: Mapping[int, Any] = pickle.load(pipe)  # noqa: S301 -- of our own making
        except (EOFError, pickle.UnpicklingError):
            return {}
    return found
