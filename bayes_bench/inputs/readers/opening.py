"""A file as bytes, unpacked on the way where it is gzip: nothing is written to disk."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.sniffing import GZIP

CHUNK = 1 << 20


def is_gzip(path: Path) -> bool:
    """Whether a file is gzip by its first bytes."""
    with path.open("rb") as file:
        return file.read(len(GZIP)) == GZIP


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, or what a gzip file holds.

    Raises
    ------
    DataError
        Where gzip's own check says that the file is damaged or cut short.
    """
    try:
        with _unpacked(path) as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise DataError(
            f"{path.name}: is damaged or cut short (the check at the end of a gzip file fails): "
            "fetch it anew"
        ) from None


def _unpacked(path: Path) -> IO[bytes]:
    if is_gzip(path):
        return cast("IO[bytes]", gzip.open(path))
    return path.open("rb")


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, unpacked, piece by piece."""
    with opened(path) as file:
        while chunk := file.read(CHUNK):
            yield chunk
