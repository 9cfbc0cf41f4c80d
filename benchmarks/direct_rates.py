"""Direct rates by one series and person by person, side by side."""

import time
from dataclasses import dataclass

import numpy as np
import xarray as xr
from scipy.special import expit

from bayes_bench.analysis import Analysis, Population
from bayes_bench.design.matrix import Design
from bayes_bench.estimands.pieces import pieces_of
from bayes_bench.estimands.standardise import direct_rate
from bayes_bench.inputs.model.file import Model
from bayes_bench.parameters import (
    Parameters,
    case_mix_predictor,
    map_lanes,
    parameters_of,
)
from bayes_bench.posterior.sampling import sample
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class Timing:
    """Seconds for all draws, and how far the two ways are apart.

    Attributes
    ----------
    draws : int
    series, brute : float
        Seconds; ``brute`` is worked out from some of the draws.
    largest_difference : float
        Of the shares.
    """

    draws: int
    series: float
    brute: float
    largest_difference: float

    def __str__(self) -> str:
        return (
            f"{self.draws} draws by series: {self.series:.2f} s; person by person it would take "
            f"{self.brute:.0f} s, {self.brute / self.series:.0f} times as long.\n"
            f"Largest difference of a share: {self.largest_difference:.1e}"
        )


def time_direct_rates(cells: xr.Dataset, model: Model, few: int) -> Timing:
    """Time the direct rates of a fit, person by person for its first ``few`` draws only.

    Parameters
    ----------
    cells : Dataset
    model : Model
    few : int

    Returns
    -------
    Timing
    """
    analysis = Analysis(model, cells)
    design, population = analysis.design, analysis.population
    draws = parameters_of(sample(analysis), analysis)
    _by_series(draws[:few], design, population)  # compiles
    begun = time.perf_counter()
    series = _by_series(draws, design, population)
    middle = time.perf_counter()
    brute = _person_by_person(draws[:few], design, population)
    seconds = (time.perf_counter() - middle) * len(draws) / len(brute)
    difference = float(np.abs(series[:few] - brute).max())
    return Timing(len(draws), middle - begun, seconds, difference)


def _by_series(draws: Parameters, design: Design, population: Population) -> Floats:
    def rates(block: Parameters) -> Floats:
        return direct_rate(pieces_of(block, design, population))

    return np.concatenate(map_lanes(rates, draws, None))


def _person_by_person(draws: Parameters, design: Design, population: Population) -> Floats:
    everybody, people = case_mix_predictor(draws, design), population.country_fractions
    return np.array([expit(everybody + u[:, None]) @ people for u in draws.unit_effect.T]).T
