"""The benchmark: predicted and expected shares of every unit, and what follows from them."""

import json

import numpy as np
import xarray as xr

from bayes_bench.estimands.case_mix import Floats
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
from bayes_bench.inputs.design import Design, design_matrix
from bayes_bench.inputs.model_file import Model
from bayes_bench.posterior.progress import Progress

_DIMS = ("chain", "draw", "unit")

_MEANING = {
    "predicted": ("share", "underlying share on the unit's own people", "P_j = mean_i pi_ij(u_j)"),
    "expected": ("share", "share expected from the case mix", "E_j under the reference"),
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
        and ``persons``. Dims unit: ``n``, ``events``, ``observed``. Each variable's attrs hold
        ``units``, ``long_name`` and ``formula``.

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
    return _described(_figures(draws, cells), cells, model)


def _shares(
    parameters: Parameters,
    design: Design,
    population: Population,
    model: Model,
    progress: Progress | None,
) -> dict[str, Floats]:
    """Predicted, expected and direct shares; dims (draw, unit)."""
    settings = model.benchmark

    def standardised(block: Parameters) -> tuple[Floats, Floats, Floats]:
        pieces = pieces_of(case_mix_predictor(block, design), block, population)
        expected = expected_under(settings.reference, pieces, settings.average_weights)
        return pieces.predicted, expected, direct_rate(pieces)

    width = width_of(population.shares.size, population.people.size)
    blocks = map_blocks(standardised, parameters, width, progress)
    predicted, expected, direct = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return {"predicted": predicted, "expected": expected, "direct_rate": direct}


def _figures(shares: xr.Dataset, cells: xr.Dataset) -> xr.Dataset:
    """Add what is known of each unit and the differences."""
    bench = shares.copy()
    population = population_of(cells)
    bench["n"] = ("unit", population.people)
    events = cells["events"].to_numpy().astype(np.int64)
    bench["events"] = ("unit", np.add.reduceat(events, population.starts[:-1]))
    bench["observed"] = bench["events"] / bench["n"]
    gap = bench["predicted"] - bench["expected"]
    bench["indicator"] = 100 * gap
    bench["persons"] = bench["n"] * gap
    bench["observed_gap"] = 100 * (bench["observed"] - bench["expected"])
    return bench.transpose(*_DIMS)


def _described(bench: xr.Dataset, cells: xr.Dataset, model: Model) -> xr.Dataset:
    """Name the units and say what every variable is."""
    for name, (units, long_name, formula) in _MEANING.items():
        bench[name].attrs = {"units": units, "long_name": long_name, "formula": formula}
    coords = {name: cells[name] for name in ("unit", "name", "ranked")}
    attrs = {
        "reference": model.benchmark.reference,
        "better": model.data.better,
        # as text, because netCDF has no empty list
        "merged_units": json.dumps(list(cells.attrs.get("merged_units", []))),
        "dropped": cells.attrs.get("dropped", "{}"),
    }
    if model.benchmark.reference == "average_unit":
        attrs["average_weights"] = model.benchmark.average_weights
    return bench[list(_MEANING)].assign_coords(coords).assign_attrs(attrs)
