"""Work on all cores, in threads, each with one BLAS thread: what they do is NumPy and BLAS."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from functools import lru_cache

from joblib import cpu_count
from threadpoolctl import ThreadpoolController

from bayes_bench.progress import Progress, silent


def on_all_cores[Task, Result](
    work: Callable[[Task], Result], tasks: Sequence[Task], progress: Progress = silent
) -> list[Result]:
    """Do every task, as many at a time as there are cores.

    Parameters
    ----------
    work : callable
        From a task to its result. What it returns may not depend on the other tasks: then the
        results do not depend on the number of cores.
    tasks : sequence
    progress : callable, optional
        Told ``(done, total)`` tasks.

    Returns
    -------
    list
        The results in the order of the tasks.
    """
    results = []
    with one_blas_thread():
        threads = ThreadPoolExecutor(cpu_count())
        try:
            for done, result in enumerate(threads.map(work, tasks), start=1):
                results.append(result)
                progress(done, len(tasks))
        finally:  # an interrupt does not wait for tasks that have not begun
            threads.shutdown(cancel_futures=True)
    return results


def one_blas_thread() -> AbstractContextManager[object]:
    """Within it, BLAS has a single thread: several would cost time, and change the last digits."""
    limit: AbstractContextManager[object] = _libraries(len(sys.modules)).limit(limits=1)
    return limit


@lru_cache(maxsize=1)
def _libraries(modules: int) -> ThreadpoolController:  # noqa: ARG001
    """The BLAS libraries that are loaded: looked up again where more modules have been imported."""
    return ThreadpoolController()
