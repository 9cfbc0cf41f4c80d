"""Effects of the covariates: log odds ratios, odds ratios, and average marginal effects.

An average marginal effect compares all people of the country with themselves: everybody given one
level and everybody given the reference, everything else (the unit included) as it is. Means over
everybody with one level are marginal standardisation (g-computation): the adjusted rates.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.analysis import Analysis, Population
from bayes_bench.design.matrix import Design
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh, lay_on_mesh, shift_groups
from bayes_bench.parameters import (
    Parameters,
    by_chain,
    case_mix_predictor,
    map_blocks,
    width_of,
)
from bayes_bench.typing import Floats, Integers

PER_UNIT, PER_SD = "per unit", "per sd"


@dataclass(frozen=True)
class Contrast:
    """One row of the effects: a change of the linear predictor.

    Attributes
    ----------
    covariate, level : str
        What changes, and to what ("per unit" and "per sd" for a linear covariate).
    column : int
        Its column of the design.
    factor : float
        What the column's coefficient is multiplied by.
    """

    covariate: str
    level: str
    column: int
    factor: float


@dataclass(frozen=True)
class Factor:
    """A category covariate: its levels, their columns of the design, and every cell's level.

    Attributes
    ----------
    name : str
    levels : tuple of str
    columns : tuple of int
        Column of each level; -1 for the reference.
    codes : ndarray (cell,)
        Level of each cell.
    """

    name: str
    levels: tuple[str, ...]
    columns: tuple[int, ...]
    codes: Integers

    def coefficients(self, parameters: Parameters) -> Floats:
        """Log odds ratio of every level against the reference; dims (draw, level)."""
        padded = np.pad(parameters.coefficient, ((0, 0), (0, 1)))  # column -1: the reference's 0
        return padded[:, list(self.columns)]


@once
def covariate_odds(fit: Fit) -> xr.Dataset:
    """Log odds ratio and odds ratio of every category level and linear covariate, in every draw.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims chain, draw, effect: ``log_odds`` (the log odds ratio) and ``odds_ratio``; coords
        ``term(effect)`` (the covariate) and ``level(effect)``. A category level is compared with
        the reference level; a linear covariate rises by one original unit and, in its next row, by
        one sd over people.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    contrasts = list(_contrasts(fit.analysis.design))
    columns = [contrast.column for contrast in contrasts]
    factors = [contrast.factor for contrast in contrasts]
    log_odds = fit.parameters.coefficient[:, columns] * factors
    odds = {"log_odds": log_odds, "odds_ratio": np.exp(log_odds)}
    return by_chain(odds, fit.posterior, "effect").assign_coords(_effect_coords(contrasts))


