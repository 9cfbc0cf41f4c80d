"""What a file is by its first bytes, whatever it is called.

A name may lie: pages of a log-in, pointers of Git LFS and workbooks are all met as ``data.csv``.
"""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from bayes_bench.errors import DataError
from bayes_bench.interface.suggestions import listed

HEAD = 4096
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
OLD_STATA = range(102, 116)
NEWEST_STATA = 119


@dataclass(frozen=True)
class Kind:
    """A kind of file.

    Attributes
    ----------
    what : str
        For a reader of the message.
    endings : tuple of str
        Ends of names under which it is read; none where it is not.
    remedy : str
        What to do where it has another name, or is not read.
    """

    what: str
    endings: tuple[str, ...] = ()
    remedy: str = ""

    @property
    def to_do(self) -> str:
        """What to do about a file of this kind under another name."""
        return self.remedy or f"give it a name that ends in {self.endings[0]}"


WORKBOOK = Kind("an Excel workbook", (".xlsx", ".xlsm"))
TEXT = Kind("text", (".csv", ".txt", ".tsv", ".psv"))
PAGE = Kind(
    "a page of HTML", remedy="save the table itself as CSV, and look whether it asks to log in"
)
STATA = Kind("a Stata file", (".dta",))
MAGIC: Mapping[bytes, Kind] = {
    GZIP: Kind("a gzip file", (".csv.gz", ".txt.gz", ".tsv.gz", ".psv.gz")),
    b"PAR1": Kind("a Parquet file", (".parquet",)),
    b"ARROW1": Kind("a Feather (Arrow) file", (".feather", ".arrow")),
    b"FEA1": Kind("a Feather file of the first version", remedy="save it as Parquet"),
    b"$FL2": Kind("an SPSS file", (".sav", ".zsav")),
    b"$FL3": Kind("a compressed SPSS file", (".zsav", ".sav")),
    b"HEADER RECORD*******LIB": Kind("a SAS transport file", (".xpt",)),
    b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf": Kind("a SAS file", (".sas7bdat",)),
    b"<stata_dta>": STATA,
    b"version https://git-lfs.github.com/spec/": Kind(
        "a Git LFS pointer and not the file itself", remedy="fetch the file with git lfs pull"
    ),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Kind(
        "an Excel workbook of before 2007, or one with a password",
        remedy="save it as .xlsx without a password",
    ),
    b"%PDF": Kind("a PDF", remedy="ask for the table as CSV"),
    b"BZh": Kind("a bzip2 file", remedy="unpack it"),
    b"\xfd7zXZ\0": Kind("an xz file", remedy="unpack it"),
    b"\x28\xb5\x2f\xfd": Kind("a zstd file", remedy="unpack it"),
    b"7z\xbc\xaf\x27\x1c": Kind("a 7z archive", remedy="unpack it"),
    b"SQLite format 3\0": Kind("an SQLite database", remedy="save the table as CSV"),
    b"RDX": Kind("an R data file", remedy="save the table as CSV"),
}
MARKUP = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")


def refuse_other_kinds(path: Path, ending: str) -> None:
    """Refuse a file whose first bytes say that it is something else than its name says.

    Parameters
    ----------
    path : Path
    ending : str
        The end of the name by which the reader was chosen, such as ".csv.gz".

    Raises
    ------
    DataError
        With what it is and what to do.
    """
    kind = kind_of(path)
    if kind is None or ending in kind.endings:
        return
    if not kind.endings:
        refuse_kind(path, kind)
    raise DataError(f"{path.name}: is {kind.what} by its first bytes, not {ending}: {kind.to_do}")


def refuse_kind(path: Path, kind: Kind) -> NoReturn:
    """Refuse a file of a kind that is not read, with what to do."""
    raise DataError(f"{path.name}: is {kind.what}, which is not read: {kind.to_do}")


def kind_of(path: Path) -> Kind | None:
    """Return what a file is by its first bytes; None where they do not tell."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(ZIP):
        return _archive(path)
    if head[:1] and head[0] in OLD_STATA and head[1:3] in (b"\x01\x01", b"\x02\x01"):
        return STATA
    known = next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), None)
    return known or _text(head)


def _archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return Kind("a zip archive that is damaged or cut short", remedy="fetch it anew")
    if "xl/workbook.xml" in names:
        return WORKBOOK
    if "content.xml" in names:
        return Kind("an OpenDocument file", remedy="save it as .xlsx or CSV")
    if "xl/workbook.bin" in names:
        return Kind("a binary Excel workbook", remedy="save it as .xlsx")
    held = listed((name for name in names if not name.endswith("/")), most=5)
    return Kind(f"a zip archive that holds {held}", remedy="unpack it and name the table in it")


def _text(head: bytes) -> Kind | None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP):
        return PAGE
    return TEXT if _is_text(head) else None


def _is_text(head: bytes) -> bool:
    printable = all(byte >= 32 or byte in b"\t\n\r\x1a" for byte in head)
    return bool(head) and printable and b"\n" in head.replace(b"\r", b"\n")


def stata_release(path: Path) -> int | None:
    """Return the release of the format of a Stata file; None of one that does not say it."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    told = head.partition(b"<release>")[2].partition(b"</release>")[0]
    return int(told) if told.isdigit() else None


def refuse_newer_stata(path: Path) -> None:
    """Refuse a Stata file of a release that no reader knows yet.

    Raises
    ------
    DataError
        With the release.
    """
    release = stata_release(path)
    if release is not None and release > NEWEST_STATA:
        raise DataError(
            f"{path.name}: is a Stata file of release {release}, and releases up to "
            f"{NEWEST_STATA} are read: save it in Stata with saveold, or as CSV"
        )


def parquet_parts(folder: Path) -> Iterator[Path]:
    """The Parquet files in a folder and below it."""
    return folder.rglob("*.parquet")
