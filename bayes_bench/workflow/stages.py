"""A run: people in, files out, in stages that can be stopped and resumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr
from narwhals.typing import IntoFrame

from bayes_bench.analysis import Analysis
from bayes_bench.errors import RefusedError
from bayes_bench.files import write_csv, write_json
from bayes_bench.fitted import Fit
from bayes_bench.further_draws import further_draws
from bayes_bench.inputs.disclosure.internal import marked
from bayes_bench.inputs.model.file import Model, read_model, with_keys
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.sampling import Fitted
from bayes_bench.posterior.verdict import Verdict
from bayes_bench.quantities.assessment import Assessment, with_status
from bayes_bench.report.data_facts import left_out_lines
from bayes_bench.report.outcome import Outcome
from bayes_bench.tables.hiding import undiagnosed
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.registry import page_tables_of, tables_of
from bayes_bench.workflow.arviz_groups import with_arviz_groups
from bayes_bench.workflow.compiling import compiling
from bayes_bench.workflow.draws import drawn, drawn_in, save
from bayes_bench.workflow.folder import Folder, check_writable, claim, sha256_of
from bayes_bench.workflow.progress import Stages
from bayes_bench.workflow.reading import read_analysis
from bayes_bench.workflow.record import cells_fingerprint, identity_of, prior_notes, record_of
from bayes_bench.workflow.stage_costs import Size


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
        done = into_folder(analysis, out, options.language, stages, overwrite=options.overwrite)
        for line in left_out_lines(done.outcome, options.language):  # once more, where it is seen
            stages.say(line)
    return out / "report.html"


def read(model: Model, data: str | Path | IntoFrame | None, stages: Stages) -> Analysis:
    """The analysis, everything checked that can be before the first draw, and its notes said."""
    with compiling(stages.say):
        counted = read_analysis(model, data, stages.stage)
    for note in counted.notes:
        stages.say(f"note: {note}")
    cells, sampling = counted.analysis.cells.sizes, model.sampling
    stages.expect(Size(cells["cell"], sampling.draws * sampling.chains, cells["unit"]))
    return counted.analysis


@dataclass(frozen=True, eq=False)
class Done:
    """A run whose diagnostics hold.

    Attributes
    ----------
    fit : Fit
    outcome : Outcome
        What is published of it.
    verdict : Verdict
    """

    fit: Fit
    outcome: Outcome
    verdict: Verdict

    @cached_property
    def posterior(self) -> xr.DataTree:
        """The draws, with everything that is kept beside them."""
        return with_arviz_groups(self.fit)


def into_memory(analysis: Analysis, language: str, stages: Stages) -> Done:
    """Run an analysis that has been read, and write nothing.

    Raises
    ------
    RefusedError
        If the diagnostics refuse the result.
    """
    fitted = drawn(analysis, stages)
    record = record_of(analysis, fitted, identity_of(analysis, language))
    return _done(fitted, record, stages)


def into_folder(
    analysis: Analysis, out: Path, language: str, stages: Stages, *, overwrite: bool
) -> Done:
    """Run an analysis that has been read, or go on with it, and write what is published of it.

    Raises
    ------
    OutputError
        If the folder cannot be had; nothing is written.
    RefusedError
        If the diagnostics refuse the result; only `run.json` and `diagnostics.csv` are written.
    """
    identity = identity_of(analysis, language)
    cells = cells_fingerprint(analysis.cells)
    with claim(out, identity.fingerprint, overwrite=overwrite, cells=cells) as folder:
        fitted = drawn_in(folder, analysis, stages)
        record = record_of(analysis, fitted, identity)
        if not fitted.verdict.accepted:
            told = undiagnosed(_refused_diagnostics(fitted), analysis.hidden)
            write_csv(marked(told, analysis.model.disclosure.use), out / "diagnostics.csv")
            _finish(folder, record, stages.times())
        done = _done(fitted, record, stages)
        with stages.stage("publish"):
            _publish(folder, done)
        _finish(folder, record, stages.times())
    return done


def written(done: Done, out: Path, times: Mapping[str, Any], *, overwrite: bool) -> Path:
    """Write everything that is published of a result; the report.

    Raises
    ------
    OutputError
        If the folder cannot be had; nothing is written.
    """
    record, cells = done.outcome.record, cells_fingerprint(done.fit.analysis.cells)
    fingerprint = str(record["fingerprint"])
    with claim(out, fingerprint, overwrite=overwrite, cells=cells) as folder:
        _publish(folder, done)
        _finish(folder, record, times)
    return out / "report.html"


def _done(fitted: Fitted[Assessment], record: Mapping[str, object], stages: Stages) -> Done:
    """What is published of a fit, if its diagnostics hold."""
    if fitted.assessment is None or not fitted.verdict.accepted:
        raise RefusedError(_refusal(fitted))
    fit = fitted.assessment.fit
    for note in prior_notes(fit.model, fit.posterior):
        stages.say(f"note: {note}")
    return Done(fit, outcome_of(fit, record, stages), fitted.verdict)


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


def _publish(folder: Folder, done: Done) -> None:
    """Write every file of an accepted result but `run.json`."""
    from bayes_bench.report.html import write_report  # slow to import: it draws pictures

    language = str(done.outcome.record["language"])
    write_report(done.outcome, folder.path, language, partial(_write_figures, folder, done))


def _write_figures(folder: Folder, done: Done) -> None:
    """Write the tables and the draws."""
    for name, table in done.outcome.tables.items():
        write_csv(marked(table, done.fit.model.disclosure.use), folder.path / name)
    save(done.posterior, folder.path / "posterior.nc")


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


def _refusal(fitted: Fitted[Assessment]) -> list[str]:
    findings = [str(finding) for finding in fitted.verdict.findings]
    return [f"the diagnostics of {fitted.verdict.sampler} refuse the result:", *findings]
