"""Benchmark indicators with uncertainty, from a multilevel logistic model.

The public names are imported when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module

_HOMES = {
    "aggregate": "bayes_bench.inputs.cells",
    "benchmark": "bayes_bench.estimands.indicators",
    "build_pymc_model": "bayes_bench.posterior.pymc_model",
    "estimand": "bayes_bench.estimands.catalogue",
    "expectation_contributions": "bayes_bench.estimands.expectation.contributions",
    "fit": "bayes_bench.posterior.sampling",
    "grades": "bayes_bench.ranking.tiers",
    "rank_claims": "bayes_bench.ranking.claims",
    "rank_list": "bayes_bench.tables.ranks",
    "rank_probabilities": "bayes_bench.ranking.ranks",
    "read_model": "bayes_bench.inputs.model.file",
    "read_people": "bayes_bench.inputs.people",
    "sensitivity": "bayes_bench.sensitivity.compare",
    "whom_to_visit": "bayes_bench.ranking.selection",
}

__all__ = [*_HOMES]  # noqa: PLE0604 - the names of the table above


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
