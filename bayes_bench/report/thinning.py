"""Evenly spaced draws of the parameters, with their expected shares, for pictures and margins."""

from dataclasses import dataclass

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design
from bayes_bench.parameters import (
    Parameters,
    case_mix_predictor,
    evenly_spaced,
)
from bayes_bench.report.content import Found
from bayes_bench.typing import Floats

MOST = 1000
"""Draws that are kept: a 95 % bound then errs by some hundredths of the interval's width."""


@dataclass(frozen=True)
class Thinned:
    """Some draws, and who the people are.

    Attributes
    ----------
    parameters : Parameters
    expected : ndarray (draw, unit)
        Expected shares of the same draws, 0-1.
    design : Design
    population : Population
    """

    parameters: Parameters
    expected: Floats
    design: Design
    population: Population

    def predictor(self, draws: slice) -> Floats:
        """Linear predictor without the unit effect; dims (draw, cell), logits."""
        return case_mix_predictor(self.parameters[draws], self.design)

    def blocks(self) -> list[slice]:
        """Slices of draws whose predictors fit into some megabytes."""
        size = max(1, (1 << 21) // len(self.population.fractions))
        return [slice(at, at + size) for at in range(0, len(self.parameters), size)]


def thinned(found: Found, most: int = MOST) -> Thinned:
    """Keep at most ``most`` evenly spaced draws.

    Parameters
    ----------
    found : Found
    most : int

    Returns
    -------
    Thinned
    """
    parameters, analysis = found.fit.parameters, found.fit.analysis
    kept = evenly_spaced(len(parameters), most)
    draws = found.bench["expected"].transpose("chain", "draw", "unit").to_numpy()
    expected = draws.reshape(-1, draws.shape[-1])[kept]
    return Thinned(parameters[kept], expected, analysis.design, analysis.population)
