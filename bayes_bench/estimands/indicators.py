"""The benchmark: predicted and expected shares of every unit, and what follows from them."""

import json

import numpy as np
import xarray as xr

from bayes_bench.design.matrix import Design, design_matrix
from bayes_bench.errors import InputError
from bayes_bench.estimands.parameters import (
    Parameters,
    Population,
    by_chain,
    case_mix_predictor,
    map_blocks,
    parameters_of,
    population_of,
    width_of,
)
from bayes_bench.estimands.standardise import direct_rate, expected_under, pieces_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.progress import Progress
from bayes_bench.suggestions import listed
from bayes_bench.typing import Floats

_DIMS = ("chain", "draw", "unit")

REFERENCES = ("national", "typical", "population", "average_unit")
"""What an expected share can be computed under; `standardise.expected_under` defines them."""

_MEANING = {
    "predicted": ("share", "underlying share on the unit's own people", "P_j = mean_i pi_ij(u_j)"),
    "expected": ("share", "share expected from the case mix", "E_j under the reference"),
    "expected_under": (
        "share",
        "share expected from the case mix, under each reference",
        "E_j under every reference",
    ),
    "indicator": ("percentage points", "underlying minus expected", "100 (P_j - E_j)"),
    "persons": ("people", "the indicator as a number of people", "n_j (P_j - E_j)"),
    "observed_gap": ("percentage points", "observed minus expected", "100 (O_j - E_j)"),
    "direct_rate": (
        "share",
        "share if everybody in the country lived in the unit",
        "mean over all people of pi_i(u_j)",
    ),
    "n": ("people", "people in the unit", "n_j"),
    "events": ("people", "people with the event", "y_j"),
    "observed": ("share", "observed share", "O_j = y_j / n_j"),
}


def benchmark(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model, *, progress: Progress | None = None
) -> xr.Dataset:
    """Benchmark every unit, "other" included, in every draw.

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
        Dims chain, draw, unit: ``predicted``, ``expected``, ``direct_rate`` (shares 0-1),
        ``indicator``, ``observed_gap`` (percentage points; positive = more events than expected)
        and ``persons``. Dims reference, chain, draw, unit: ``expected_under``, the expected share
        under each of `REFERENCES`; ``expected`` is that of the model's. Dims unit: ``n``,
        ``events``, ``observed``. Each variable's attrs hold ``units``, ``long_name`` and
        ``formula``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.

    References
    ----------
    Mohammed, Manktelow & Hofer (2016), 10.1177/0962280212465165, on how the references differ.
    """
    design = design_matrix(cells, model)
    parameters = parameters_of(posterior, cells, design)
    shares = _shares(parameters, design, population_of(cells), model, progress)
    draws = by_chain(shares, posterior, "unit")
    return _described(_figures(_by_reference(draws, model), cells), cells, model)


