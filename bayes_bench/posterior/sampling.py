"""From cells to draws that hold: samplers tried in turn, each drawing more until its verdict.

``auto`` tries every sampler in its order: it begins with the nested Laplace proposals, corrected to
the exact posterior, and goes on to NUTS where they are too far from the posterior to be corrected.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil, isfinite
from typing import Protocol

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.posterior.diagnostics import NOTHING, diagnose
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.sampler import Sampler, Standard, samplers, samplers_to_try
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.posterior.verdict import Finding, Verdict, judge
from bayes_bench.progress import Progress, silent, unheard

HEADROOM = 1.1
"""An effective sample size is itself an estimate: ask for a little more than it says is enough."""


FEW, FEW_EFFECTIVE, FEW_R_HAT = 1_000, 400.0, 1.02
"""Of a fit beside the main one, whose thinned draws are read with their Monte Carlo errors: its
draws over all chains, and the effective draws and R-hat of every parameter that are then enough."""


class Judged(Protocol):
    """Anything that carries a verdict."""

    @property
    def verdict(self) -> Verdict:
        """Whether the draws may be used."""
        ...


type Assess[A: Judged] = Callable[[xr.DataTree], A]


@dataclass(frozen=True)
class Fitted[A: Judged]:
    """What the last sampler tried came to.

    Attributes
    ----------
    posterior : DataTree or None
        The draws; None where no sampler got as far as drawing.
    assessment : object or None
        Of these draws; None where the sampler's own figures already refused them.
    verdict : Verdict
        Of the last sampler tried.
    """

    posterior: xr.DataTree | None
    assessment: A | None
    verdict: Verdict


@dataclass(frozen=True)
class ParameterAssessment:
    """The verdict on the parameters alone."""

    verdict: Verdict


def fit(cells: xr.Dataset, model: Model, *, progress: Progress = silent) -> xr.DataTree:
    """Draw from the posterior until every parameter's diagnostics hold.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``, from `bayes_bench.aggregate`.
    model : Model
    progress : callable, optional
        Told ``(done, total)`` while draws are made.

    Returns
    -------
    DataTree
        ``/posterior`` with `intercept` (chain, draw), `coefficient` (chain, draw, term; absent
        without covariates), `unit_sd` (chain, draw) and `unit_effect` (chain, draw, unit), all on
        the log-odds scale; ``/sample_stats``; ``/prior``. The attribute `sampler` names the one
        that was used.

    Raises
    ------
    RefusedError
        If no sampler's diagnostics hold.
    """
    return sample(Analysis(with_seed(model, cells), cells), progress=progress)


def sample(analysis: Analysis, *, progress: Progress = silent) -> xr.DataTree:
    """Draw from the posterior of an analysis until every parameter's diagnostics hold.

    Parameters
    ----------
    analysis : Analysis
    progress : callable, optional
        Told ``(done, total)`` while draws are made.

    Returns
    -------
    DataTree
        As of `fit`.

    Raises
    ------
    RefusedError
        If no sampler's diagnostics hold.
    """
    return _accepted(fit_until(analysis, assess_parameters, progress))


def sample_few(analysis: Analysis) -> xr.DataTree:
    """`sample`, held to the standard of a fit beside the main one (`FEW_EFFECTIVE`).

    Parameters
    ----------
    analysis : Analysis
        Of a model from `with_few_draws`.
    """
    return _accepted(fit_until(analysis, _assess_few))


def _accepted(fitted: Fitted[ParameterAssessment]) -> xr.DataTree:
    if fitted.posterior is None or not fitted.verdict.accepted:
        raise RefusedError([str(finding) for finding in fitted.verdict.findings])
    return fitted.posterior


def with_few_draws(model: Model, few: int = FEW) -> Model:
    """The model with as many draws in all as are read, where those of a long run would be thinned.

    Parameters
    ----------
    model : Model
        Where it has fewer draws than that, they stay so many.
    few : int, optional
    """
    sampling = model.sampling
    draws = min(sampling.draws, ceil(few / sampling.chains))
    return model.model_copy(update={"sampling": sampling.model_copy(update={"draws": draws})})


def assess_parameters(posterior: xr.DataTree) -> ParameterAssessment:
    """Judge the parameters alone."""
    return _assessed(posterior, samplers()[posterior.attrs["sampler"]].standard)


def _assess_few(posterior: xr.DataTree) -> ParameterAssessment:
    """Judge the parameters of a fit beside the main one."""
    own = samplers()[posterior.attrs["sampler"]].standard
    return _assessed(posterior, replace(own, ess=FEW_EFFECTIVE, r_hat=FEW_R_HAT))


def _assessed(posterior: xr.DataTree, standard: Standard) -> ParameterAssessment:
    table, figures = diagnose(posterior["posterior"].to_dataset()), sampler_figures(posterior)
    return ParameterAssessment(judge(posterior.attrs["sampler"], table, figures, standard))


def fit_until[A: Judged](
    analysis: Analysis,
    assess: Assess[A],
    progress: Progress = silent,
    say: Callable[[str], None] = unheard,
) -> Fitted[A]:
    """Try samplers in turn, each with more draws until `assess` accepts them.

    Parameters
    ----------
    analysis : Analysis
        The `sampling` of its model says which samplers, and the least number of draws.
    assess : callable
        From a posterior to its verdict over whatever quantities will be reported.
    progress : callable, optional
        Told ``(done, total)`` while draws are made.
    say : callable, optional
        Told in words when a sampler is passed over.

    Returns
    -------
    Fitted
        The attribute `passed_over` of its posterior holds, as JSON, why samplers before the one
        used were not.
    """
    passed_over: dict[str, list[str]] = {}
    for sampler in samplers_to_try(analysis.model.sampling.sampler):
        if passed_over:
            say(f"{sampler.name} takes over: {list(passed_over.values())[-1][0]}")
        reasons = json.dumps(passed_over)
        fitted = _attempt(sampler, analysis, _told(reasons, assess), progress)
        if fitted.posterior is not None:
            fitted.posterior.attrs["passed_over"] = reasons
        if fitted.verdict.accepted:
            break
        passed_over[sampler.name] = [str(finding) for finding in fitted.verdict.findings]
    return fitted


def _told[A: Judged](reasons: str, assess: Assess[A]) -> Assess[A]:
    """Draws say why samplers were passed over before they are judged, and perhaps kept."""

    def judged(posterior: xr.DataTree) -> A:
        posterior.attrs["passed_over"] = reasons
        return assess(posterior)

    return judged


def _attempt[A: Judged](
    sampler: Sampler, analysis: Analysis, assess: Assess[A], progress: Progress
) -> Fitted[A]:
    """Sample until `_sampled` is done, or the Laplace approximation breaks down."""
    try:
        return _sampled(sampler, analysis, assess, progress)
    except LaplaceError as error:
        finding = Finding("mode", sampler.name, note=str(error))
        return Fitted(None, None, Verdict(sampler.name, (finding,)))


def _sampled[A: Judged](
    sampler: Sampler, analysis: Analysis, assess: Assess[A], progress: Progress
) -> Fitted[A]:
    """Sample until accepted, until more draws would not help, or until there are too many."""
    draw, draws = sampler.prepare(analysis, progress), analysis.model.sampling.draws
    while True:
        posterior = draw(draws)
        assessment, verdict = None, judge(sampler.name, NOTHING, sampler_figures(posterior))
        if verdict.accepted:
            assessment = assess(posterior)
            verdict = assessment.verdict
        if verdict.accepted or not isfinite(verdict.more_draws):
            return Fitted(posterior, assessment, verdict)
        if draws >= sampler.max_draws:
            return Fitted(posterior, assessment, verdict)
        draws = min(ceil(draws * verdict.more_draws * HEADROOM), sampler.max_draws)
