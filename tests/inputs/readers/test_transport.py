"""SAS transport files are held to what they say of their length."""

from pathlib import Path
from typing import Literal

import pandas as pd
import pyreadstat
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.transport import RECORD, refuse_transport

type Version = Literal[5, 8]


def transport(path: Path, rows: int = 7, version: Version = 5) -> bytes:
    frame = pd.DataFrame({"u": [f"unit {n}" for n in range(rows)], "y": [1.0] * rows})
    pyreadstat.write_xport(
        frame, str(path), table_name=path.stem.upper(), file_format_version=version
    )
    return path.read_bytes()


@pytest.mark.parametrize("version", [5, 8])
@pytest.mark.parametrize("rows", [1, 7, 10, 40])
def test_whole_files_pass(tmp_path: Path, rows: int, version: Version) -> None:
    transport(tmp_path / "a.xpt", rows, version)
    refuse_transport(tmp_path / "a.xpt")


def test_a_file_that_ends_within_a_record_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    whole = transport(path, 40)
    for less in (1, 27, 79):
        path.write_bytes(whole[:-less])
        with pytest.raises(DataError, match=r"a\.xpt: is cut short"):
            refuse_transport(path)


def test_a_file_that_ends_within_a_row_is_cut(tmp_path: Path) -> None:
    """At the end of a record, so that the length in bytes does not tell."""
    path = tmp_path / "a.xpt"
    frame = pd.DataFrame({"u": ["x" * 99] * 5, "y": [1.0] * 5})
    pyreadstat.write_xport(frame, str(path), file_format_version=5)
    path.write_bytes(path.read_bytes()[: -3 * RECORD])
    with pytest.raises(DataError, match="is cut short"):
        refuse_transport(path)


@pytest.mark.parametrize(("version", "mark"), [(5, b"MEMBER "), (8, b"MEMBV8 ")])
def test_several_data_sets_are_named(tmp_path: Path, version: Version, mark: bytes) -> None:
    first = transport(tmp_path / "y2023.xpt", version=version)
    second = transport(tmp_path / "y2024.xpt", version=version)
    path = tmp_path / "both.xpt"
    path.write_bytes(first + second[second.index(b"HEADER RECORD*******" + mark) :])
    with pytest.raises(DataError, match=r"holds 2 data sets \(Y2023, Y2024\), and one is read"):
        refuse_transport(path)


def test_a_mark_among_the_rows_is_no_data_set(tmp_path: Path) -> None:
    path = tmp_path / "a.xpt"
    mark = "HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!"
    pyreadstat.write_xport(pd.DataFrame({"u": ["x" + mark], "y": [1.0]}), str(path))
    refuse_transport(path)


def test_an_empty_file_is_cut(tmp_path: Path) -> None:
    (tmp_path / "a.xpt").touch()
    with pytest.raises(DataError, match="is cut short"):
        refuse_transport(tmp_path / "a.xpt")
