"""All data sets of a simulation-based calibration, in parallel processes."""

from collections.abc import Callable, Sequence

from joblib import Parallel, delayed
from rich.progress import track

from bayes_bench.trust.sbc.calibration import Answer, SetResult, calibrate_set
from bayes_bench.trust.sbc.shapes import Shape, shape_of
from bayes_bench.trust.sbc.verdict import judge_sets

RANDOM_SEEDS = (20160101, 20160102)
"""Of the run, and of the one that a failure is repeated with."""

type Run = tuple[int, Sequence[SetResult]]
"""A seed and the results of its data sets, in order."""


def calibrate(
    answer: Answer, sets: int, jobs: int, shapes: Callable[[int], Shape] = shape_of
) -> list[Run]:
    """Run with the first seed, and where that fails once more with the second.

    Parameters
    ----------
    answer : callable
        Fits and benchmarks.
    sets : int
        How many data sets.
    jobs : int
        Processes; -1 for as many as there are cores.
    shapes : callable, optional
        From the number of a data set to its shape.

    Returns
    -------
    list of (int, sequence of SetResult)
        One run, or two; the last one decides.
    """
    runs: list[Run] = []
    for seed in RANDOM_SEEDS:
        runs.append((seed, run_sets(answer, sets, jobs, seed, shapes)))
        if not judge_sets(runs[-1][1]).failures:
            break
    return runs


def run_sets(
    answer: Answer,
    sets: int,
    jobs: int,
    random_seed: int,
    shapes: Callable[[int], Shape] = shape_of,
) -> list[SetResult]:
    """Do the data sets 0 to `sets` - 1 of a seed, showing how far it is.

    The parameters are those of `calibrate`. The results do not depend on the number of processes,
    but for their seconds.
    """
    tasks = (delayed(calibrate_set)(number, random_seed, answer, shapes) for number in range(sets))
    results = Parallel(jobs, return_as="generator")(tasks)
    return [*track(results, f"data sets of seed {random_seed}", total=sets)]
