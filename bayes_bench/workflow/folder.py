"""The output folder: who may write there, what an earlier run left, what is finished.

While a run is under way the folder holds `.unfinished/`, with the run's fingerprint and, once they
are made, its draws. `run.json` is written last; then `.unfinished/` goes. The fingerprint follows
from what may be shown; a digest of all cells is kept with the draws, which stay inside. A lock,
which the system takes back however the run ends, keeps a second run out meanwhile.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bayes_bench.errors import OutputError
from bayes_bench.files import temporary_path, write_json
from bayes_bench.posterior.store import CELLS, cells_of_draws
from bayes_bench.report.section import every_section
from bayes_bench.tables.registry import every_table

UNFINISHED = ".unfinished"
BEGUN = "begun.json"
LOCK = ".running"
OTHER_FILES = ("posterior.nc", "report.html", "report.xlsx", "run.json")
"""What a run writes beside its tables."""


def own_files() -> tuple[str, ...]:
    """What a run may write; nothing else in the folder is ever touched."""
    return (*(table.file for table in every_table()), *OTHER_FILES)


@dataclass(frozen=True)
class Folder:
    """An output folder that this run may write to.

    Attributes
    ----------
    path : Path
    fingerprint : str
        Of the model, what may be shown of the cells, the options and the version.
    cells : str
        Digest of all cells; empty where not known.
    """

    path: Path
    fingerprint: str
    cells: str = ""

    @property
    def checkpoint(self) -> Path:
        """Where the draws are kept until the run is finished."""
        return self.path / UNFINISHED / "posterior.nc"

    def begin(self) -> None:
        """Mark the run as begun."""
        (self.path / UNFINISHED).mkdir(parents=True, exist_ok=True)
        about = {"fingerprint": self.fingerprint, CELLS: self.cells}
        write_json(about, self.path / UNFINISHED / BEGUN)

    def finish(self) -> None:
        """Remove what only an unfinished run needs."""
        shutil.rmtree(self.path / UNFINISHED)

    def earlier_draws(self) -> Path | None:
        """The draws of the same run, finished or not, where there are any."""
        finished, record = self.path / "posterior.nc", _record_in(self.path / "run.json")
        if record.get("fingerprint") == self.fingerprint:
            digest = sha256_of(finished)
            return finished if digest and digest == record.get("posterior_sha256") else None
        return self.checkpoint if self.checkpoint.exists() else None

    def clear(self) -> None:
        """Remove every file of an earlier run, where there was one, and nothing else."""
        if not _is_ours(self.path):
            return
        # first what says that the others are finished: stopped here, the folder is of no run
        (self.path / "run.json").unlink(missing_ok=True)
        for name in own_files():
            (self.path / name).unlink(missing_ok=True)
            temporary_path(self.path / name).unlink(missing_ok=True)
        figures = self.path / "figures"
        for name in (picture.name for section in every_section() for picture in section.pictures):
            for end in ("svg", "png"):
                (figures / f"{name}.{end}").unlink(missing_ok=True)
        if figures.is_dir() and not any(figures.iterdir()):
            figures.rmdir()
        shutil.rmtree(self.path / UNFINISHED, ignore_errors=True)


def check_writable(path: Path) -> None:
    """Refuse a folder that cannot be made or written to, without making it.

    Raises
    ------
    OutputError
        If `path` is a file, or the nearest folder that exists cannot be written to.
    """
    try:
        if path.exists() and not path.is_dir():
            raise OutputError(f"--out {path}: is a file; name a folder")
        above = [path.absolute(), *path.absolute().parents]
        existing = next(folder for folder in above if folder.exists())
        writable = existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)
    except OSError as error:  # a name too long, a folder that may not be searched
        reason = os.strerror(error.errno or 0)
        raise OutputError(f"--out {path}: cannot be used ({reason})") from error
    if not writable:
        raise OutputError(
            f"--out {path}: {existing.name or existing} cannot be written to;"
            " choose another folder or ask for the permission"
        )


@contextmanager
def claim(path: Path, fingerprint: str, *, overwrite: bool, cells: str = "") -> Iterator[Folder]:
    """Take the output folder for a run, or say why it cannot be had.

    Parameters
    ----------
    path : Path
        Missing and empty folders are taken; so is one of the same run, finished or not.
    fingerprint : str
        Of the run.
    overwrite : bool
        Take it whatever it holds; only files of an earlier run are replaced.
    cells : str, optional
        Digest of all cells.

    Yields
    ------
    Folder
        No other run has it meanwhile.

    Raises
    ------
    OutputError
        If the folder holds something else, is in use by a run, or cannot be written to.
    """
    check_writable(path)
    folder = Folder(path, fingerprint, cells)
    with _system_errors_as_ours(path):
        is_ours = _is_free(path) or _holds(folder)
    if not (is_ours or overwrite):
        raise OutputError(
            f"--out {path}: the folder holds {_what(path)}; choose an empty folder,"
            " or add --overwrite to replace the files of an earlier run"
        )
    with alone_in(path):
        with _system_errors_as_ours(path):
            if not is_ours:
                folder.clear()
            folder.begin()
        yield folder


@contextmanager
def alone_in(path: Path) -> Iterator[None]:
    """Make the folder where it is missing, and hold its lock."""
    lock = FileLock(path / LOCK, timeout=0)
    try:
        with _system_errors_as_ours(path):
            path.mkdir(parents=True, exist_ok=True)
            lock.acquire()
    except Timeout as error:
        raise OutputError(
            f"--out {path}: another run is writing there; wait for it, or choose another folder"
        ) from error
    try:
        yield
    finally:
        # while it is held: who has opened the file meanwhile finds that it is gone, and not that a
        # second run may begin beside a third; Windows removes it with the release
        try:
            if os.name == "posix":
                (path / LOCK).unlink(missing_ok=True)
        finally:
            lock.release()


@contextmanager
def _system_errors_as_ours(path: Path) -> Iterator[None]:
    try:
        yield
    except Timeout:  # an OSError, too, but no fault of the folder
        raise
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise OutputError(f"--out {path}: cannot be used ({reason})") from error


def _is_free(path: Path) -> bool:
    """Whether there is nothing but, at most, the traces of a run killed as it began."""
    if not path.exists():
        return True
    begun = {UNFINISHED} if not (path / UNFINISHED / BEGUN).exists() else set()
    return {entry.name for entry in path.iterdir()} <= {LOCK, *begun}


def _holds(folder: Folder) -> bool:
    """Whether the folder is of this very run."""
    begun = folder.path / UNFINISHED / BEGUN
    marks = [folder.path / "run.json", begun]
    if folder.fingerprint not in [_fingerprint_in(mark) for mark in marks]:
        return False
    cells = {_record_in(begun).get(CELLS), cells_of_draws(folder.path / "posterior.nc")}
    return not folder.cells or cells <= {folder.cells, None, ""}


def _is_ours(path: Path) -> bool:
    """Whether a run was begun or finished here."""
    marks = [path / "run.json", path / UNFINISHED / BEGUN]
    return any(_fingerprint_in(mark) is not None for mark in marks)


def _what(path: Path) -> str:
    another = "another run (other model, data, options or version)"
    return another if _is_ours(path) else "something else"


def _fingerprint_in(path: Path) -> str | None:
    found = _record_in(path).get("fingerprint")
    return found if isinstance(found, str) else None


def _record_in(path: Path) -> dict[str, object]:
    """The record in a file; nothing where it is absent or not ours."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def sha256_of(path: Path) -> str | None:
    """SHA-256 of a file; None where there is none."""
    if not path.is_file():
        return None
    with path.open("rb") as file:  # in pieces: it may be larger than the memory
        return hashlib.file_digest(file, "sha256").hexdigest()
