"""Tasks on all cores: in order, counted, and not done after a stop."""

import time

import pytest

from bayes_bench.numerics.parallel import on_all_cores


def test_results_come_in_the_order_of_the_tasks() -> None:
    def slower_first(task: int) -> int:
        time.sleep(0.01 * (5 - task))
        return task * task

    assert on_all_cores(slower_first, range(5)) == [0, 1, 4, 9, 16]


def test_progress_counts_tasks() -> None:
    seen: list[tuple[int, int]] = []
    on_all_cores(str, range(3), lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_stop_leaves_the_other_tasks_undone() -> None:
    begun: list[int] = []

    def work(task: int) -> None:
        begun.append(task)
        if task == 1:
            raise KeyboardInterrupt
        time.sleep(0.01)

    with pytest.raises(KeyboardInterrupt):
        on_all_cores(work, range(1000))
    assert len(begun) < 1000