@once
def standardised_effects(fit: Fit) -> xr.Dataset:
    """Average marginal effects, and adjusted rates, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims chain, draw, effect: ``effect_pp``, the average marginal effect in percentage points;
        the effects are those of `covariate_odds`, and a linear covariate rises from wherever each
        person is. Dims chain, draw, category: ``adjusted_share``, the adjusted rate: everybody's
        mean probability (0-1) if all had the level and were otherwise as they are; coords
        ``category_term`` and ``category_level``, the reference levels among them.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    few, analysis = thinned_fit(fit), fit.analysis
    contrasts, factors = list(_contrasts(analysis.design)), _factors(analysis)
    effect, adjusted = _standardised(few.parameters, analysis, contrasts, factors)
    levels = [(factor.name, level) for factor in factors for level in factor.levels]
    effects = by_chain({"effect_pp": effect}, few.posterior, "effect")
    rates = by_chain({"adjusted_share": adjusted}, few.posterior, "category")
    return (
        effects.merge(rates)
        .assign_coords(_effect_coords(contrasts))
        .assign_coords(
            category_term=("category", np.array([name for name, _ in levels], dtype=str)),
            category_level=("category", np.array([level for _, level in levels], dtype=str)),
        )
    )


def _effect_coords(contrasts: Sequence[Contrast]) -> dict[str, tuple[str, NDArray[np.str_]]]:
    """What changes in each effect, and to what."""
    return {
        "term": ("effect", np.array([contrast.covariate for contrast in contrasts], dtype=str)),
        "level": ("effect", np.array([contrast.level for contrast in contrasts], dtype=str)),
    }


def summarise_effects(fit: Fit) -> pd.DataFrame:
    """Summarise `covariate_odds` and `standardised_effects` as the table of `effects.csv`.

    Parameters and exceptions are theirs.

    Returns
    -------
    DataFrame
        A row per effect. Point values are posterior means of each measure for itself, so that
        ``odds_ratio`` is a little more than exp(``log_odds``); the bounds of the two agree.
        Intervals are equal-tailed with probability ``benchmark.interval``.
    """
    odds, effects = covariate_odds(fit), standardised_effects(fit)
    columns: dict[str, object] = {name: odds[name].values for name in ("term", "level")}
    for draws in (odds["log_odds"], odds["odds_ratio"], effects["effect_pp"]):
        columns |= interval_columns(str(draws.name), draws, fit.model.benchmark.interval)
    return pd.DataFrame(columns)


def _contrasts(design: Design) -> Iterator[Contrast]:
    for column, term in enumerate(design.terms):
        if term.kind == "category":
            yield Contrast(term.covariate, term.level, column, 1.0)
        elif term.kind == "linear":
            yield Contrast(term.covariate, PER_UNIT, column, 1.0 / term.scale)
            yield Contrast(term.covariate, PER_SD, column, 1.0)


def _factors(analysis: Analysis) -> list[Factor]:
    terms, cells = analysis.design.terms, analysis.cells
    names = dict.fromkeys(term.covariate for term in terms if term.kind == "category")
    return [_factor(name, cells[f"covariate_{name}"], analysis.design) for name in names]


def _factor(name: str, codes: xr.DataArray, design: Design) -> Factor:
    columns = {t.level: i for i, t in enumerate(design.terms) if t.covariate == name}
    levels = tuple(codes.attrs["levels"])
    places = tuple(columns.get(level, -1) for level in levels)
    return Factor(name, levels, places, codes.to_numpy().astype(np.int64))


def _standardised(
    parameters: Parameters,
    analysis: Analysis,
    contrasts: Sequence[Contrast],
    factors: Sequence[Factor],
) -> tuple[Floats, Floats]:
    """Average marginal effect of each contrast, percentage points, and adjusted rate by level.

    Dims (draw, effect) and (draw, category).
    """
    population, design = analysis.population, analysis.design
    offsets = np.cumsum([0, 1, *(len(factor.columns) for factor in factors)])

    def averaged(block: Parameters) -> tuple[Floats, Floats]:
        mesh = _people_by_level(block, population, design, factors, offsets)
        everyone = Mesh(mesh.origin, mesh.weights[:, :1])
        without = {
            factor.name: _without(factor, mesh, first, block)
            for factor, first in zip(factors, offsets[1:-1], strict=True)
        }
        rates = [
            _mean_probability(without[factor.name], shift)
            for factor in factors
            for shift in factor.coefficients(block).T
        ]
        changes = [
            _mean_change(
                without.get(contrast.covariate, everyone),
                contrast.factor * block.coefficient[:, contrast.column],
            )
            for contrast in contrasts
        ]
        return _columns(changes, len(block)), _columns(rates, len(block))

    width = width_of(population, int(offsets[-1]))
    effects, rates = zip(*map_blocks(averaged, parameters, width, None), strict=True)
    return np.concatenate(effects), np.concatenate(rates)


def _columns(columns: Sequence[Floats], draws: int) -> Floats:
    """Columns side by side, of which there may be none."""
    return np.concatenate([np.empty((draws, 0)), *(column[:, None] for column in columns)], axis=1)


def everyones_predictor(block: Parameters, population: Population, design: Design) -> Floats:
    """Linear predictor with everybody's own unit effect; dims (draw, cell), logits."""
    predictor = case_mix_predictor(block, design)
    predictor += population.of_cells(block.unit_effect)
    return predictor


def _people_by_level(
    block: Parameters,
    population: Population,
    design: Design,
    factors: Sequence[Factor],
    offsets: Integers,
) -> Mesh:
    """All people, as group 0, and again by the levels of each factor, as further groups."""
    predictor = everyones_predictor(block, population, design)
    ways = [np.zeros_like(population.unit_index)]
    ways += [factor.codes + first for factor, first in zip(factors, offsets[1:], strict=False)]
    return lay_on_mesh(predictor, population.country_fractions, np.stack(ways), int(offsets[-1]))


def _without(factor: Factor, mesh: Mesh, first: int, block: Parameters) -> Mesh:
    """All people, each given the factor's reference level."""
    levels = mesh.weights[:, first : first + len(factor.columns)]
    return shift_groups(Mesh(mesh.origin, levels), -factor.coefficients(block))


def _mean_change(people: Mesh, shift: Floats) -> Floats:
    """Mean change of probability, percentage points, when all logits rise by ``shift`` (draw,)."""
    change = logistic(people.nodes + shift[:, None]) - logistic(people.nodes)
    return 100 * people.expect(change)[:, 0]


def _mean_probability(people: Mesh, shift: Floats) -> Floats:
    """Mean probability, 0-1, when all logits rise by ``shift`` (draw,)."""
    return people.expect(logistic(people.nodes + shift[:, None]))[:, 0]
