"""Tasks on all cores: in order, counted, and not done after a stop."""

import time

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from bayes_bench.numerics.parallel import on_all_cores, one_blas_thread


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


def test_blas_has_one_thread_within_and_as_many_as_before_after() -> None:
    def threads(_: object = None) -> set[int]:
        return {one["num_threads"] for one in threadpool_info() if one["user_api"] == "blas"}

    with threadpool_limits(2, user_api="blas"):
        assert threads() == {2}
        for _ in range(2):
            assert on_all_cores(threads, range(3)) == [{1}] * 3
            with one_blas_thread():
                assert threads() == {1}
            assert threads() == {2}
