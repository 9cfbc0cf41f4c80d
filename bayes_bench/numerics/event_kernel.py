"""The compiled loop that draws everybody's outcome and counts by group (imported when it runs)."""

import numpy as np

from bayes_bench.numerics.binomial_kernel import binomial_from
from bayes_bench.numerics.compiled import FLOATS1, INTEGERS1, STATES2, compiled_for
from bayes_bench.numerics.random_kernel import States, next_uniform
from bayes_bench.typing import Floats, Integers


@compiled_for(FLOATS1, INTEGERS1, INTEGERS1, STATES2)
def events_by_group(
    probability: Floats, trials: Integers, starts: Integers, states: States
) -> Integers:
    """Events of every group in every replicate.

    (cell,), (cell,), first cells (group + 1,), (4, replicate) -> (replicate, group)
    """
    replicates, groups = states.shape[1], starts.size - 1
    events = np.zeros((replicates, groups), dtype=np.int64)
    for s in range(replicates):
        for j in range(groups):
            for c in range(starts[j], starts[j + 1]):
                uniform = next_uniform(states, s)
                if trials[c] == 1:
                    events[s, j] += uniform < probability[c]
                else:
                    events[s, j] += binomial_from(uniform, trials[c], probability[c])
    return events
