"""The arrays that the package passes around; their dims are in the docstrings."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Integers = NDArray[np.int64]
type Bools = NDArray[np.bool_]
