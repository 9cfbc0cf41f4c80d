"""Which units diverge from the rest, when so many are looked at."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from bayes_bench.typing import Floats


def divergent(p: Floats, fdr: float) -> NDArray[np.bool_]:
    """Mark units whose cross-validatory p is far out in either direction.

    Parameters
    ----------
    p : ndarray (unit,)
        P(y_rep > y) + P(y_rep = y) / 2; a missing one is never marked, but counts.
    fdr : float
        Expected share of marked units that do not diverge (`benchmark.fdr`).

    Returns
    -------
    ndarray (unit,)
        By Benjamini and Hochberg's rule on the two-sided min(1, 2 min(p, 1 - p)).

    References
    ----------
    Benjamini & Hochberg (1995), 10.1111/j.2517-6161.1995.tb02031.x; Ohlssen, Sharples &
    Spiegelhalter (2007), 10.1111/j.1467-985X.2007.00487.x.
    """
    known = np.nan_to_num(p, nan=0.5)
    two_sided = np.minimum(1.0, 2.0 * np.minimum(known, 1.0 - known))
    marked: NDArray[np.bool_] = false_discovery_control(two_sided) <= fdr
    return marked
