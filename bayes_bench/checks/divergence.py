"""Outlying units at a false discovery rate."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from bayes_bench.typing import Floats


def divergent(p: Floats, fdr: float) -> NDArray[np.bool_]:
    """Mark units with an extreme p-value, with the false discovery rate controlled.

    Parameters
    ----------
    p : ndarray (unit,)
        Cross-validatory mid-p-values; a missing one is never marked, but counts as a test.
    fdr : float
        Expected fraction of the marked units that do not diverge (`benchmark.fdr`).

    Returns
    -------
    ndarray (unit,)
        By the Benjamini-Hochberg procedure on two-sided p-values min(1, 2 min(p, 1 - p)).

    References
    ----------
    Benjamini & Hochberg (1995), 10.1111/j.2517-6161.1995.tb02031.x; Ohlssen, Sharples &
    Spiegelhalter (2007), 10.1111/j.1467-985X.2007.00487.x.
    """
    one_sided = np.nan_to_num(p, nan=0.5)
    two_sided = np.minimum(1.0, 2.0 * np.minimum(one_sided, 1.0 - one_sided))
    marked: NDArray[np.bool_] = false_discovery_control(two_sided) <= fdr
    return marked
