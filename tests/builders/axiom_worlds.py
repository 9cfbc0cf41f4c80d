"""Small countries whose actual rates are known, changed in one thing at a time.

A world is told in odds, so that rates are plain fractions: odds of 1/9 are 10 %, and a unit that
multiplies them by 3 has 25 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

import numpy as np
import xarray as xr
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bayes_bench.design.matrix import design_matrix
from bayes_bench.estimands.catalogue import estimand
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.references import under_reference
from tests.builders.fits import model_of_sections

# What is equal differs by the meshes' interpolation and the rounding of events to whole people,
# each under 1e-9 of a share; in percentage points, or divided by a share of 1 %, under 1e-6.
SLACK = 1e-6
CROWD = 10**9  # so many people of a kind that their events can be almost any share of them
STRICT = {"strict_monotonicity", "dominance"}  # ask for more, the others for the same

type Row = tuple[int, ...]


@dataclass(frozen=True)
class World:
    """A country.

    Attributes
    ----------
    people : (unit, kind)
        Numbers of people.
    odds : (kind,)
        Odds of the event in a unit without effect.
    effects : (unit,)
        What each unit multiplies everybody's odds by.
    """

    people: tuple[Row, ...]
    odds: tuple[float, ...]
    effects: tuple[float, ...]
    unit_sd: float = 0.5

    def with_people(self, *rows: Row) -> Self:
        """Other people in the first units."""
        return replace(self, people=(*rows, *self.people[len(rows) :]))

    def with_effects(self, *effects: float) -> Self:
        """Other effects of the first units."""
        return replace(self, effects=(*effects, *self.effects[len(effects) :]))


@dataclass(frozen=True)
class Case:
    """What an axiom compares: the first unit's figure before, and its own or another's after."""

    before: World
    after: World
    other: int = 0

    def figures(self, name: str, reference: str) -> tuple[float, float]:
        before, after = (figures(world, name, reference) for world in (self.before, self.after))
        return float(before[0]), float(after[self.other])

    def keeps(self, axiom: str, name: str, reference: str) -> bool:
        first, second = self.figures(name, reference)
        return second - first > SLACK if axiom in STRICT else abs(second - first) <= SLACK


@cache
def figures(world: World, name: str, reference: str) -> np.ndarray:
    """An estimand of every unit, by the package's own functions."""
    posterior = _under(world, reference)
    if name == "observed":  # nothing to rank by, and so not in the catalogue
        return posterior["benchmark"]["observed"].to_numpy()
    return estimand(posterior, name, reference or None).to_numpy().ravel()


@cache
def _under(world: World, reference: str) -> xr.DataTree:
    """The posterior with its benchmark under a reference, once for all estimands."""
    posterior = posterior_of(world)
    if not reference:
        return posterior
    bench = under_reference(posterior["benchmark"].to_dataset(), reference)
    return posterior.assign({"benchmark": xr.DataTree(bench)})


@cache
def posterior_of(world: World, average_weights: str = "units") -> xr.DataTree:
    """One draw, the world as it is, and its benchmark."""
    model = model_of_sections(
        title="Axioms",
        data={"unit": "unit", "outcome": "event", "better": "lower"},
        covariates=[{"name": "kind", "kind": "category"}],
        benchmark={"average_weights": average_weights},
        disclosure={"public": True},
    )
    cells = _cells(world)
    design = design_matrix(cells, model)
    slopes = np.log(np.array(world.odds[1:]) / world.odds[0])
    draw = {
        # the design is centred over people, and rates are not to move with them
        "intercept": np.log(world.odds[0]) + design.center @ slopes,
        "unit_sd": world.unit_sd,
        "coefficient": ("term", slopes),
        "unit_effect": ("unit", np.log(world.effects)),
    }
    coords = {"unit": cells["unit"].values, "term": [term.label for term in design.terms]}
    draws = xr.DataTree(xr.Dataset(draw, coords).expand_dims(chain=1, draw=1))
    posterior = xr.DataTree(children={"posterior": draws})
    bench = xr.DataTree(benchmark(posterior, cells, model))
    return posterior.assign({"benchmark": bench})


