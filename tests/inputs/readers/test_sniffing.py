"""What a file is, whatever it is called, by the marks that its format begins with."""

import gzip
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.sniffing import (
    kind_of,
    parquet_parts,
    refuse_newer_stata,
    refuse_other_kinds,
    stata_release,
)

LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 4\n"


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (gzip.compress(b"u,y\n", mtime=0), "a gzip file"),
        (b"PAR1 and so on", "a Parquet file"),
        (b"ARROW1\0\0", "a Feather (Arrow) file"),
        (b"$FL2@(#) SPSS", "an SPSS file"),
        (b"<stata_dta><header>", "a Stata file"),
        (b"\x73\x02\x01\0", "a Stata file"),
        (b"HEADER RECORD*******LIBRARY HEADER", "a SAS transport file"),
        (LFS, "a Git LFS pointer and not the file itself"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook of before 2007"),
        (b"<!DOCTYPE html><html>", "a page of HTML"),
        (b"\xef\xbb\xbf\r\n <table border=1>", "a page of HTML"),
        (b"u,y\nA,1\n", "text"),
        (b"PK\x03\x04 and no more", "a zip archive that is damaged"),
    ],
)
def test_first_bytes_tell(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    kind = kind_of(path)
    assert kind is not None
    assert kind.what.startswith(what)


@pytest.mark.parametrize("content", [b"", b"\x81\0garbage", b"one line"])
def test_what_does_not_tell_is_left_to_its_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert kind_of(path) is None
    refuse_other_kinds(path, ".csv")


def test_archives_are_told_by_what_they_hold(tmp_path: Path) -> None:
    path = tmp_path / "t.zip"
    held = {
        "an Excel workbook": ("[Content_Types].xml", "xl/workbook.xml"),
        "an OpenDocument file": ("mimetype", "content.xml"),
        "a zip archive that holds a.csv, b.csv": ("b.csv", "folder/", "a.csv"),
    }
    for what, names in held.items():
        kind = kind_of(zipped(path, *names))
        assert kind is not None
        assert kind.what == what


def test_a_wrong_name_is_refused_with_the_right_one(tmp_path: Path) -> None:
    path = zipped(tmp_path / "t.csv", "xl/workbook.xml")
    with pytest.raises(DataError) as caught:
        refuse_other_kinds(path, ".csv")
    assert str(caught.value) == (
        "t.csv: is an Excel workbook by its first bytes, not .csv: give it a name that ends in "
        ".xlsx"
    )
    refuse_other_kinds(path, ".xlsm")
    path.write_bytes(LFS)
    with pytest.raises(DataError, match=r"pointer .* is not read: fetch the file with git lfs"):
        refuse_other_kinds(path, ".csv")


def test_releases_of_stata(tmp_path: Path) -> None:
    path = tmp_path / "t.dta"
    for release in (117, 118):
        pd.DataFrame({"u": [1]}).to_stata(path, version=release)
        assert stata_release(path) == release
        refuse_newer_stata(path)
    path.write_bytes(b"\x73\x02\x01\0")
    assert stata_release(path) is None
    path.write_bytes(b"<stata_dta><header><release>120</release>")
    with pytest.raises(DataError, match="release 120, and releases up to 119 are read"):
        refuse_newer_stata(path)


def test_parts_are_found_at_any_depth(tmp_path: Path) -> None:
    (tmp_path / "a=1" / "b=2").mkdir(parents=True)
    for place in ("x.parquet", "a=1/b=2/y.parquet", "z.csv"):
        (tmp_path / place).touch()
    assert {path.name for path in parquet_parts(tmp_path)} == {"x.parquet", "y.parquet"}
