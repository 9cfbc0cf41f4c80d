"""Effect of a spline covariate, as a curve over its values."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.splines import spline_basis, weighted_quantiles
from bayes_bench.estimands.covariates.effects import everyones_predictor
from bayes_bench.estimands.intervals import BOUNDS, interval_columns
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh, lay_on_mesh
from bayes_bench.parameters import Parameters, by_chain, map_blocks, width_of
from bayes_bench.typing import Floats

POINTS = 41
"""Points of a curve, equally spaced."""

_ENDS = (0.01, 0.99)  # quantiles of the people: the extreme values belong to single persons
_MEASURES = ("log_odds", "odds_ratio", "effect_pp")
_COLUMNS = ["covariate", "value", *(f"{m}{end}" for m in _MEASURES for end in BOUNDS)]


def spline_effects(fit: Fit, covariate: str) -> xr.Dataset:
    """Effect of a spline covariate against its median person, in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit
    covariate : str
        Name of a covariate of kind spline.

    Returns
    -------
    Dataset
        Dims chain, draw, value: ``log_odds``, ``odds_ratio`` against the median over people, and
        ``effect_pp``: the average marginal effect in percentage points, everybody's mean change of
        probability from the median to the value, all else (the unit included) as it is. Coord
        ``value``: original units, equally spaced from the 1st to the 99th percentile over people.
        Attr ``median``.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    cells, design = fit.analysis.cells, fit.analysis.design
    people = (cells[f"covariate_{covariate}"].to_numpy(), cells["trials"].to_numpy())
    low, median, high = weighted_quantiles(*people, np.array([_ENDS[0], 0.5, _ENDS[1]]))
    values = np.linspace(low, high, POINTS)
    basis = spline_basis(np.append(values, median), design.knots[covariate])
    columns = [i for i, term in enumerate(design.terms) if term.covariate == covariate]
    few = thinned_fit(fit)
    effects = _curve(few.parameters, fit.analysis, columns, basis)
    curve = by_chain(effects, few.posterior, "value").assign_coords(value=values)
    return curve.assign_attrs(covariate=covariate, median=float(median))


@once
def every_spline_effect(fit: Fit) -> dict[str, xr.Dataset]:
    """`spline_effects` of each spline covariate, by name."""
    names = [covariate.name for covariate in fit.model.covariates if covariate.kind == "spline"]
    return {name: spline_effects(fit, name) for name in names}


def spline_curves(fit: Fit) -> pd.DataFrame:
    """Summarise `spline_effects` of every spline covariate.

    Parameters and exceptions are those of `spline_effects`.

    Returns
    -------
    DataFrame
        Columns covariate, value, and log_odds, odds_ratio, effect_pp each with _lower and _upper;
        a row per covariate and value; no rows where there are no splines. Point values are
        posterior means, intervals equal-tailed with probability ``benchmark.interval``.
    """
    interval = fit.model.benchmark.interval
    parts = [_curve_table(*of, interval) for of in every_spline_effect(fit).items()]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=_COLUMNS)


def _curve_table(name: str, effects: xr.Dataset, interval: float) -> pd.DataFrame:
    columns: dict[str, object] = {"covariate": name, "value": effects["value"].to_numpy()}
    for measure in _MEASURES:
        columns |= interval_columns(measure, effects[measure], interval)
    return pd.DataFrame(columns)


def _curve(
    parameters: Parameters, analysis: Analysis, columns: list[int], basis: Floats
) -> dict[str, Floats]:
    """The three measures at the rows of ``basis`` against its last; dims (draw, value)."""
    population, design = analysis.population, analysis.design
    own = design.matrix[:, columns]

    def averaged(block: Parameters) -> Floats:
        slopes = block.coefficient[:, columns]
        predictor = everyones_predictor(block, population, design)
        predictor -= (own @ slopes.T).T
        one_group = np.zeros_like(population.unit_index)
        people = lay_on_mesh(predictor, population.country_fractions, one_group, 1)
        return _mean_probabilities(people, slopes @ basis.T)

    width = width_of(population, len(basis))
    means = np.concatenate(map_blocks(averaged, parameters, width, None))
    log_odds = parameters.coefficient[:, columns] @ (basis[:-1] - basis[-1]).T
    return {
        "log_odds": log_odds,
        "odds_ratio": np.exp(log_odds),
        "effect_pp": 100 * (means[:, :-1] - means[:, -1:]),
    }


def _mean_probabilities(people: Mesh, shifts: Floats) -> Floats:
    """Everybody's mean probability at each shift of the logits: (draw, shift) -> (draw, shift)."""
    means = [people.expect(logistic(people.nodes + shift[:, None])) for shift in shifts.T]
    return np.concatenate(means, axis=1)
