"""Work on all cores, in threads, each with one BLAS thread: what they do is NumPy and BLAS."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from joblib import cpu_count
from threadpoolctl import threadpool_limits

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
    with threadpool_limits(1):
        threads = ThreadPoolExecutor(cpu_count())
        try:
            for done, result in enumerate(threads.map(work, tasks), start=1):
                results.append(result)
                progress(done, len(tasks))
        finally:  # an interrupt does not wait for tasks that have not begun
            threads.shutdown(cancel_futures=True)
    return results
