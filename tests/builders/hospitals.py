"""Seven hospitals whose ranks plain NumPy counts in the draws."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray


def hospitals() -> xr.Dataset:
    """The last of them is "other" and so not ranked, though it would be the best."""
    rng = np.random.default_rng(4)
    draws = rng.normal(size=(4, 250, 7)) + np.array([1.0, 0.8, 0.5, 0, -0.5, -1, -100])
    coords = {
        "unit": [*"ABCDEF", "other"],
        "name": ("unit", ["=A", "Bø", "C", "D", "E", "F", "other"]),
        "ranked": ("unit", [True] * 6 + [False]),
    }
    return xr.Dataset({"indicator": (("chain", "draw", "unit"), draws)}, coords=coords)


def counted_ranks(bench: xr.Dataset) -> NDArray[np.int64]:
    """Rank of each ranked unit in each draw, (draw, unit), by counting who is better."""
    draws = bench["indicator"].values.reshape(-1, 7)[:, :6]
    return np.asarray(1 + (draws[:, None, :] < draws[:, :, None]).sum(axis=2))
