"""Simulation-based calibration: is the rank of the true value among posterior draws uniform.

If parameters are drawn from the prior and data given them, then the true parameters are one more
draw from the posterior: their rank among 199 independent draws is uniform on 0 ... 199, for any
function of parameters and data. The fitting function is an argument: no code is shared with what
is calibrated.

Data sets that are refused are counted and left out. Whether one is refused depends on the data
(and on the sampler's seed), not on the parameters given the data, so that the others stay
calibrated.

References
----------
Talts, Betancourt, Simpson, Vehtari & Gelman (2018), arXiv 1804.06788; Modrák, Moon, Kim, Bürkner,
Huurre, Faltejsková, Gelman & Vehtari (2023), 10.1214/23-BA1404, for functions of the data, the
likelihood among them, and for data sets that are left out.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.errors import InputError, RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.trust.sbc.data_sets import CalibrationSet, Ints, simulate_set
from bayes_bench.trust.sbc.quantities import drawn_state, quantities, true_state
from bayes_bench.trust.sbc.shapes import Shape, shape_of
from bayes_bench.typing import Floats

type Answer = Callable[[pd.DataFrame, Model], xr.Dataset]
"""From people and a model to draws with dims ``chain, draw`` and ``term`` or ``unit``: `intercept`,
`coefficient`, `unit_sd`, `unit_effect`, the benchmark's variables and `rank`. Its attribute
`sampler` names the sampler. Raises RefusedError or InputError where it refuses."""

DRAWS = 199
"""Thinned draws: ranks are 0 ... 199."""
MIN_ESS = 2.0 * DRAWS
"""Bulk effective sample size from which evenly spaced draws are taken as independent: draws of an
AR(1) process that far apart have a correlation of less than .02."""
INTERVAL = 0.95


@dataclass(frozen=True)
class SetResult:
    """Ranks and intervals of one data set.

    Attributes
    ----------
    number : int
    sampler : str
        Empty where it was refused.
    refusal : str
        Why it was refused; empty where it was not.
    seconds : float
        From the table to the ranks.
    ranks : mapping of str to int
        Of the true value among the thinned draws, 0 ... 199, by quantity.
    units : DataFrame
        A row per unit: `people`, `width` of the 95 % interval of the indicator in percentage
        points, and whether it has `covered` the true one.
    """

    number: int
    sampler: str
    refusal: str
    seconds: float
    ranks: Mapping[str, int] = field(default_factory=dict)
    units: pd.DataFrame = field(default_factory=pd.DataFrame)


def calibrate_set(
    number: int, random_seed: int, answer: Answer, shapes: Callable[[int], Shape] = shape_of
) -> SetResult:
    """Simulate a data set from the prior, fit it, and rank the true values among the draws.

    Parameters
    ----------
    number : int
        Of the data set, from 0: says which shape it has.
    random_seed : int
    answer : callable
        Fits and benchmarks.
    shapes : callable, optional
        From the number to the shape.

    Returns
    -------
    SetResult
    """
    made = simulate_set(shapes(number), random_seed)
    started = time.perf_counter()
    try:
        draws = answer(made.people, made.model)
    except (RefusedError, InputError) as error:
        return SetResult(number, "", str(error).split("\n")[0], time.perf_counter() - started)
    judged = (judge_released if made.shape.released else judge_set)(made, draws)
    return SetResult(number, *judged[:2], time.perf_counter() - started, *judged[2:])


def judge_set(
    made: CalibrationSet, draws: xr.Dataset
) -> tuple[str, str, dict[str, int], pd.DataFrame]:
    """Rank the true values of a data set among posterior draws.

    Parameters
    ----------
    made : CalibrationSet
    draws : Dataset
        What an `Answer` returns.

    Returns
    -------
    tuple
        Sampler, refusal, ranks and units of a `SetResult`.
    """
    kept = thinned(draws)
    if kept is None:
        return "", "too few effective draws to thin", {}, pd.DataFrame()
    states = drawn_state(made, kept), true_state(made)
    among, truth = (quantities(made, state) for state in states)
    sampler = str(draws.attrs["sampler"])
    places = np.arange(made.shape.units)
    return sampler, "", ranks_among(made, truth, among), units_of(made, draws, states[1], places)


def judge_released(
    made: CalibrationSet, draws: xr.Dataset
) -> tuple[str, str, dict[str, int], pd.DataFrame]:
    """`judge_set` where units were merged or are hidden: of the units that are shown.

    Whether a unit is shown depends on the data alone, so that its truth is any draw still. What is
    of all units is left out: those that are one have no truth of their own.

    Parameters
    ----------
    made : CalibrationSet
    draws : Dataset
        With ``shown`` (unit), which of them are.
    """
    kept = thinned(draws)
    if kept is None:
        return "", "too few effective draws to thin", {}, pd.DataFrame()
    codes = draws["unit"].to_numpy()[draws["shown"].to_numpy().astype(bool)]
    places, truth = np.array([int(code) - 1 for code in codes], dtype=np.int64), true_state(made)
    order = places[np.argsort(made.patterns.sizes[places], kind="stable")]
    true, among = {"unit sd": truth["unit_sd"]}, {"unit sd": kept["unit_sd"].to_numpy()}
    for size, at in zip(("small", "middle", "large"), (0, order.size // 2, -1), strict=True):
        for name in ("unit_effect", "indicator", "predicted"):
            title = f"{name.replace('_', ' ')}, {size}"
            true[title] = truth[name][:, order[at]]
            among[title] = kept[name].sel(unit=str(order[at] + 1)).to_numpy()
    sampler = str(draws.attrs["sampler"])
    return sampler, "", ranks_among(made, true, among), units_of(made, draws, truth, places)


def ranks_among(
    made: CalibrationSet, truth: Mapping[str, Floats], among: Mapping[str, Floats]
) -> dict[str, int]:
    """Ranks of true values (1,) among draws (draw,), by quantity."""
    rng = np.random.default_rng([made.model.sampling.random_seed, DRAWS])
    return {name: rank_of(truth[name][0], among[name], rng) for name in truth}


def thinned(draws: xr.Dataset) -> xr.Dataset | None:
    """Thin to 199 draws, evenly spaced over the chains; None where they would be autocorrelated."""
    flat = draws.stack(sample=("chain", "draw"), create_index=False)
    if min(_bulk_ess(draws[name]) for name in ("intercept", "unit_sd")) < MIN_ESS:
        return None
    places = (np.arange(DRAWS) + 0.5) * flat.sizes["sample"] / DRAWS
    return flat.isel(sample=places.astype(np.int64))


def _bulk_ess(draws: xr.DataArray) -> float:
    from arviz_stats.base.array import array_stats  # slow to import

    values = draws.transpose("chain", "draw").to_numpy()
    ess: Callable[..., float] = array_stats.ess  # published without types
    return float(ess(values, chain_axis=0, draw_axis=1, method="bulk"))


def rank_of(truth: float, draws: Floats, rng: np.random.Generator) -> int:
    """Number of draws below the true value; ties are broken at random."""
    ties = int((draws == truth).sum())
    return int((draws < truth).sum()) + int(rng.integers(ties + 1))


def units_of(
    made: CalibrationSet, draws: xr.Dataset, truth: Mapping[str, Floats], places: Ints
) -> pd.DataFrame:
    """The units at some places as in a `SetResult`."""
    tails = (1.0 - INTERVAL) / 2.0, (1.0 + INTERVAL) / 2.0
    indicator = draws["indicator"].sel(unit=[str(n + 1) for n in places])
    low, high = indicator.quantile(tails, ("chain", "draw"), skipna=False).to_numpy()
    true = truth["indicator"][0][places]
    return pd.DataFrame(
        {
            "people": made.patterns.sizes[places],
            "width": high - low,
            "covered": (low <= true) & (true <= high),
        }
    )
