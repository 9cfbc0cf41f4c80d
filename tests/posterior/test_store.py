"""A posterior comes back from its file as it was, and the same one makes the same bytes."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.posterior.store import load_posterior, save_posterior


@pytest.fixture
def tree() -> xr.DataTree:
    values = np.random.default_rng(6).standard_normal((2, 3, 2))
    effect = xr.DataArray(values, dims=("chain", "draw", "unit"), coords={"unit": ["Ærø", "Fanø"]})
    made = xr.DataTree.from_dict({"/posterior": xr.Dataset({"unit_effect": effect})})
    made.attrs = {"sampler": "laplace"}
    return made


def test_it_comes_back(tree: xr.DataTree, tmp_path: Path) -> None:
    save_posterior(tree, tmp_path / "one.nc")
    back = load_posterior(tmp_path / "one.nc")
    xr.testing.assert_identical(back["posterior"].to_dataset(), tree["posterior"].to_dataset())
    assert back.attrs == tree.attrs
    assert back["posterior"]["unit"].dtype.kind == "U"


def test_the_same_tree_gives_the_same_bytes(tree: xr.DataTree, tmp_path: Path) -> None:
    for name in ("one.nc", "two.nc"):
        save_posterior(tree, tmp_path / name)
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()


def test_what_is_no_posterior_is_told_by_name(tmp_path: Path) -> None:
    (tmp_path / "notes.nc").write_text("nothing")
    with pytest.raises(InputError, match=r"notes\.nc"):
        load_posterior(tmp_path / "notes.nc")
