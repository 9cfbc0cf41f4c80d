"""The benchmark: predicted and expected rates of every unit, and their differences."""

from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.benchmark_attributes import attrs_of, described, is_of
from bayes_bench.estimands.estimand import COMPARED_EFFECT
from bayes_bench.estimands.references import REFERENCES, gaps_from, under_reference
from bayes_bench.estimands.standardise import direct_rate, expected_under
from bayes_bench.estimands.unit_level import compared, compared_pieces, compared_pieces_for
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model
from bayes_bench.parameters import Parameters, by_chain, map_lanes
from bayes_bench.progress import Progress, silent
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats

_DIMS = ("chain", "draw", "unit")


def benchmark(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, *, progress: Progress | None = None
) -> xr.Dataset:
    """Standardise every unit's rate, "other" included, in every draw.

    Parameters
    ----------
    posterior : DataTree
        As `fit` returns it.
    cells : Dataset
        The cells it was fitted to; dims cell, unit.
    model : Model
        Its ``benchmark.reference`` names the estimand.
    progress : callable, optional
        Told the blocks of draws done and their number.

    Returns
    -------
    Dataset
        Dims chain, draw, unit: ``predicted``, ``expected``, ``direct_rate`` (rates 0-1),
        ``indicator``, ``observed_gap`` (percentage points; positive = more events than expected)
        and ``persons`` (excess events). Dims reference, chain, draw, unit: ``expected_under``, the
        expected rate under each of `REFERENCES`; ``expected`` is that of the model's. Dims unit:
        ``n``, ``events``, ``observed``. Each variable's attrs hold ``units``, ``long_name`` and
        ``formula``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.

    References
    ----------
    Mohammed, Manktelow & Hofer (2016), 10.1177/0962280212465165, on how the references differ.
    """
    return _standardised(Fit(Analysis(model, cells), posterior, progress or silent)).benchmark


@once
def benchmark_of(fit: Fit) -> xr.Dataset:
    """The benchmark of a fit: the one saved with its posterior, or computed (see `benchmark`)."""
    if "benchmark" in fit.posterior.children:
        saved = fit.posterior["benchmark"].to_dataset()
        if is_of(saved, fit.analysis):
            return saved
    return _standardised(fit).benchmark


@once
def mean_variances(fit: Fit) -> Floats:
    """Mean p (1 - p) over each unit's own people, in every draw; dims (draw, unit)."""
    return _standardised(fit).variance


@once
def indicator_ranks(fit: Fit) -> Ranks:
    """Ranks of the units by the indicator, under the model's reference."""
    return Ranks(benchmark_of(fit)["indicator"], fit.model.data.better)


@once
def indicator_ranks_under(fit: Fit) -> dict[str, Ranks]:
    """Ranks of the units by the indicator, by reference; the model's are `indicator_ranks`."""
    bench, own = benchmark_of(fit), fit.model.benchmark.reference
    others = {
        name: Ranks(
            under_reference(bench, name, ("indicator",))["indicator"], fit.model.data.better
        )
        for name in REFERENCES
        if name != own
    }
    return {own: indicator_ranks(fit), **others}


@dataclass(frozen=True)
class _Standardised:
    """What one pass over the people gives: the benchmark, and mean p (1 - p) (draw, unit)."""

    benchmark: xr.Dataset
    variance: Floats


@once
def _standardised(fit: Fit) -> _Standardised:
    rates = _rates(fit)
    variance = rates.pop("variance")
    figures = _figures(_by_reference(rates, fit), fit.analysis)
    figures = described(figures, fit.analysis)
    return _Standardised(_with_compared_effect(figures, fit), variance)


def _with_compared_effect(bench: xr.Dataset, fit: Fit) -> xr.Dataset:
    """With the effects that units are compared by, where these are not the unit effects alone."""
    if fit.analysis.of_units is None:
        return bench
    effect = compared(fit.parameters, fit.analysis).unit_effect
    draws = by_chain({COMPARED_EFFECT: effect}, fit.posterior, "unit")[COMPARED_EFFECT]
    whole: xr.Dataset = bench.assign(
        {COMPARED_EFFECT: draws.assign_attrs(attrs_of(COMPARED_EFFECT))}
    )
    return whole


@once
def indicator_draws(fit: Fit) -> xr.DataArray:
    """The indicator alone, for a fit of which nothing else is asked.

    Returns
    -------
    DataArray (chain, draw, unit)
        ``indicator`` of `benchmark`, with its coords.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    settings = fit.model.benchmark

    def gaps(block: Parameters) -> Floats:
        pieces = compared_pieces_for(settings.reference, block, fit.analysis)
        expected = expected_under(settings.reference, pieces, settings.average_weights)
        return 100 * (pieces.predicted - expected)

    joined = np.concatenate(map_lanes(gaps, fit.parameters, None))
    draws = by_chain({"indicator": joined}, fit.posterior, "unit")["indicator"]
    return draws.assign_coords(fit.analysis.unit_coords)


def _rates(fit: Fit) -> dict[str, Floats]:
    """Rates by name, and the variance, (draw, unit); expected ones (reference, draw, unit)."""
    weights = fit.model.benchmark.average_weights

    def standardised(block: Parameters) -> dict[str, Floats]:
        pieces = compared_pieces(block, fit.analysis)
        return {
            "variance": pieces.variance,
            "predicted": pieces.predicted,
            "direct_rate": direct_rate(pieces),
            "expected_under": np.stack([expected_under(of, pieces, weights) for of in REFERENCES]),
        }

    blocks = map_lanes(standardised, fit.parameters, fit.progress)
    # one after another out of the blocks: all of them twice might not fit into memory
    return {name: np.concatenate([of.pop(name) for of in blocks], -2) for name in [*blocks[0]]}


def _by_reference(rates: dict[str, Floats], fit: Fit) -> xr.Dataset:
    """Rates by chain, the expected ones over references, and that of the model by itself."""
    under = rates.pop("expected_under")
    draws = by_chain(rates, fit.posterior, "unit")
    expected = xr.DataArray(
        under.reshape(len(under), *draws["predicted"].shape),
        {"reference": list(REFERENCES), **draws.coords},
        ("reference", *_DIMS),
    )
    own = expected.sel(reference=fit.model.benchmark.reference, drop=True)
    return draws.assign(expected=own, expected_under=expected)


def _figures(rates: xr.Dataset, analysis: Analysis) -> xr.Dataset:
    """Add each unit's counts, its observed rate, and the differences from the expected one."""
    bench = rates.copy()
    bench["n"] = ("unit", analysis.population.people)
    bench["events"] = ("unit", analysis.population.unit_events)
    bench["observed"] = bench["events"] / bench["n"]
    return bench.assign(gaps_from(bench, bench["expected"])).transpose("reference", *_DIMS)
