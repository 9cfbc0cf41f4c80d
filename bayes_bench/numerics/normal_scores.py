"""Normal scores of the draws of many quantities: those of their ranks.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

from functools import lru_cache

import numpy as np

from bayes_bench.typing import Floats


def normal_scores(chains: Floats) -> tuple[Floats, Floats, Floats]:
    """All draws of a quantity in order, their normal scores, and those of their folded distances.

    (quantity, chain, draw) -> (quantity, draw), and two of (quantity, chain, draw)
    """
    from bayes_bench.numerics.chain_kernel import ranked

    values = chains.reshape(len(chains), -1)
    order = np.argsort(values, axis=1)
    ordered, scores, folded = ranked(values, order, blom_scores(values.shape[1]))
    return ordered, scores.reshape(chains.shape), folded.reshape(chains.shape)


@lru_cache(maxsize=8)
def blom_scores(size: int) -> Floats:
    """Blom's normal scores of the ranks 1, 1.5, 2, ... of so many values (2 size - 1,)."""
    from scipy.special import ndtri

    ranks = 1.0 + np.arange(2 * size - 1) / 2.0
    scores: Floats = ndtri((ranks - 3 / 8) / (size + 1 / 4))
    return scores
