"""Results of data sets that were never fitted, some of them as they should be."""

import numpy as np
import pandas as pd

from bayes_bench.trust.sbc.calibration import DRAWS, SetResult


def result(number: int, period: int = 20, *, alike: bool = False) -> SetResult:
    """A data set that misses one unit in `period`, as often in every class over 60 of them."""
    unit = np.arange(40)
    covered = (number + (0 * unit if alike else unit)) % period > 0
    people = np.array([3, 10, 50, 200, 1000])[unit % 5]
    width = unit // 8 + number / 1000
    units = pd.DataFrame({"people": people, "width": width, "covered": covered})
    return SetResult(number, "laplace", "", 1.0, {"x": 123 * number % (DRAWS + 1)}, units)