def indicator_draws(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> xr.DataArray:
    """The indicator alone, for many draws.

    Parameters and exceptions are those of `benchmark`.

    Returns
    -------
    DataArray (chain, draw, unit)
        ``indicator`` of `benchmark`, with its coords.
    """
    design, population = design_matrix(cells, model), population_of(cells)
    settings = model.benchmark

    def gaps(block: Parameters) -> Floats:
        pieces = pieces_of(case_mix_predictor(block, design), block, population)
        expected = expected_under(settings.reference, pieces, settings.average_weights)
        return 100 * (pieces.predicted - expected)

    parameters = parameters_of(posterior, cells, design)
    width = width_of(population.shares.size, population.people.size)
    joined = np.concatenate(map_blocks(gaps, parameters, width, None))
    draws = by_chain({"indicator": joined}, posterior, "unit")["indicator"]
    return draws.assign_coords(_unit_coords(cells))


def _unit_coords(cells: xr.Dataset) -> dict[str, xr.DataArray]:
    return {name: cells[name] for name in ("unit", "name", "ranked")}


def _shares(
    parameters: Parameters,
    design: Design,
    population: Population,
    model: Model,
    progress: Progress | None,
) -> dict[str, Floats]:
    """Predicted and direct shares, and the expected ones by reference; dims (draw, unit)."""
    weights = model.benchmark.average_weights

    def standardised(block: Parameters) -> tuple[Floats, ...]:
        pieces = pieces_of(case_mix_predictor(block, design), block, population)
        expected = (expected_under(reference, pieces, weights) for reference in REFERENCES)
        return pieces.predicted, direct_rate(pieces), *expected

    width = width_of(population.shares.size, population.people.size)
    blocks = map_blocks(standardised, parameters, width, progress)
    joined = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return dict(zip(("predicted", "direct_rate", *REFERENCES), joined, strict=True))


def _by_reference(draws: xr.Dataset, model: Model) -> xr.Dataset:
    """Expected shares as one array over references, and that of the model by itself."""
    references = xr.DataArray(list(REFERENCES), dims="reference", name="reference")
    under = xr.concat([draws[name] for name in REFERENCES], references)
    expected = draws[model.benchmark.reference]
    kept = draws.drop_vars(REFERENCES)
    return kept.assign(expected=expected, expected_under=under.transpose("reference", *_DIMS))


def _figures(shares: xr.Dataset, cells: xr.Dataset) -> xr.Dataset:
    """Add what is known of each unit and the differences."""
    bench = shares.copy()
    population = population_of(cells)
    bench["n"] = ("unit", population.people)
    events = cells["events"].to_numpy().astype(np.int64)
    bench["events"] = ("unit", np.add.reduceat(events, population.starts[:-1]))
    bench["observed"] = bench["events"] / bench["n"]
    return bench.assign(_gaps(bench, bench["expected"])).transpose("reference", *_DIMS)


def _gaps(bench: xr.Dataset, expected: xr.DataArray) -> dict[str, xr.DataArray]:
    """Everything that is a difference from the expected share."""
    gap = bench["predicted"] - expected
    gaps = {
        "indicator": 100 * gap,
        "persons": bench["n"] * gap,
        "observed_gap": 100 * (bench["observed"] - expected),
    }
    return {name: figures.transpose(*_DIMS) for name, figures in gaps.items()}


def under_reference(bench: xr.Dataset, reference: str) -> xr.Dataset:
    """The same benchmark with everything expected under another reference.

    Parameters
    ----------
    bench : Dataset
        From `benchmark`, or ``/benchmark`` of a saved posterior.
    reference : {"national", "typical", "population", "average_unit"}

    Returns
    -------
    Dataset
        ``expected``, ``indicator``, ``persons`` and ``observed_gap`` under that reference, the
        attribute ``reference`` saying so; all else as it was.

    Raises
    ------
    InputError
        No such reference, or the benchmark was written without the other references.
    """
    if reference not in REFERENCES:
        raise InputError(f"There is no reference {reference!r}: choose {listed(REFERENCES)}.")
    if reference == bench.attrs["reference"]:
        return bench
    if "expected_under" not in bench:
        raise InputError(
            f"This benchmark holds the reference {bench.attrs['reference']!r} only: it was written "
            "by an earlier version. Run the analysis again."
        )
    expected = bench["expected_under"].sel(reference=reference, drop=True)
    named = {"expected": expected, **_gaps(bench, expected)}
    values = {name: figures.assign_attrs(bench[name].attrs) for name, figures in named.items()}
    return bench.assign(values).assign_attrs(reference=reference)


def _described(bench: xr.Dataset, cells: xr.Dataset, model: Model) -> xr.Dataset:
    """Name the units and say what every variable is."""
    for name, (units, long_name, formula) in _MEANING.items():
        bench[name].attrs = {"units": units, "long_name": long_name, "formula": formula}
    attrs = {
        "reference": model.benchmark.reference,
        "better": model.data.better,
        # as text, because netCDF has no empty list
        "merged_units": json.dumps(list(cells.attrs.get("merged_units", []))),
        "dropped": cells.attrs.get("dropped", "{}"),
    }
    if model.benchmark.reference == "average_unit":
        attrs["average_weights"] = model.benchmark.average_weights
    return bench[list(_MEANING)].assign_coords(_unit_coords(cells)).assign_attrs(attrs)
