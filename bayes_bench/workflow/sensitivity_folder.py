"""Where `sensitivity.py` may write: a folder of its own, or that of a run of the same analysis."""

import json
from collections.abc import Collection, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError, OutputError
from bayes_bench.files import temporary_path
from bayes_bench.inputs.disclosure.shown import shown_of
from bayes_bench.inputs.model.file import resolved
from bayes_bench.posterior.store import cells_of_draws, load_posterior
from bayes_bench.tables.model import sensitivity, sensitivity_units
from bayes_bench.workflow.folder import BEGUN, LOCK, UNFINISHED, sha256_of
from bayes_bench.workflow.record import cells_fingerprint

SENSITIVITY_FILES = (sensitivity_units.TABLE.file, sensitivity.TABLE.file)
"""In the order in which they are written: the second one is there when both are."""
NO_DRAWS = ("report", "sensitivity")
"""Sections of a model that its draws do not depend on."""
_OF_DRAWS = "cells of the draws"


def refuse_another(out: Path, analysis: Analysis) -> None:
    """Refuse a folder that belongs to something else.

    Parameters
    ----------
    out : Path
        Free are a folder that is missing, empty or holds the files of an earlier sensitivity
        analysis, and one of a run of the same people and the same model, whatever the sampling.
        The tables of a run whose report shows a sensitivity analysis are only written again as
        they are.
    analysis : Analysis

    Raises
    ------
    OutputError
        The folder holds something else.
    """
    record = _record(out)
    if not record and _strangers(out):
        raise OutputError(
            f"--out {out}: the folder holds something else; choose an empty folder, or that of a"
            " finished run of this model"
        )
    if record.get("verdict") == "refused":
        raise OutputError(
            f"--out {out}: the folder holds a run that its diagnostics refused; choose another"
            " folder"
        )
    if record and not _is_of(record, analysis, but=(*NO_DRAWS, "sampling")):
        raise OutputError(
            f"--out {out}: the folder holds the run of another analysis (other model or data);"
            " choose another folder"
        )
    if _has_its_own(record) and not _is_of(record, analysis, but=["report"]):
        raise OutputError(
            f"--out {out}: the report there shows a sensitivity analysis with other options, whose"
            " tables would be replaced; choose another folder"
        )


def earlier_draws(out: Path, analysis: Analysis) -> xr.DataTree | None:
    """The draws of a finished run of the same analysis.

    Parameters
    ----------
    out : Path
    analysis : Analysis

    Returns
    -------
    DataTree or None
        None where there is no such run, or it was of another version or of other draws.
    """
    record, path = _record(out), out / "posterior.nc"
    own_version = _within(record, "versions").get("bayes_bench") == version("bayes_bench")
    if not (own_version and _is_of(record, analysis, but=NO_DRAWS)):
        return None
    if record.get("verdict") != "accepted" or record.get("posterior_sha256") != sha256_of(path):
        return None
    try:
        return load_posterior(path)
    except InputError:  # damaged draws are drawn again, from the same seed
        return None


def _has_its_own(record: Mapping[str, Any]) -> bool:
    """Whether a run wrote the tables itself, as it does where its model names covariates."""
    return bool(_within(_within(record, "model"), "sensitivity").get("without"))


def _is_of(record: Mapping[str, Any], analysis: Analysis, *, but: Collection[str]) -> bool:
    """Whether a run was of these people and this model, but for some sections."""
    theirs, ours = _within(record, "model"), resolved(analysis.model)
    sections = (theirs.keys() | ours.keys()) - set(but)
    is_same = all(theirs.get(name) == ours.get(name) for name in sections)
    shown = cells_fingerprint(shown_of(analysis.cells, analysis.model))
    all_cells = record[_OF_DRAWS] in (None, cells_fingerprint(analysis.cells))
    return is_same and record.get("cells") == shown and all_cells


def _strangers(out: Path) -> set[str]:
    """What is in the folder beside our own files."""
    ours = {LOCK, *SENSITIVITY_FILES}
    ours |= {temporary_path(out / name).name for name in SENSITIVITY_FILES}
    if not (out / UNFINISHED / BEGUN).exists():
        ours.add(UNFINISHED)  # the traces of a run killed as it began
    return {entry.name for entry in out.iterdir()} - ours if out.exists() else set()


def _record(out: Path) -> dict[str, Any]:
    """What `run.json` says, and of which cells the draws are; nothing where it is not ours."""
    try:
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    is_ours = isinstance(record, dict) and "fingerprint" in record
    return {**record, _OF_DRAWS: cells_of_draws(out / "posterior.nc")} if is_ours else {}


def _within(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = record.get(key)
    return found if isinstance(found, Mapping) else {}
