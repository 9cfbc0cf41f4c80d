"""A digest of counted people: what seeds follow from, and what makes two runs the same."""

import hashlib
from collections.abc import Callable

import xarray as xr


def digest_of(start: str, cells: xr.Dataset, told: Callable[[xr.Variable], object]) -> bytes:
    """SHA-256 of every variable of the cells, in the order of their names.

    Parameters
    ----------
    start : str
        What else is digested, before them.
    cells : Dataset
    told : callable
        What is digested of a variable beside its name, its shape and its values.

    Returns
    -------
    bytes
        32 of them.
    """
    digest = hashlib.sha256(start.encode())
    for name in sorted(map(str, cells.variables)):
        variable = cells.variables[name]
        values = variable.to_numpy()
        digest.update(repr([name, values.shape, told(variable)]).encode())
        is_text = values.dtype.kind in "OUS"
        digest.update(repr(values.tolist()).encode() if is_text else values.tobytes())
    return digest.digest()
