"""From cells to draws that hold: samplers tried in turn, each drawing more until its verdict.

``auto`` begins with the nested Laplace proposals, corrected to the exact posterior, and goes on to
NUTS where they are too far from the posterior to be corrected.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Protocol

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.diagnostics import NOTHING, diagnose
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.samplers.laplace import Sample, laplace_sampler
from bayes_bench.posterior.samplers.nuts import sample_nuts
from bayes_bench.posterior.trees import nuts_tree, sampler_figures
from bayes_bench.posterior.verdict import Finding, Verdict, judge
from bayes_bench.progress import Progress, silent, unheard

LADDER = {"auto": ("laplace", "nuts"), "laplace": ("laplace",), "nuts": ("nuts",)}
MOST_DRAWS = {"laplace": 50_000, "nuts": 8_000}
"""Kept draws per chain beyond which a sampler gives up."""
HEADROOM = 1.1
"""An effective sample size is itself an estimate: ask for a little more than it says is enough."""


class Judged(Protocol):
    """Anything that carries a verdict."""

    @property
    def verdict(self) -> Verdict:
        """Whether the draws may be used."""
        ...


type Assess[A: Judged] = Callable[[xr.DataTree], A]


@dataclass(frozen=True)
class Fitted[A: Judged]:
    """Where the ladder stopped.

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
    fitted = fit_until(cells, model, assess_parameters, progress)
    if fitted.posterior is None or not fitted.verdict.accepted:
        raise RefusedError([str(finding) for finding in fitted.verdict.findings])
    return fitted.posterior


def sample(analysis: Analysis, *, progress: Progress = silent) -> xr.DataTree:
    """`fit` of an analysis."""
    return fit(analysis.cells, analysis.model, progress=progress)


@dataclass(frozen=True)
class ParameterAssessment:
    """The verdict on the parameters alone."""

    verdict: Verdict


def assess_parameters(posterior: xr.DataTree) -> ParameterAssessment:
    """Judge the parameters alone."""
    table = diagnose(posterior["posterior"].to_dataset())
    return ParameterAssessment(judge(posterior.attrs["sampler"], table, sampler_figures(posterior)))


def fit_until[A: Judged](
    cells: xr.Dataset,
    model: Model,
    assess: Assess[A],
    progress: Progress = silent,
    say: Callable[[str], None] = unheard,
) -> Fitted[A]:
    """Try samplers in turn, each with more draws until `assess` accepts them.

    Parameters
    ----------
    cells : Dataset
    model : Model
        Its `sampling` says which samplers, and the least number of draws.
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
    for sampler in LADDER[model.sampling.sampler]:
        if passed_over:
            say(f"{sampler} takes over: {list(passed_over.values())[-1][0]}")
        fitted = _attempt(sampler, cells, model, assess, progress)
        if fitted.verdict.accepted:
            break
        passed_over[sampler] = [str(finding) for finding in fitted.verdict.findings]
    if fitted.posterior is not None:
        passed_over.pop(fitted.verdict.sampler, None)
        fitted.posterior.attrs["passed_over"] = json.dumps(passed_over)
    return fitted


def _attempt[A: Judged](
    sampler: str, cells: xr.Dataset, model: Model, assess: Assess[A], progress: Progress
) -> Fitted[A]:
    """Sample until `_sampled` is done, or the Laplace approximation breaks down."""
    try:
        return _sampled(sampler, SAMPLERS[sampler](cells, model, progress), model, assess)
    except LaplaceError as error:
        return Fitted(None, None, Verdict(sampler, (Finding("mode", sampler, note=str(error)),)))


def _sampled[A: Judged](sampler: str, sample: Sample, model: Model, assess: Assess[A]) -> Fitted[A]:
    """Sample until accepted, until more draws would not help, or until there are too many."""
    draws = model.sampling.draws
    while True:
        posterior = sample(draws)
        assessment, verdict = None, judge(sampler, NOTHING, sampler_figures(posterior))
        if verdict.accepted:
            assessment = assess(posterior)
            verdict = assessment.verdict
        if verdict.accepted or not isfinite(verdict.more_draws):
            return Fitted(posterior, assessment, verdict)
        if draws >= MOST_DRAWS[sampler]:
            return Fitted(posterior, assessment, verdict)
        draws = min(ceil(draws * verdict.more_draws * HEADROOM), MOST_DRAWS[sampler])


def _nuts(cells: xr.Dataset, model: Model, progress: Progress) -> Sample:
    def sample(draws: int) -> xr.DataTree:
        shape = model.sampling.chains, draws
        tree = sample_nuts(cells, model, shape, model.sampling.random_seed, progress)
        return nuts_tree(tree, cells, model)

    return sample


SAMPLERS = {"laplace": laplace_sampler, "nuts": _nuts}
