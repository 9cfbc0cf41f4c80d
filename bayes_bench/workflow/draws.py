"""Draws of an analysis with their verdict: new ones, or those that the same run left behind."""

from collections.abc import Callable
from pathlib import Path

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.files import write_atomically
from bayes_bench.fitted import Fit
from bayes_bench.posterior.sampling import Fitted, fit_until
from bayes_bench.posterior.store import CELLS, load_posterior, save_posterior
from bayes_bench.quantities.assessment import Assessment, assess_in_time
from bayes_bench.workflow.folder import Folder
from bayes_bench.workflow.progress import Stages
from bayes_bench.workflow.record import cells_fingerprint


def drawn_in(folder: Folder, analysis: Analysis, stages: Stages) -> Fitted[Assessment]:
    """The draws of an earlier run of the same fingerprint, or new ones, with their verdict.

    New draws are kept before they are judged, which takes longer than drawing them: a run that is
    stopped meanwhile goes on with them. Where they turn out to be too few, they are drawn again,
    which is quick, but not judged again.
    """
    with stages.stage("sample"):
        earlier = _earlier(folder)
    again = None if earlier is None else _again(analysis, earlier, stages)
    if again is not None and again.verdict.accepted:
        return again

    def kept(posterior: xr.DataTree) -> Assessment:
        if again is not None and again.assessment is not None and _same(posterior, earlier):
            return again.assessment
        save(posterior, folder.checkpoint)
        assessment = _judged(analysis, posterior, stages)
        if not assessment.verdict.accepted:
            folder.checkpoint.unlink()
        return assessment

    return _new(analysis, kept, stages)


def _same(one: xr.DataTree, other: xr.DataTree | None) -> bool:
    """Whether two posteriors hold the same draws."""
    if other is None or one.attrs["sampler"] != other.attrs["sampler"]:
        return False
    return one["posterior"].to_dataset().equals(other["posterior"].to_dataset())


def drawn(analysis: Analysis, stages: Stages) -> Fitted[Assessment]:
    """New draws with their verdict and their benchmark."""
    return _new(analysis, lambda posterior: _judged(analysis, posterior, stages), stages)


def _new(
    analysis: Analysis, judged: Callable[[xr.DataTree], Assessment], stages: Stages
) -> Fitted[Assessment]:
    cells = cells_fingerprint(analysis.cells)

    def told(posterior: xr.DataTree) -> Assessment:
        posterior.attrs[CELLS] = cells
        return judged(posterior)

    with stages.stage("sample"):
        fitted = fit_until(analysis, told, stages.report, stages.say)
    if fitted.posterior is not None and fitted.assessment is not None:
        fitted.posterior["benchmark"] = xr.DataTree(benchmark_of(fitted.assessment.fit))
    return fitted


def _again(analysis: Analysis, earlier: xr.DataTree, stages: Stages) -> Fitted[Assessment]:
    """Draws that an earlier run left behind, perhaps before they were judged."""
    assessment = _judged(analysis, earlier, stages)
    if assessment.verdict.accepted and "benchmark" not in earlier.children:
        earlier["benchmark"] = xr.DataTree(benchmark_of(assessment.fit))
    return Fitted(earlier, assessment, assessment.verdict)


def _judged(analysis: Analysis, posterior: xr.DataTree, stages: Stages) -> Assessment:
    with stages.stage("benchmark"):
        return assess_in_time(Fit(analysis, posterior, stages.report))


def _earlier(folder: Folder) -> xr.DataTree | None:
    """The draws left by the same run; damaged ones are drawn again, from the same seed."""
    path = folder.earlier_draws()
    if path is None:
        return None
    try:
        return load_posterior(path)
    except InputError:
        return None


def save(posterior: xr.DataTree, path: Path) -> None:
    """Write a posterior, whole or not at all."""
    write_atomically(path, lambda temporary: save_posterior(posterior, temporary))
