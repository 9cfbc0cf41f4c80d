"""Certified values: what two integrators, built differently, agree on, and to how many digits.

For means and sd's a digit counts in posterior sd's, for probabilities and the log marginal
likelihood it is absolute: a mean near zero then has digits too. Under ``national`` only the mean
and sd are certified here; its probabilities are checked against independent draws.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bayes_bench.trust.exact import summarise
from bayes_bench.trust.exact_indicators import gap_summary, national_moments
from bayes_bench.trust.exact_ranks import rank_probabilities
from bayes_bench.trust.problem import Array, Problem
from bayes_bench.trust.surface import GAUSS, TRAPEZOID, Integrator, integrate_surface

MOST_RANKED = 24  # units beyond which the rank table is left out: its cost grows with the cube
CEILING = 15.0

type Values = dict[str, Array]


@dataclass(frozen=True)
class Certified:
    """Values by name, and the number of digits in which the two integrators agree.

    ``values`` are the trapezoidal ones; arrays are (unit,), the rank table (unit, rank).
    """

    problem: Problem
    values: Values
    digits: dict[str, float]

    @property
    def fewest_digits(self) -> float:
        """The worst agreement of any value."""
        return min(self.digits.values())


def certify(problem: Problem, ranks: bool | None = None) -> Certified:
    """Every certified value of a problem.

    Parameters
    ----------
    problem : Problem
    ranks : bool, optional
        Whether to work out the rank table; by default up to 24 units.

    Returns
    -------
    Certified
    """
    wanted = problem.units <= MOST_RANKED if ranks is None else ranks
    first, second = (_values(problem, rule, wanted) for rule in (TRAPEZOID, GAUSS))
    digits = {name: _digits(name, first, second) for name in first}
    return Certified(problem, first, digits)


def write_certified(certified: Certified, path: Path) -> None:
    """Write problem, values, digits and method as JSON."""
    problem = certified.problem
    prior = problem.prior
    unit_sd = {"family": type(prior.unit_sd).__name__, **vars(prior.unit_sd)}
    document = {
        "method": f"{__doc__}",
        "n": list(problem.n),
        "events": list(problem.events),
        "prior": {"mean": prior.mean, "sd": prior.sd, "unit_sd": unit_sd},
        "digits": {name: round(digits, 1) for name, digits in certified.digits.items()},
        "values": {name: value.tolist() for name, value in certified.values.items()},
    }
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def _values(problem: Problem, integrator: Integrator, ranks: bool) -> Values:
    surface = integrate_surface(problem, integrator)
    values = {name: np.array(value) for name, value in vars(summarise(surface)).items()}
    for reference in ("typical", "population"):
        gaps = vars(gap_summary(surface, reference))
        values |= {f"{reference}_gap_{name}": value for name, value in gaps.items()}
    values["national_gap_mean"], values["national_gap_sd"] = national_moments(surface)
    return values | ({"rank_probability": rank_probabilities(surface)} if ranks else {})


def _digits(name: str, first: Values, second: Values) -> float:
    difference = np.abs(first[name] - second[name])
    stem, _, kind = name.rpartition("_")
    scale = first[f"{stem}_sd"] if kind in ("mean", "sd") else np.array(1.0)
    worst = float((difference / scale).max())
    return CEILING if worst == 0 else min(CEILING, -float(np.log10(worst)))
