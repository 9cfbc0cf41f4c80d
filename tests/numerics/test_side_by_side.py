"""Tasks in processes of their own: the same results, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bayes_bench.numerics.side_by_side import SideBySide, Task, is_forked, refuse_forked

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")


def squares(count: int) -> list[Task]:
    return [partial(pow, number, 2) for number in range(count)]


def done(tasks: Sequence[Task], others: int | None) -> list[Any]:
    with SideBySide(tasks, others) as under_way:
        return under_way.results()


@pytest.mark.parametrize("others", [0, 1, 3, 20, None])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 300])
def test_results_are_in_the_order_of_the_tasks(count: int, others: int | None) -> None:
    assert done(squares(count), others) == [number**2 for number in range(count)]


def test_other_processes_take_part() -> None:
    """Each waits for the other, so that neither can do both."""
    first, second = os.pipe(), os.pipe()

    def meet(says: int, hears: int) -> int:
        os.write(says, b"x")
        os.read(hears, 1)
        return os.getpid()

    tasks = [partial(meet, first[1], second[0]), partial(meet, second[1], first[0])]
    found = done(tasks, 1)
    assert len(set(found)) == 2
    assert os.getpid() in found


def test_the_caller_may_do_something_else_meanwhile(tmp_path: Path) -> None:
    mark = tmp_path / "done"
    with SideBySide([mark.touch, mark.touch], 1) as under_way:
        until(mark.exists)
        assert under_way.results() == [None, None]


def until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_more_than_a_pipe_holds_comes_back() -> None:
    tasks = [partial(bytes, size) for size in (3_000_000, 1, 2_000_000, 0)]
    assert [len(content) for content in done(tasks, 2)] == [3_000_000, 1, 2_000_000, 0]


def only_here(parent: int) -> int:
    """Breaks down everywhere but in the process that asks."""
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return 7


def test_what_a_broken_process_left_is_done_here() -> None:
    with SideBySide([partial(only_here, os.getpid())] * 3, 2) as under_way:
        time.sleep(0.2)  # time to break down, though it need not be enough
        assert under_way.results() == [7, 7, 7]


def test_what_is_refused_elsewhere_is_done_here_and_the_rest_there(tmp_path: Path) -> None:
    """The other process leaves what it is refused, goes on, and hands back all that it did."""
    mark = tmp_path / "done"

    def refused() -> int:
        refuse_forked()
        return os.getpid()

    def marked() -> int:
        mark.touch()
        return os.getpid()

    with SideBySide([refused, marked], 1) as under_way:
        until(mark.exists)  # here nothing has been done yet
        first, second = under_way.results()
    assert first == os.getpid() != second
    assert not is_forked()


def test_tasks_that_were_not_begun_are_when_their_results_are_asked_for() -> None:
    told: list[tuple[int, int]] = []
    tasks = SideBySide(squares(5), 0)
    assert tasks.results(lambda *of: told.append(of)) == [0, 1, 4, 9, 16]
    assert told == [(done, 5) for done in range(6)]
    assert tasks.results() == [0, 1, 4, 9, 16]


def fails_everywhere() -> None:
    message = "of the task"
    raise ValueError(message)


@pytest.mark.parametrize("others", [0, 2])
def test_what_a_task_raises_is_raised_here(others: int, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="of the task"):
        done([fails_everywhere, fails_everywhere, fails_everywhere], others)
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_leaves_no_process_behind() -> None:
    children: list[int] = []

    def interrupted() -> None:
        with SideBySide([partial(time.sleep, 600)] * 3, 2) as started:
            children.extend(child for child, _ in started._children)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(children) == 2
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"  # of a zombie nobody has asked what became


def test_a_killed_parent_leaves_no_process_behind() -> None:
    """Its children have more to say than a pipe holds, and nobody who listens."""
    program = (
        "import time\n"
        "from functools import partial\n"
        "from bayes_bench.numerics.side_by_side import SideBySide\n"
        "with SideBySide([partial(bytes, 10**6)] * 4, 3) as under_way:\n"
        "    print(*(child for child, _ in under_way._children), flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        children = [int(child) for child in parent.stdout.readline().split()]
        time.sleep(0.5)  # until whoever took the tasks is writing
        assert any(map(is_running, children))
        parent.kill()
    until(lambda: not any(map(is_running, children)))


def test_no_file_stays_open() -> None:
    def count() -> int:
        return len(list(Path("/proc/self/fd").iterdir()))

    done(squares(4), 2)
    before = count()
    for _ in range(5):
        done(squares(4), 2)
    assert count() == before
