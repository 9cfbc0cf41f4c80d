"""A run: people in, files out, in stages that can be stopped and resumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from narwhals.typing import IntoFrame

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError, RefusedError
from bayes_bench.estimands.covariates.effects import covariate_effects
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.variation import variation_draws
from bayes_bench.files import write_atomically, write_csv, write_json
from bayes_bench.fit import Fit
from bayes_bench.further_draws import further_draws
from bayes_bench.inputs.model.file import Model, read_model, with_keys
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.sampling import Fitted, fit_until
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.posterior.verdict import Verdict
from bayes_bench.quantities.assessment import Assessment, assess, with_status
from bayes_bench.report.content import Found
from bayes_bench.report.html import write_report
from bayes_bench.run.folder import Folder, check_writable, claim, sha256_of
from bayes_bench.run.progress import Stages
from bayes_bench.run.reading import read_analysis
from bayes_bench.run.record import identity_of, record_of
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.registry import tables_of


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
    out = options.out or Path("output") / model_path.stem
    with Stages() as stages:
        with stages.stage("read"):
            model = with_keys(read_model(model_path), {"sampling": options.sampling})
            check_writable(out)
        analysis = read(model, options.data, stages)
        into_folder(analysis, out, options.language, stages, overwrite=options.overwrite)
    return out / "report.html"


def read(model: Model, data: str | Path | IntoFrame | None, stages: Stages) -> Analysis:
    """The analysis, everything checked that can be before the first draw, and its notes said."""
    counted = read_analysis(model, data, stages.stage)
    for note in counted.notes:
        stages.say(f"note: {note}")
    return counted.analysis


def into_memory(analysis: Analysis, language: str, stages: Stages) -> tuple[Found, Verdict]:
    """Run an analysis that has been read, and write nothing.

    Raises
    ------
    RefusedError
        If the diagnostics refuse the result.
    """
    fitted = _drawn(analysis, stages)
    record = record_of(analysis.model, fitted, identity_of(analysis, language))
    return findings(_accepted(fitted), record, stages), fitted.verdict


def into_folder(
    analysis: Analysis, out: Path, language: str, stages: Stages, *, overwrite: bool
) -> tuple[Found, Verdict]:
    """Run an analysis that has been read, or go on with it, and write what is published of it.

    Raises
    ------
    OutputError
        If the folder cannot be had; nothing is written.
    RefusedError
        If the diagnostics refuse the result; only `run.json` and `diagnostics.csv` are written.
    """
    identity = identity_of(analysis, language)
    with claim(out, identity.fingerprint, overwrite=overwrite) as folder:
        fitted = _draws(folder, analysis, stages)
        record = record_of(analysis.model, fitted, identity)
        if not fitted.verdict.accepted:
            write_csv(_refused_diagnostics(fitted), out / "diagnostics.csv")
            _finish(folder, record, stages.times())
        found = findings(_accepted(fitted), record, stages)
        with stages.stage("publish"):
            _publish(out, found)
        _finish(folder, record, stages.times())
    return found, fitted.verdict


def written(found: Found, out: Path, times: Mapping[str, Any], *, overwrite: bool) -> Path:
    """Write everything that is published of a result; the report.

    Raises
    ------
    OutputError
        If the folder cannot be had; nothing is written.
    """
    with claim(out, str(found.record["fingerprint"]), overwrite=overwrite) as folder:
        _publish(out, found)
        _finish(folder, found.record, times)
    return out / "report.html"


def _accepted(fitted: Fitted[Assessment]) -> Fit:
    """The fit, if its diagnostics hold."""
    if fitted.assessment is None or not fitted.verdict.accepted:
        raise RefusedError(_refusal(fitted))
    return fitted.assessment.fit


def _draws(folder: Folder, analysis: Analysis, stages: Stages) -> Fitted[Assessment]:
    """The draws of an earlier run of the same fingerprint, or new ones, with their verdict."""
    with stages.stage("sample"):
        earlier = _earlier(folder)
    fitted = _drawn(analysis, stages, earlier)
    if earlier is None and fitted.posterior is not None and fitted.assessment is not None:
        _save(fitted.posterior, folder.checkpoint)
    return fitted


def _drawn(
    analysis: Analysis, stages: Stages, earlier: xr.DataTree | None = None
) -> Fitted[Assessment]:
    """Draws, new ones where there are none, with their verdict and their benchmark."""

    def judged(posterior: xr.DataTree) -> Assessment:
        with stages.stage("benchmark"):
            return assess(Fit(analysis, posterior, stages.report))

    if earlier is not None:
        assessment = judged(earlier)
        return Fitted(earlier, assessment, assessment.verdict)
    with stages.stage("sample"):
        fitted = fit_until(analysis, judged, stages.report, stages.say)
    if fitted.posterior is not None and fitted.assessment is not None:
        fitted.posterior["benchmark"] = xr.DataTree(benchmark_of(fitted.assessment.fit))
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


def findings(fit: Fit, record: Mapping[str, object], stages: Stages) -> Found:
    """Everything that is published of an accepted fit."""
    if has_few_units(fit):
        with stages.stage("further_draws"):
            further_draws(fit)
    with stages.stage("checks"):
        tables = tables_of(fit)
    return Found(
        fit=fit,
        model=fit.model,
        cells=fit.analysis.cells,
        posterior=fit.posterior,
        bench=benchmark_of(fit),
        variation=variation_draws(fit),
        effects=covariate_effects(fit),
        tables=tables,
        record=record,
    )


def _publish(out: Path, found: Found) -> None:
    """Write every file of an accepted result but `run.json`."""
    for name, table in found.tables.items():
        write_csv(table, out / name)
    _save(found.posterior, out / "posterior.nc")
    write_report(found, out, str(found.record["language"]))


def _finish(folder: Folder, record: Mapping[str, object], times: Mapping[str, Any]) -> None:
    """Write `run.json`, which says that everything else is there."""
    drawn = {"posterior_sha256": sha256_of(folder.path / "posterior.nc")}
    write_json({**record, **drawn, **times}, folder.path / "run.json")
    folder.finish()


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
