"""The package's arrays are at run time what their annotations say."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

import bayes_bench
from bayes_bench.estimands.pieces import Pieces, pieces_of
from bayes_bench.predictive.observed import thinned
from bayes_bench.predictive.replicates import Replicates, replicates_of
from bayes_bench.typing import Bools, Floats, Integers

ALIASES: Mapping[Any, type[np.generic]] = {
    Floats: np.float64,
    Integers: np.int64,
    Bools: np.bool_,
}


@pytest.fixture(scope="module")
def passed_around(make_problem) -> list[object]:
    """What floors hand to each other, of one small problem."""
    fit = make_problem().fit
    analysis, parameters = fit.analysis, fit.parameters
    pieces: Pieces = pieces_of(parameters, analysis.design, analysis.population)
    replicates: Replicates = replicates_of(fit)
    return [analysis.population, parameters, thinned(parameters), pieces, pieces.mix, replicates]


def annotated(thing: object) -> Iterator[tuple[str, np.ndarray, type[np.generic]]]:
    """Attributes that are said to be an array of the package's: name, array, scalar type."""
    for name, hint in get_type_hints(type(thing)).items():
        if hint in ALIASES:
            yield f"{type(thing).__name__}.{name}", getattr(thing, name), ALIASES[hint]


def test_each_alias_is_an_array_of_one_scalar_type() -> None:
    for alias, scalar in ALIASES.items():
        assert get_args(alias.__value__) == (scalar,)


def test_arrays_have_the_type_that_is_said_of_them(passed_around) -> None:
    found = [one for thing in passed_around for one in annotated(thing)]
    assert len(found) > 20  # or nothing was looked at
    assert [name for name, array, scalar in found if array.dtype != scalar] == []


def test_another_type_is_noticed(passed_around) -> None:
    """The negative control: people counted in four bytes, as on another platform."""
    population = passed_around[0]
    narrow = replace(population, people=population.people.astype(np.int32))
    assert [n for n, array, scalar in annotated(narrow) if array.dtype != scalar] == [
        "Population.people"
    ]


def test_every_alias_of_the_module_is_looked_at() -> None:
    source = Path(bayes_bench.__file__).with_name("typing.py").read_text(encoding="utf-8")
    names = {n.name.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.TypeAlias)}
    assert names == {alias.__name__ for alias in ALIASES}
