"""From cells to draws that hold: samplers tried in turn, each drawing more until its verdict.

``auto`` begins with the nested Laplace proposal, corrected to the exact posterior, and goes on to
NUTS where that proposal is too far from the posterior to be corrected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isfinite

import numpy as np
import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model_file import Model
from bayes_bench.posterior.chains import draw_pool
from bayes_bench.posterior.density import density_of
from bayes_bench.posterior.diagnostics import Finding, Verdict, diagnose, judge
from bayes_bench.posterior.laplace import LaplaceError
from bayes_bench.posterior.nuts import sample_nuts
from bayes_bench.posterior.progress import Progress, silent
from bayes_bench.posterior.proposal import proposal_of
from bayes_bench.posterior.trees import laplace_tree, nuts_tree, sampler_figures

LADDER = {"auto": ("laplace", "nuts"), "laplace": ("laplace",), "nuts": ("nuts",)}
MOST_DRAWS = {"laplace": 50_000, "nuts": 8_000}
"""Kept draws per chain beyond which a sampler gives up."""
HEADROOM = 1.1
"""An effective sample size is itself an estimate: ask for a little more than it says is enough."""

type Assess = Callable[[xr.DataTree], Verdict]


@dataclass(frozen=True)
class Fitted:
    """Where the ladder stopped.

    Attributes
    ----------
    posterior : DataTree or None
        The draws; None where no sampler got as far as drawing.
    verdict : Verdict
        Of the last sampler tried.
    passed_over : tuple of Verdict
        Of the samplers before it.
    """

    posterior: xr.DataTree | None
    verdict: Verdict
    passed_over: tuple[Verdict, ...] = ()


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


def assess_parameters(posterior: xr.DataTree) -> Verdict:
    """Judge the parameters alone."""
    table = diagnose(posterior["posterior"].to_dataset())
    return judge(posterior.attrs["sampler"], table, sampler_figures(posterior))


def fit_until(
    cells: xr.Dataset, model: Model, assess: Assess, progress: Progress = silent
) -> Fitted:
    """Try samplers in turn, each with more draws until `assess` accepts them.

    Parameters
    ----------
    cells : Dataset
    model : Model
        Its `sampling` says which samplers, and the least number of draws.
    assess : callable
        From a posterior to a `Verdict`, over whatever quantities will be reported.
    progress : callable, optional

    Returns
    -------
    Fitted
    """
    passed_over: list[Verdict] = []
    for sampler in LADDER[model.sampling.sampler]:
        posterior, verdict = PATHS[sampler](cells, model, assess, progress)
        if verdict.accepted:
            break
        passed_over.append(verdict)
    else:
        passed_over.pop()
    return Fitted(posterior, verdict, tuple(passed_over))


type Attempt = tuple[xr.DataTree | None, Verdict]


def _laplace(cells: xr.Dataset, model: Model, assess: Assess, progress: Progress) -> Attempt:
    density = density_of(cells, model)
    try:
        proposal = proposal_of(density)
    except (LaplaceError, np.linalg.LinAlgError):
        return None, Verdict("laplace", (Finding("mode", 1, "laplace", 0.0, 1.0, np.inf),))

    def sample(draws: int) -> xr.DataTree:
        shape = model.sampling.chains, draws
        pool = draw_pool(proposal, density, shape, model.sampling.random_seed, progress)
        return laplace_tree(pool, cells, model, draws)

    return _drawing_more("laplace", sample, model, assess)


def _nuts(cells: xr.Dataset, model: Model, assess: Assess, progress: Progress) -> Attempt:
    def sample(draws: int) -> xr.DataTree:
        shape = model.sampling.chains, draws
        tree = sample_nuts(cells, model, shape, model.sampling.random_seed, progress)
        return nuts_tree(tree, cells, model)

    return _drawing_more("nuts", sample, model, assess)


PATHS = {"laplace": _laplace, "nuts": _nuts}


def _drawing_more(
    sampler: str, sample: Callable[[int], xr.DataTree], model: Model, assess: Assess
) -> Attempt:
    """Sample until accepted, until more draws would not help, or until there are too many."""
    draws = model.sampling.draws
    while True:
        posterior = sample(draws)
        verdict = _own_figures(posterior)
        if verdict.accepted:
            verdict = assess(posterior)
        if verdict.accepted or not isfinite(verdict.more_draws):
            return posterior, verdict
        draws = ceil(draws * verdict.more_draws * HEADROOM)
        if draws > max(MOST_DRAWS[sampler], model.sampling.draws):
            return posterior, verdict


def _own_figures(posterior: xr.DataTree) -> Verdict:
    """Judge the sampler's own figures first: estimands of a bad sample are not worth computing."""
    nothing = diagnose(posterior["posterior"].to_dataset()[["unit_sd"]]).iloc[:0]
    return judge(posterior.attrs["sampler"], nothing, sampler_figures(posterior))
