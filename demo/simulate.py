"""Simulated people for the demo: nobody in them is real, and what is true of them is known.

The model is the one that is fitted: log odds of a benefit after three months = intercept + effects
of the person's case mix + effect of the municipality, the latter independent draws of one normal
distribution. Municipalities differ in case mix, too: with how urban they are, and each in its own
way. Both kinds of difference are independent of the municipality's effect.

Every random quantity has a stream of its own, drawn at a fixed length, so that to change one
parameter changes the people as little as may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtr, ndtri

from bayes_bench.typing import Floats
from demo.covariates import (
    CATEGORIES,
    MIDDLE_AGE,
    OLDEST,
    YOUNGEST,
    Category,
    Level,
    age_effect,
)
from demo.truth import truth_of

type Ints = NDArray[np.int64]
type Columns = dict[str, NDArray[Any]]

RANDOM_SEED = 20160101
"""The first day of the study's period, fixed before anything was calibrated."""
PEOPLE_PER_THOUSAND = 3.546
CAPITAL_REGION, CAPITAL_URBANITY = "Hovedstaden", 1.2
AGE_SD, AGE_PER_URBANITY = 11.5, -0.8


@dataclass(frozen=True)
class Settings:
    """What was calibrated to the published figures.

    Attributes
    ----------
    intercept : float
        Log odds of a person with every reference level at the middle age.
    unit_sd : float
        Sd of the municipalities' effects, log odds.
    """

    intercept: float = -3.62
    unit_sd: float = 0.25


@dataclass(frozen=True)
class Simulated:
    """People, and the truth about their municipalities.

    Attributes
    ----------
    people : DataFrame
        A row per person: ``municipality, municipality_name, sex, age, ..., on_benefit``.
    truth : DataFrame
        A row per municipality: see `truth_of`.
    """

    people: pd.DataFrame
    truth: pd.DataFrame


@dataclass(frozen=True)
class _Draws:
    """Where the randomness comes from: one stream per name."""

    random_seed: int
    people: int
    units: int

    def _stream(self, name: str) -> np.random.Generator:
        return np.random.default_rng([self.random_seed, *name.encode()])

    def by_person(self, name: str) -> Floats:
        """Uniform on (0, 1) (person,)."""
        return self._stream(f"{name} by person").random(self.people)

    def by_unit(self, name: str, size: int = 1) -> Floats:
        """Standard normal (unit, size)."""
        return self._stream(f"{name} by unit").standard_normal((self.units, size))


@dataclass(frozen=True)
class _Country:
    """The municipalities and whose people are whose.

    Attributes
    ----------
    unit_index : ndarray (person,)
        Non-decreasing.
    urbanity : ndarray (unit,)
        Standardised log population, the capital's region shifted upwards.
    """

    municipalities: pd.DataFrame

    @cached_property
    def sizes(self) -> Ints:
        population = self.municipalities["population_thousands_approx"].to_numpy(np.float64)
        return np.rint(PEOPLE_PER_THOUSAND * population).astype(np.int64)

    @cached_property
    def unit_index(self) -> Ints:
        return np.repeat(np.arange(self.sizes.size), self.sizes)

    @cached_property
    def urbanity(self) -> Floats:
        population = self.municipalities["population_thousands_approx"].to_numpy(np.float64)
        capital = (self.municipalities["region"] == CAPITAL_REGION).to_numpy(np.float64)
        raw = np.log(population) + CAPITAL_URBANITY * capital
        return np.asarray((raw - raw.mean()) / raw.std())


def simulate(
    municipalities: pd.DataFrame,
    random_seed: int = RANDOM_SEED,
    settings: Settings | None = None,
) -> Simulated:
    """Simulate the people of the demo.

    Parameters
    ----------
    municipalities : DataFrame
        ``code, name, region, population_thousands_approx``; sizes are proportional to the last.
    random_seed : int
        The same seed gives the same people.
    settings : Settings, optional
        By default those that reproduce the published figures.

    Returns
    -------
    Simulated
    """
    chosen = settings or Settings()
    country = _Country(municipalities)
    draws = _Draws(random_seed, country.unit_index.size, len(municipalities))
    columns = _case_mix(country, draws)
    predictor = chosen.intercept + case_mix_effect(columns)
    effect = chosen.unit_sd * draws.by_unit("effect")[:, 0]
    chance = expit(predictor + effect[country.unit_index])
    columns["on_benefit"] = (draws.by_person("outcome") < chance).astype(np.int8)
    named = municipalities[["code", "name"]].iloc[country.unit_index].reset_index(drop=True)
    named.columns = pd.Index(["municipality", "municipality_name"])
    people = pd.concat([named, pd.DataFrame(columns)], axis="columns")
    return Simulated(people, truth_of(municipalities, country.unit_index, predictor, effect))


def _case_mix(country: _Country, draws: _Draws) -> Columns:
    columns: Columns = {"age": _ages(country, draws)}
    for category in CATEGORIES:
        noise = category.spread * draws.by_unit(category.name, len(category.levels))
        weights = _log_weights(category, columns, country) + noise[country.unit_index]
        places = _chosen(weights, draws.by_person(category.name))
        columns[category.name] = np.array(category.codes, dtype=object)[places]
    return columns


def _ages(country: _Country, draws: _Draws) -> NDArray[np.int8]:
    """Whole years from a normal truncated to working age."""
    mean = MIDDLE_AGE + AGE_PER_URBANITY * country.urbanity + 0.7 * draws.by_unit("age")[:, 0]
    centre = mean[country.unit_index]
    low, high = ndtr((YOUNGEST - centre) / AGE_SD), ndtr((OLDEST + 1 - centre) / AGE_SD)
    years = centre + AGE_SD * ndtri(low + draws.by_person("age") * (high - low))
    return np.clip(np.floor(years), YOUNGEST, OLDEST).astype(np.int8)


def _log_weights(
    category: Category, columns: Mapping[str, NDArray[Any]], country: _Country
) -> Floats:
    """Log share of each level up to a constant (person, level)."""
    decades = (columns["age"].astype(np.float64) - MIDDLE_AGE) / 10.0
    urbanity = country.urbanity[country.unit_index]
    return np.stack(
        [
            np.log(level.share)
            + level.urban * urbanity
            + level.age * decades
            + _pull(level, columns)
            for level in category.levels
        ],
        axis=1,
    )


def _pull(level: Level, columns: Mapping[str, NDArray[Any]]) -> Floats:
    total = np.zeros(columns["age"].size)
    for value, size in level.pulls.items():
        column, _, code = value.partition("=")
        total += size * (columns[column] == code)
    return total


def _chosen(log_weights: Floats, uniform: Floats) -> Ints:
    """A level for each person, by the inverse of the distribution function."""
    weights = np.exp(log_weights)
    cumulative = np.cumsum(weights, axis=1)
    return np.asarray((cumulative < uniform[:, None] * cumulative[:, -1:]).sum(axis=1))


def case_mix_effect(columns: Mapping[str, NDArray[Any]]) -> Floats:
    """Log odds that people's case mix adds to the intercept (person,)."""
    total = np.asarray(age_effect(np.asarray(columns["age"], dtype=np.float64)))
    for category in CATEGORIES:
        effects = {level.code: level.effect for level in category.levels}
        total = total + pd.Series(columns[category.name]).map(effects).to_numpy(np.float64)
    return total