def _cells(world: World) -> xr.Dataset:
    """What was observed are the actual rates, to the nearest person."""
    people = np.array(world.people)
    unit, kind = np.nonzero(people)
    odds = np.array(world.effects)[unit] * np.array(world.odds)[kind]
    trials = people[unit, kind]
    events = np.rint(trials * odds / (1 + odds)).astype(np.int64)
    names, levels = (
        [f"{number}" for number in range(count)] for count in (len(people), len(world.odds))
    )
    category = {"kind": "category", "levels": levels, "labels": levels, "reference": "0"}
    coords = {
        "unit": names,
        "name": ("unit", names),
        "ranked": ("unit", np.ones(len(names), dtype=bool)),
        "unit_index": ("cell", unit),
        "covariate_kind": ("cell", kind, category),
    }
    return xr.Dataset({"events": ("cell", events), "trials": ("cell", trials)}, coords)


def raised(world: World, factor: float) -> Case:
    """The first unit's odds are so many times as high."""
    return Case(world, world.with_effects(factor * world.effects[0]))


def beside(world: World, factor: float) -> Case:
    """The first unit, and a second whose odds are so many times as high."""
    both = world.with_effects(world.effects[0], factor * world.effects[0])
    return Case(both, both, other=1)


def resettled(world: World, row: Row) -> Case:
    """Other people in the first unit, and nobody moves in the rest of the country."""
    return Case(world, world.with_people(row))


def exchanged(world: World, row: Row) -> Case:
    """The same by exchange with the second unit: the country's case mix stays."""
    own, rest = world.people[:2]
    before, after = (own, _sum(rest, row)), (row, _sum(rest, own))
    return Case(world.with_people(*before), world.with_people(*after))


def _sum(one: Row, other: Row) -> Row:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def any_world(seed: int) -> World:
    """Three units of three kinds of people, each kind somewhere; effects and odds far apart.

    Not by Hypothesis' own draws, which like to repeat each other: units would be too much alike.
    """
    rng = np.random.default_rng(seed)
    people = rng.choice([0, 0, 1, 3, 9], (3, 3)) + np.array([[0], [0], [1]])
    people[:2, rng.integers(3)] += 1  # and no unit is empty
    return World(
        people=tuple(map(tuple, (CROWD * people).tolist())),
        odds=tuple(np.exp(rng.uniform(-3, 3, 3)).tolist()),
        effects=tuple(np.exp(rng.uniform(-2, 2, 3)).tolist()),
        unit_sd=float(rng.uniform(0.1, 1)),
    )


WORLDS = st.integers(0, 2**32 - 1).map(any_world)
_FACTOR = st.floats(1.1, 1.5)
# By kind, from as many people or from more of the same: what the first unit's become.
_OTHERS = st.permutations(range(3)).map(
    lambda order: lambda row: tuple(row[kind] for kind in order)
)
_MORE = st.integers(2, 5).map(lambda times: lambda row: tuple(times * count for count in row))


def _settling(how: object, become: st.SearchStrategy) -> st.SearchStrategy[Case]:
    return st.builds(lambda world, new: how(world, new(world.people[0])), WORLDS, become)


FIXED_STANDARD: Mapping[str, st.SearchStrategy[Case]] = {
    "strict_monotonicity": st.builds(raised, WORLDS, _FACTOR),
    "case_mix_insensitivity": _settling(exchanged, _OTHERS),
    "scale_insensitivity": _settling(exchanged, _MORE),
    "equivalence": st.builds(beside, WORLDS, st.just(1.0)),
    "dominance": st.builds(beside, WORLDS, _FACTOR),
}
"""By axiom, cases of what it is about in which the country's case mix stays."""

ANY_COUNTRY: Mapping[str, st.SearchStrategy[Case]] = FIXED_STANDARD | {
    "case_mix_insensitivity": _settling(resettled, _OTHERS) | _settling(exchanged, _OTHERS),
    "scale_insensitivity": _settling(resettled, _MORE) | _settling(exchanged, _MORE),
}
"""The same without that condition."""


def search(cell: tuple[str, str, str], verdict: str) -> None:
    """Look for a country in which the axiom does not hold."""
    cases = ANY_COUNTRY if verdict == "holds" else FIXED_STANDARD

    @settings(
        max_examples=10,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],  # a busy machine is no failure
    )
    @given(cases[cell[0]])
    def kept_everywhere(case: Case) -> None:
        axiom, estimand, reference = cell
        assert case.keeps(axiom, estimand, reference), case.figures(estimand, reference)

    kept_everywhere()
