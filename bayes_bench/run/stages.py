"""A run: people in, files out, in stages that can be stopped and resumed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import xarray as xr

from bayes_bench.checks.table import checks_table
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import BayesBenchError, InputError, RefusedError
from bayes_bench.files import write_atomically, write_csv, write_json
from bayes_bench.inputs.cells import aggregate
from bayes_bench.inputs.model.file import Model, read_model, top_k, with_keys
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.diagnostics import NOTHING, figures_table
from bayes_bench.posterior.sampling import Fitted, fit_until
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.progress import Progress
from bayes_bench.report.content import Found
from bayes_bench.report.html import write_report
from bayes_bench.run.assessment import Assessment, assess, estimate
from bayes_bench.run.folder import Folder, check_writable, claim, sha256_of
from bayes_bench.run.further_tables import further_tables
from bayes_bench.run.progress import Stages
from bayes_bench.run.record import identity_of, record_of
from bayes_bench.run.tables import tables_of
from bayes_bench.sensitivity.compare import sensitivity


@dataclass(frozen=True)
class Options:
    """What the command line says beside the model file.

    Attributes
    ----------
    data, out : Path, optional
        The table of people; the output folder, by default ``output/<model stem>``.
    language : str
        ``en`` or ``da``.
    overwrite : bool
        Replace the files of another run.
    sampling : mapping
        Keys of the model's ``[sampling]`` to replace.
    """

    data: Path | None = None
    out: Path | None = None
    language: str = "en"
    overwrite: bool = False
    sampling: Mapping[str, object] = field(default_factory=dict)


def run(model_path: Path, options: Options | None = None) -> Path:
    """Run an analysis from the model file to the files in the output folder.

    Parameters
    ----------
    model_path : Path
        The TOML model file.
    options : Options, optional

    Returns
    -------
    Path
        The report.

    Raises
    ------
    InputError
        If the model file, the data or the output folder cannot be used; nothing is written.
    RefusedError
        If the diagnostics refuse the result; only `run.json` and `diagnostics.csv` are written.
    """
    options = options or Options()
    started = datetime.now(UTC).isoformat(timespec="seconds")
    out = options.out or Path("output") / model_path.stem
    with Stages() as stages:
        model, cells = _read(model_path, options, out, stages)
        identity = identity_of(model, cells, options.language)
        with claim(out, identity.fingerprint, overwrite=options.overwrite) as folder:
            fitted = _draws(folder, cells, model, stages)
            record = record_of(model, fitted, identity)
            write_csv(_diagnostics(fitted), out / "diagnostics.csv")
            if fitted.verdict.accepted:
                _publish(out, _found(fitted, (cells, model), record, stages), stages)
            drawn = {"posterior_sha256": sha256_of(out / "posterior.nc")}
            times = {"started": started, "seconds": stages.seconds_by_stage()}
            write_json({**record, **drawn, **times}, out / "run.json")
            folder.finish()
    if not fitted.verdict.accepted:
        raise RefusedError(_refusal(fitted))
    return out / "report.html"


def _read(
    model_path: Path, options: Options, out: Path, stages: Stages
) -> tuple[Model, xr.Dataset]:
    """The model and its cells, everything checked that can be before the first draw."""
    with stages.stage("read"):
        model = with_keys(read_model(model_path), {"sampling": options.sampling})
        check_writable(out)
        people = read_people(model, options.data)
    with stages.stage("aggregate"):
        cells = aggregate(people, model)
        design_matrix(cells, model)
        top_k(model, int(cells["ranked"].sum()))
    for note in [*people.attrs["warnings"], *cells.attrs["warnings"], *_dropped(cells)]:
        stages.say(f"note: {note}")
    return model, cells


def _dropped(cells: xr.Dataset) -> list[str]:
    """How many people of each unit were dropped for missing values."""
    counts = json.loads(cells.attrs["dropped"])
    return [f"{unit}: {count} people dropped for missing values" for unit, count in counts.items()]


def _draws(folder: Folder, cells: xr.Dataset, model: Model, stages: Stages) -> Fitted[Assessment]:
    """The draws of an earlier run of the same fingerprint, or new ones, with their verdict."""

    def judged(posterior: xr.DataTree) -> Assessment:
        with stages.stage("benchmark"):
            return assess(posterior, estimate(posterior, cells, model, stages.report), model)

    with stages.stage("sample"):
        earlier = _earlier(folder)
    if earlier is not None:
        assessment = judged(earlier)
        return Fitted(earlier, assessment, assessment.verdict)
    with stages.stage("sample"):
        fitted = fit_until(cells, model, judged, stages.report, stages.say)
    if fitted.posterior is not None and fitted.assessment is not None:
        fitted.posterior["benchmark"] = xr.DataTree(fitted.assessment.estimates.bench)
        _save(fitted.posterior, folder.checkpoint)
    return fitted


def _earlier(folder: Folder) -> xr.DataTree | None:
    """The draws left by the same run; damaged ones are drawn again, from the same seed."""
    path = folder.earlier_draws()
    if path is None:
        return None
    try:
        return load_posterior(path)
    except InputError:
        return None


def _found(
    fitted: Fitted[Assessment],
    of: tuple[xr.Dataset, Model],
    record: Mapping[str, object],
    stages: Stages,
) -> Found:
    """Everything that is published of an accepted result."""
    posterior, assessment = fitted.posterior, fitted.assessment
    if posterior is None or assessment is None:
        message = "a result was accepted without draws"
        raise BayesBenchError(message)
    (cells, model), estimates = of, assessment.estimates
    with stages.stage("checks"):
        checks = checks_table(posterior, cells, model, estimates.bench)
        further = dict(further_tables(posterior, estimates.ranks, cells, model, checks))
        further |= _sensitivity_tables(posterior, cells, model, stages.report)
    with stages.stage("publish"):
        tables = dict(tables_of(posterior, estimates, cells, model))
    tables |= {"checks.csv": checks, "diagnostics.csv": assessment.diagnostics, **further}
    return Found(
        model=model,
        cells=cells,
        posterior=posterior,
        bench=estimates.bench,
        variation=estimates.variation,
        effects=estimates.effects,
        tables=tables,
        record=record,
    )


def _sensitivity_tables(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, progress: Progress
) -> dict[str, pd.DataFrame]:
    """Variants of the analysis beside it, where the model file names any."""
    if not model.sensitivity.without:
        return {}
    bench = posterior["benchmark"].to_dataset()
    found = sensitivity(cells, model, posterior, bench, progress)
    return {"sensitivity.csv": found.summary, "sensitivity_units.csv": found.units}


def _publish(out: Path, found: Found, stages: Stages) -> None:
    """Write every file of an accepted result but `run.json`."""
    with stages.stage("publish"):
        for name, table in found.tables.items():
            write_csv(table, out / name)
        _save(found.posterior, out / "posterior.nc")
        write_report(found, out, str(found.record["language"]))


def _diagnostics(fitted: Fitted[Assessment]) -> pd.DataFrame:
    """Of every reported quantity, or of the sampler alone where that already refused."""
    if fitted.assessment is not None:
        return fitted.assessment.diagnostics
    return NOTHING if fitted.posterior is None else figures_table(sampler_figures(fitted.posterior))


def _save(posterior: xr.DataTree, path: Path) -> None:
    write_atomically(path, lambda temporary: save_posterior(posterior, temporary))


def _refusal(fitted: Fitted[Assessment]) -> list[str]:
    findings = [str(finding) for finding in fitted.verdict.findings]
    return [f"the diagnostics of {fitted.verdict.sampler} refuse the result:", *findings]
