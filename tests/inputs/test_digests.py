"""Of the same cells the same digest, of any others another one."""

import hashlib

import xarray as xr

from bayes_bench.inputs.digests import digest_of


def cells(**changes: object) -> xr.Dataset:
    values = {"events": ("cell", [1, 2]), "unit": ("unit", ["a", "b"]), **changes}
    return xr.Dataset(values)


def nothing(_variable: xr.Variable) -> None:
    """Nothing is told of a variable."""


def test_it_is_the_digest_of_start_names_shapes_and_values() -> None:
    alone = xr.Dataset({"unit": ("unit", ["a", "b"])})
    expected = hashlib.sha256(b"7['unit', (2,), None]['a', 'b']").digest()
    assert digest_of("7", alone, nothing) == expected


def test_every_change_is_another_digest() -> None:
    found = [
        digest_of("", cells(), nothing),
        digest_of("1", cells(), nothing),
        digest_of("", cells(), lambda variable: variable.dims),
        digest_of("", cells(events=("cell", [2, 1])), nothing),
        digest_of("", cells(events=("cell", [1.0, 2.0])), nothing),
        digest_of("", cells(unit=("unit", ["a", "c"])), nothing),
        digest_of("", cells(unit=("unit", ["a', 'b"])), nothing),
        digest_of("", cells().rename(events="trials"), nothing),
    ]
    assert len(set(found)) == len(found)
    assert digest_of("", cells(), nothing) == found[0]
