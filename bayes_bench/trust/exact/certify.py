"""Certified values: what two integrators, built differently, agree on, and to how many digits.

For means and sd's a digit counts in posterior sd's, for probabilities and the log marginal
likelihood it is absolute: a mean near zero then has digits too. Under ``national`` only the mean
and sd are certified here; its probabilities are checked against independent draws.
"""

import json
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import cast

import numpy as np

from bayes_bench.trust.exact import grouped_rules
from bayes_bench.trust.exact.covariate import (
    CovariateProblem,
    average,
    beta_moments,
    integrate_stack,
)
from bayes_bench.trust.exact.grouped import grouped_values
from bayes_bench.trust.exact.grouped_kernel import POINTS
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.indicators import gap_summary, national_moments
from bayes_bench.trust.exact.problem import Array, Prior, Problem, UnitSdPrior
from bayes_bench.trust.exact.ranks import rank_probabilities
from bayes_bench.trust.exact.summaries import summarise
from bayes_bench.trust.exact.surface import (
    GAUSS,
    LIGHT_GAUSS,
    TRAPEZOID,
    Integrator,
    Surface,
    integrate_surface,
)

MAX_RANKED = 24  # units beyond which the rank table is left out: its cost grows with the cube
MAX_DIGITS = 12.0  # any further agreement is by chance: the rounding of long sums
PRINTED = 15  # significant digits in the files; how many of them hold, stands beside them
METHOD = " ".join(f"{__doc__}".split())
LICENCE = "CC0 1.0"
COMMAND = "python scripts/certify.py"

OVERVIEW = """# Certified posteriors

Exact answers to small multilevel logistic problems, each chosen to be hard in its own way: what any
software for such models can be held to. Two integrators that share no nodes work out every value;
the digits in which they agree are those that count (for means and sd's in posterior sd's, otherwise
absolute). All values, with effects, rates, indicators under three references and tables of ranks,
are in [`data/certified`](../data/README.md#certified), made by `{command}`.
The samplers are held to them by `tests/statistical/test_certified_engines.py`: every mean, variance
and probability within four Monte Carlo errors. Regions and diagnoses are a further grouping: the sd
between their members, its left tail and their effects are in the file.

| file | problem | units | mean of mu | sd | mean of sigma | sd | digits |
|---|---|---|---|---|---|---|---|
{rows}
"""

type AnyProblem = Problem | CovariateProblem | GroupedProblem
type Values = dict[str, Array]
type Table = dict[str, object]


@dataclass(frozen=True)
class Certified:
    """Values by name, and the number of digits in which the two integrators agree.

    ``values`` are the trapezoidal ones; arrays are (unit,), the rank table (unit, rank).
    """

    problem: AnyProblem
    values: Values
    digits: dict[str, float]

    @property
    def fewest_digits(self) -> float:
        """The worst agreement of any value."""
        return min(self.digits.values())


def certify(problem: AnyProblem, ranks: bool | None = None) -> Certified:
    """Every certified value of a problem.

    Parameters
    ----------
    problem : Problem, CovariateProblem or GroupedProblem
    ranks : bool, optional
        Whether to work out the rank table; by default up to 24 units. Never with a covariate,
        members or Student-t effects.

    Returns
    -------
    Certified
    """
    if isinstance(problem, CovariateProblem):
        first, second = (_averaged(problem, rule) for rule in (TRAPEZOID, LIGHT_GAUSS))
    elif isinstance(problem, GroupedProblem):
        rules = (grouped_rules.TRAPEZOID, grouped_rules.GAUSS)
        first, second = (grouped_values(problem, rule) for rule in rules)
    else:
        few = problem.units <= MAX_RANKED and np.isinf(problem.df)
        wanted = few if ranks is None else ranks
        first, second = (_values(problem, rule, wanted) for rule in (TRAPEZOID, GAUSS))
    digits = {name: _digits(name, first, second) for name in first}
    return Certified(problem, first, digits)


