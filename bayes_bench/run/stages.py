"""A run: people in, files out, in stages that can be stopped and resumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError, RefusedError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.files import write_atomically, write_csv, write_json
from bayes_bench.fit import Fit
from bayes_bench.further_draws import further_draws
from bayes_bench.inputs.model.file import read_model, with_keys
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.sampling import Fitted, fit_until
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.quantities.assessment import Assessment, assess, with_status
from bayes_bench.report.html import write_report
from bayes_bench.report.outcome import Outcome
from bayes_bench.run.folder import Folder, check_writable, claim, sha256_of
from bayes_bench.run.progress import Stages
from bayes_bench.run.reading import read_analysis
from bayes_bench.run.record import identity_of, record_of
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.registry import page_tables_of, tables_of


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
        analysis = _read(model_path, options, out, stages)
        identity = identity_of(analysis, options.language)
        with claim(out, identity.fingerprint, overwrite=options.overwrite) as folder:
            fitted = _draws(folder, analysis, stages)
            record = record_of(analysis.model, fitted, identity)
            if fitted.assessment is not None and fitted.verdict.accepted:
                fit = fitted.assessment.fit
                _publish(out, fit, outcome_of(fit, record, stages), stages)
            else:
                write_csv(_refused_diagnostics(fitted), out / "diagnostics.csv")
            drawn = {"posterior_sha256": sha256_of(out / "posterior.nc")}
            times = {"started": started, "seconds": stages.seconds_by_stage()}
            write_json({**record, **drawn, **times}, out / "run.json")
            folder.finish()
    if not fitted.verdict.accepted:
        raise RefusedError(_refusal(fitted))
    return out / "report.html"


def _read(model_path: Path, options: Options, out: Path, stages: Stages) -> Analysis:
    """The analysis, everything checked that can be before the first draw."""
    with stages.stage("read"):
        model = with_keys(read_model(model_path), {"sampling": options.sampling})
        check_writable(out)
    counted = read_analysis(model, options.data, stages.stage)
    for note in counted.notes:
        stages.say(f"note: {note}")
    return counted.analysis


def _draws(folder: Folder, analysis: Analysis, stages: Stages) -> Fitted[Assessment]:
    """The draws of an earlier run of the same fingerprint, or new ones, with their verdict."""

    def judged(posterior: xr.DataTree) -> Assessment:
        with stages.stage("benchmark"):
            return assess(Fit(analysis, posterior, stages.report))

    with stages.stage("sample"):
        earlier = _earlier(folder)
    if earlier is not None:
        assessment = judged(earlier)
        return Fitted(earlier, assessment, assessment.verdict)
    with stages.stage("sample"):
        fitted = fit_until(analysis, judged, stages.report, stages.say)
    if fitted.posterior is not None and fitted.assessment is not None:
        fitted.posterior["benchmark"] = xr.DataTree(benchmark_of(fitted.assessment.fit))
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


def outcome_of(fit: Fit, record: Mapping[str, object], stages: Stages) -> Outcome:
    """Everything that is published of an accepted fit."""
    if has_few_units(fit):
        with stages.stage("further_draws"):
            further_draws(fit)
    with stages.stage("checks"):
        tables = tables_of(fit)
    with stages.stage("publish"):
        page_tables = page_tables_of(fit)
    return Outcome(fit.model, fit.analysis.cells, tables, page_tables, record)


def _publish(out: Path, fit: Fit, outcome: Outcome, stages: Stages) -> None:
    """Write every file of an accepted result but `run.json`."""
    with stages.stage("publish"):
        for name, table in outcome.tables.items():
            write_csv(table, out / name)
        _save(fit.posterior, out / "posterior.nc")
        write_report(outcome, out, str(outcome.record["language"]))


def _refused_diagnostics(fitted: Fitted[Assessment]) -> pd.DataFrame:
    """Of every judged quantity, or of the sampler alone where that already refused."""
    if fitted.posterior is None:
        return NOTHING.assign(status="")
    judged = NOTHING if fitted.assessment is None else fitted.assessment.judged
    return with_status(judged, fitted.posterior, [])


def _save(posterior: xr.DataTree, path: Path) -> None:
    write_atomically(path, lambda temporary: save_posterior(posterior, temporary))


def _refusal(fitted: Fitted[Assessment]) -> list[str]:
    findings = [str(finding) for finding in fitted.verdict.findings]
    return [f"the diagnostics of {fitted.verdict.sampler} refuse the result:", *findings]
