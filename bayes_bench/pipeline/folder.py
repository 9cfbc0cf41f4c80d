"""The output folder: who may write there, what an earlier run left, what is finished.

While a run is under way the folder holds `.unfinished/`, with the run's fingerprint and, once they
are made, its draws. `run.json` is written last; then `.unfinished/` goes.
"""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bayes_bench.errors import OutputError
from bayes_bench.publish.files import temporary_path, write_json

UNFINISHED = ".unfinished"
OWN_FILES = (
    "indicators.csv",
    "ranks.csv",
    "rank_probabilities.csv",
    "effects.csv",
    "spline_curves.csv",
    "variation.csv",
    "classical.csv",
    "diagnostics.csv",
    "posterior.nc",
    "run.json",
)
"""What a run may write; nothing else in the folder is ever touched."""


@dataclass(frozen=True)
class Folder:
    """An output folder that this run may write to.

    Attributes
    ----------
    path : Path
    fingerprint : str
        Of the model, the cells, the options and the version.
    """

    path: Path
    fingerprint: str

    @property
    def checkpoint(self) -> Path:
        """Where the draws are kept until the run is finished."""
        return self.path / UNFINISHED / "posterior.nc"

    def begin(self) -> None:
        """Mark the run as begun."""
        (self.path / UNFINISHED).mkdir(parents=True, exist_ok=True)
        write_json({"fingerprint": self.fingerprint}, self.path / UNFINISHED / "begun.json")

    def finish(self) -> None:
        """Remove what only an unfinished run needs."""
        shutil.rmtree(self.path / UNFINISHED)

    def earlier_draws(self) -> Path | None:
        """The draws of the same run, finished or not, where there are any."""
        finished = self.path / "posterior.nc"
        is_finished = _fingerprint_in(self.path / "run.json") == self.fingerprint
        candidates = [finished] if is_finished else []
        return next((path for path in [*candidates, self.checkpoint] if path.exists()), None)

    def clear(self) -> None:
        """Remove every file of an earlier run, and nothing else."""
        for name in OWN_FILES:
            (self.path / name).unlink(missing_ok=True)
            temporary_path(self.path / name).unlink(missing_ok=True)
        shutil.rmtree(self.path / UNFINISHED, ignore_errors=True)


def check_writable(path: Path) -> None:
    """Refuse a folder that cannot be made or written to, without making it.

    Raises
    ------
    OutputError
        If `path` is a file, or the nearest folder that exists cannot be written to.
    """
    if path.exists() and not path.is_dir():
        raise OutputError(f"--out {path}: is a file; name a folder")
    existing = next(
        parent for parent in [path.absolute(), *path.absolute().parents] if parent.exists()
    )
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(
            f"--out {path}: {existing.name or existing} cannot be written to;"
            " choose another folder or ask for the permission"
        )


def claim(path: Path, fingerprint: str, *, overwrite: bool) -> Folder:
    """Take the output folder for a run, or say why it cannot be had.

    Parameters
    ----------
    path : Path
        Missing and empty folders are taken; so is one of the same run, finished or not.
    fingerprint : str
        Of the run.
    overwrite : bool
        Take it whatever it holds; only files of an earlier run are replaced.

    Returns
    -------
    Folder

    Raises
    ------
    OutputError
        If the folder holds something else, or cannot be written to.
    """
    check_writable(path)
    folder = Folder(path, fingerprint)
    if path.exists() and any(path.iterdir()) and not _holds(folder):
        if not overwrite:
            raise OutputError(
                f"--out {path}: the folder holds {_what(path)}; choose an empty folder,"
                " or add --overwrite to replace the files of an earlier run"
            )
        folder.clear()
    try:
        folder.begin()
    except OSError as error:
        raise OutputError(f"--out {path}: cannot be written to ({error.strerror})") from error
    return folder


def _holds(folder: Folder) -> bool:
    """Whether the folder is of this very run."""
    marks = [folder.path / "run.json", folder.path / UNFINISHED / "begun.json"]
    return folder.fingerprint in [_fingerprint_in(mark) for mark in marks]


def _what(path: Path) -> str:
    is_ours = any((path / mark).exists() for mark in ("run.json", UNFINISHED))
    return "another run (other model, data, options or version)" if is_ours else "something else"


def _fingerprint_in(path: Path) -> str | None:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # absent or not ours: then it is not this run's
        return None
    found = record.get("fingerprint") if isinstance(record, dict) else None
    return found if isinstance(found, str) else None