def write_certified(certified: Certified, path: Path, title: str = "") -> None:
    """Write problem, values, digits, method and provenance as JSON."""
    document = {
        "title": title,
        **described(certified.problem),
        "fewest_digits": _floor(certified.fewest_digits),
        "digits": {name: _floor(digits) for name, digits in certified.digits.items()},
        "values": {name: printed(value) for name, value in certified.values.items()},
        "method": METHOD,
        "provenance": {"command": COMMAND, "licence": LICENCE, "versions": _versions()},
    }
    text = json.dumps(document, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def overview(files: Iterable[Path]) -> str:
    """A page about files of certified values.

    Parameters
    ----------
    files : iterable of Path
        As `write_certified` writes them.

    Returns
    -------
    str
        Markdown: a row per file, to as many decimals as are sure.
    """
    kept = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in files}
    rows = [_row(name, document) for name, document in kept.items()]
    return OVERVIEW.format(command=COMMAND, rows="\n".join(rows))


def _row(name: str, document: Table) -> str:
    values = cast("dict[str, float]", document["values"])
    units = len(cast("list[object]", document["n"]))
    numbers = [f"{values[value]:.8f}" for value in ("mu_mean", "mu_sd", "sigma_mean", "sigma_sd")]
    cells = [f"`{name}`", document["title"], units, *numbers, document["fewest_digits"]]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def described(problem: AnyProblem) -> Table:
    """The data and the priors of a problem, as they are written."""
    if isinstance(problem, Problem):
        data: Table = {"n": list(problem.n), "events": list(problem.events)}
        effects = {"unit_effects": {"family": "StudentT", "df": problem.df}}
        data |= effects if np.isfinite(problem.df) else {}
        return data | {"prior": _prior(problem.prior)}
    counts = {"n": problem.n, "events": problem.events}
    data = {name: [list(row) for row in table] for name, table in counts.items()}
    if isinstance(problem, GroupedProblem):
        prior = _prior(problem.prior) | {"group_sd": _sd_prior(problem.group_sd)}
        return data | {"prior": prior, "tau_points": list(POINTS)}
    coefficient = {"mean": 0.0, "sd": problem.coefficient_sd}
    prior = _prior(problem.prior) | {"coefficient": coefficient}
    return data | {"covariate": list(problem.values), "prior": prior}


def printed(values: Array) -> object:
    """Numbers as they are written: rounded to as many significant digits as are kept."""
    rounded = [float(f"{value:.{PRINTED}g}") for value in values.ravel()]
    return np.reshape(rounded, values.shape).tolist()


def _prior(prior: Prior) -> Table:
    return {"mean": prior.mean, "sd": prior.sd, "unit_sd": _sd_prior(prior.unit_sd)}


def _sd_prior(prior: UnitSdPrior) -> Table:
    return {"family": type(prior).__name__, **vars(prior)}


def _versions() -> dict[str, str]:
    packages = {name: version(name) for name in ("bayes_bench", "numpy", "scipy")}
    return {"python": platform.python_version(), **packages}


def _floor(digits: float) -> float:
    """One decimal, never rounded up."""
    return float(np.floor(10 * digits) / 10)


def _averaged(problem: CovariateProblem, integrator: Integrator) -> Values:
    """Values averaged over the posterior of the coefficient, from those at each of its nodes."""
    stack = integrate_stack(problem, integrator)
    values = average(stack, _of_surface)
    return values | beta_moments(stack) | {"log_marginal": np.array(stack.log_marginal)}


def _values(problem: Problem, integrator: Integrator, ranks: bool) -> Values:
    surface = integrate_surface(problem, integrator)
    values = _of_surface(surface)
    values["national_gap_mean"], values["national_gap_sd"] = national_moments(surface)
    return values | ({"rank_probability": rank_probabilities(surface)} if ranks else {})


def _of_surface(surface: Surface) -> Values:
    values = {name: np.array(value) for name, value in vars(summarise(surface)).items()}
    for reference in ("typical", "population"):
        gaps = vars(gap_summary(surface, reference))
        values |= {f"{reference}_gap_{name}": value for name, value in gaps.items()}
    return values


def _digits(name: str, first: Values, second: Values) -> float:
    difference = np.abs(first[name] - second[name])
    stem, _, kind = name.rpartition("_")
    scale = first[f"{stem}_sd"] if kind in ("mean", "sd") else np.array(1.0)
    worst = float((difference / scale).max())
    return MAX_DIGITS if worst == 0 else min(MAX_DIGITS, -float(np.log10(worst)))
