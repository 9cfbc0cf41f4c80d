"""Draws of an analysis with their verdict: new ones, or those that the same run left behind."""

from pathlib import Path

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.files import write_atomically
from bayes_bench.fitted import Fit
from bayes_bench.posterior.sampling import Fitted, fit_until
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.quantities.assessment import Assessment, assess
from bayes_bench.workflow.folder import Folder
from bayes_bench.workflow.progress import Stages


def drawn_in(folder: Folder, analysis: Analysis, stages: Stages) -> Fitted[Assessment]:
    """The draws of an earlier run of the same fingerprint, or new ones, with their verdict."""
    with stages.stage("sample"):
        earlier = _earlier(folder)
    fitted = drawn(analysis, stages, earlier)
    if earlier is None and fitted.posterior is not None and fitted.assessment is not None:
        save(fitted.posterior, folder.checkpoint)
    return fitted


def drawn(
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


def save(posterior: xr.DataTree, path: Path) -> None:
    """Write a posterior, whole or not at all."""
    write_atomically(path, lambda temporary: save_posterior(posterior, temporary))
