"""DuckDB reads what is as it should be, and hands on all else."""

import gzip
from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.inputs.readers.delimited.dialect import Dialect
from bayes_bench.inputs.readers.delimited.fast import read_fast
from bayes_bench.inputs.readers.delimited.physical import physical

PLAIN = b"u,y,x\nA,1,a\nB,,b\n"


def read(path: Path, content: bytes, skipped: int = 0) -> pd.DataFrame | None:
    path.write_bytes(content)
    dialect = Dialect("utf-8-sig", ",", ["u", "y", "x"], skipped)
    return read_fast(path, dialect, physical(path), {"y": 1, "u": 0})


@pytest.mark.parametrize(
    ("content", "skipped"),
    [
        (PLAIN, 0),
        (gzip.compress(PLAIN, mtime=0), 0),
        (PLAIN[:-1], 0),
        (PLAIN.replace(b"\n", b"\r\n"), 0),
        (PLAIN + b",,\n , ,\n\n", 0),
        (b"sep=,\n" + PLAIN, 1),
        (b"\xef\xbb\xbf" + PLAIN, 0),
        (PLAIN.replace(b"A", b'"A"'), 0),
    ],
)
def test_well_kept_files_are_read(tmp_path: Path, content: bytes, skipped: int) -> None:
    frame = read(tmp_path / "t.csv", content, skipped)
    assert frame is not None
    assert [*frame] == ["y", "u"]
    assert frame["u"].tolist() == ["A", "B"]
    assert frame["y"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN + b"C,1\n",
        PLAIN + b"C,1,2,3\n",
        PLAIN + b'C,1,"a\nb"\n',
        PLAIN + b'C,1,"a\n',
        PLAIN + b'C,1,"a"b\n',
        PLAIN.replace(b"\nB", b"\n\nB"),
        PLAIN + b"C,1," + b"x" * 2_500_000 + b"\n",
        PLAIN + b"\n" * (1 << 17),
    ],
)
def test_all_else_is_handed_on(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path / "t.csv", content) is None
