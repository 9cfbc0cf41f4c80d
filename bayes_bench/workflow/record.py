"""`run.json`: what was done, with which versions, how long it took, and the verdict."""

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.prior_conflict import prior_conflict
from bayes_bench.inputs.digests import digest_of
from bayes_bench.inputs.disclosure.shown import shown_of
from bayes_bench.inputs.facts import ATTRIBUTE, facts_of
from bayes_bench.inputs.model.file import Model, resolved
from bayes_bench.posterior.sampling import Fitted
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.quantities.assessment import Assessment

FORMAT = 1
LIBRARIES = (
    "bayes_bench",
    "arviz",
    "duckdb",
    "numba",
    "numpy",
    "nutpie",
    "pandas",
    "pymc",
    "scipy",
    "xarray",
)


def cells_fingerprint(cells: xr.Dataset) -> str:
    """SHA-256 of everything in the cells.

    Of the cells and not of the file of people: what is written is then a function of what may be
    shown, and one row per person and counts of the same people are the same data.
    """
    # the facts repeat as values what the other attributes say
    said = {name: value for name, value in cells.attrs.items() if name != ATTRIBUTE}
    return digest_of(json.dumps(said, sort_keys=True, default=str), cells, _everything).hex()


def _everything(variable: xr.Variable) -> str:
    return json.dumps([variable.dims, variable.attrs], sort_keys=True, default=str)


@dataclass(frozen=True)
class Identity:
    """What makes a run the same run.

    Attributes
    ----------
    fingerprint : str
        SHA-256 of the model with every option, `cells`, the language and the version.
    cells : str
        `cells_fingerprint` of what may be shown of the cells, since it is written in files that
        leave: counts that are hidden could be tried until one gives the digest of all.
    language : str
    """

    fingerprint: str
    cells: str
    language: str


def identity_of(analysis: Analysis, language: str) -> Identity:
    """The identity of a run."""
    of_cells = cells_fingerprint(shown_of(analysis.cells, analysis.model))
    parts = [resolved(analysis.model), of_cells, language, version("bayes_bench")]
    return Identity(_sha256_of(parts), of_cells, language)


def _sha256_of(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def record_of(analysis: Analysis, fitted: Fitted[Assessment], identity: Identity) -> dict[str, Any]:
    """What was done and what came of it: `run.json` but for the times.

    Parameters
    ----------
    analysis : Analysis
        Its model as it was run, options applied.
    fitted : Fitted
        The draws and the verdict on them.
    identity : Identity

    Returns
    -------
    dict
        Plain data; files by their base names.
    """
    model, facts = analysis.model, facts_of(analysis.cells)
    posterior, verdict = fitted.posterior, fitted.verdict
    figures = {} if posterior is None else sampler_figures(posterior)
    return {
        "format": FORMAT,
        "fingerprint": identity.fingerprint,
        "language": identity.language,
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in LIBRARIES},
        "cells": identity.cells,
        "model": resolved(model),
        "random_seed": model.sampling.random_seed,
        "sampler": verdict.sampler,
        "passed_over": {} if posterior is None else json.loads(posterior.attrs["passed_over"]),
        "chains": model.sampling.chains,
        "draws": None if posterior is None else posterior["posterior"].sizes["draw"],
        "pareto_k": figures.get("pareto_k"),
        "figures": figures,
        "verdict": "accepted" if verdict.accepted else "refused",
        "findings": [str(finding) for finding in verdict.findings],
        "use": model.disclosure.use,
        "notes": prior_notes(model, posterior),
        "left_out": None if facts.left_out is None else asdict(facts.left_out),
        "noticed": [asdict(fact) for fact in facts.noticed],
    }


def prior_notes(model: Model, posterior: xr.DataTree | None) -> list[str]:
    """Which prior the data contradict, and what to write in its place."""
    if posterior is None:
        return []
    draws = posterior["posterior"].to_dataset()["unit_sd"]
    found = prior_conflict(draws, model.priors.unit_sd)
    return [] if found is None else [str(found)]
