"""Files of an earlier run are removed; nothing else is."""

import json
import os
from pathlib import Path

import pytest
import xarray as xr
from filelock import FileLock

from bayes_bench.errors import OutputError
from bayes_bench.posterior.store import CELLS, cells_of_draws
from bayes_bench.tables.registry import every_table
from bayes_bench.workflow.folder import (
    LOCK,
    Folder,
    alone_in,
    claim,
    own_files,
)


def test_the_files_of_a_run_are_its_tables_and_four_more() -> None:
    files = own_files()
    assert {table.file for table in every_table()} < set(files)
    assert {"posterior.nc", "report.html", "report.xlsx", "run.json"} < set(files)
    assert len(files) == len(set(files)) == len(every_table()) + 4


def test_every_table_of_an_earlier_run_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    for name in (*own_files(), "mine.csv"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "run.json").write_text(json.dumps({"fingerprint": "x"}), encoding="utf-8")
    Folder(tmp_path, "y").clear()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_the_same_run_of_other_hidden_counts_is_another(tmp_path: Path) -> None:
    """The fingerprint does not know them; what lies beside the draws does."""
    with claim(tmp_path, "f", overwrite=False, cells="c") as folder:
        folder.begin()
    with claim(tmp_path, "f", overwrite=False, cells="c"):
        pass
    with pytest.raises(OutputError, match="another run"):
        claim(tmp_path, "f", overwrite=False, cells="d").__enter__()
    tree = xr.DataTree(xr.Dataset(attrs={CELLS: "c"}))
    tree.to_netcdf(tmp_path / "posterior.nc", engine="h5netcdf")
    folder.finish()
    (tmp_path / "run.json").write_text(json.dumps({"fingerprint": "f"}), encoding="utf-8")
    assert cells_of_draws(tmp_path / "posterior.nc") == "c"
    with pytest.raises(OutputError, match="another run"):
        claim(tmp_path, "f", overwrite=False, cells="d").__enter__()
    with claim(tmp_path, "f", overwrite=False, cells="c"):
        pass


@pytest.mark.parametrize("content", [b"", b"no draws"])
def test_damaged_draws_are_of_no_cells(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "posterior.nc"
    assert cells_of_draws(path) is None
    path.write_bytes(content)
    assert cells_of_draws(path) is None


@pytest.mark.skipif(os.name != "posix", reason="Windows removes the file as it releases the lock")
def test_the_lock_is_gone_before_it_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # else a third could make a new file between the release and the removal of a second's
    release, was_there = FileLock.release, []

    def watched(lock: FileLock, force: bool = False) -> None:
        was_there.append((tmp_path / LOCK).exists())
        release(lock, force=force)

    monkeypatch.setattr(FileLock, "release", watched)
    with alone_in(tmp_path):
        assert (tmp_path / LOCK).exists()
    assert was_there[0] is False
