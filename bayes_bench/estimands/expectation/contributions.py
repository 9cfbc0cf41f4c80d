"""Why a unit's expected rate is what it is: the contribution of each covariate to it.

The expected probability of a person is a curve f of the linear predictor. Along the straight line
from the average person, whose predictor is the intercept α, to a person with the centred columns
x_t, the gradient of f adds up to f(η) - f(α) = Σ_t x_t β_t g, with the secant slope
g = (f(η) - f(α)) / (η - α): what the columns add to the logit, in probability. Means over a unit's
people less means over the country's are an exact decomposition of the difference between their
expected rates, in every draw: Aumann-Shapley values, or integrated gradients.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr
from scipy import sparse
from scipy.special import exprel

from bayes_bench.analysis import Analysis, Population
from bayes_bench.design.matrix import Design
from bayes_bench.estimands.standardise import mean_curve, pieces_of, reference_shifts
from bayes_bench.fitted import Fit, once, thinning
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import SPACING, nodes_over
from bayes_bench.parameters import (
    Parameters,
    case_mix_predictor,
    few_at_a_time,
    map_lanes,
)
from bayes_bench.typing import Floats


def expectation_contributions(
    posterior: xr.DataTree, cells: xr.Dataset, model: Model
) -> xr.Dataset:
    """`contributions_of` a posterior, its cells and its model."""
    return contributions_of(Fit(Analysis(model, cells), posterior))


@once
def contributions_of(fit: Fit) -> xr.Dataset:
    """Decompose every unit's expected rate, less the country's, by the terms of the design.

    Parameters
    ----------
    fit : Fit
        Its model's ``benchmark.reference`` names the expectation that is taken apart.

    Returns
    -------
    Dataset
        ``contribution`` (draw, unit, term), percentage points: what a term adds to the unit's
        expected rate, beyond what it adds to the country's. Summed over terms they are
        100 (``expected`` - ``expected_country``), with ``expected`` (draw, unit) and
        ``expected_country`` (draw,) rates 0-1 of the same draws. ``draw`` is the place in all
        draws, chain after chain, of which one in every `thinning` is used. Coords ``name``,
        ``ranked`` (unit) and ``covariate`` (term).

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.

    Notes
    -----
    The sum over the terms of a category does not depend on which level is the reference, nor that
    of a spline on its basis; single terms do. Secant slopes are interpolated, so that ``expected``
    is that of `benchmark` to 1e-9.

    References
    ----------
    Aumann & Shapley (1974), Values of Non-Atomic Games, Princeton University Press; Sundararajan,
    Taly & Yan (2017), Axiomatic Attribution for Deep Networks, arXiv:1703.01365.
    """
    kept = slice(None, None, thinning(fit))
    means, expected = _decomposed(fit.parameters[kept], fit.analysis)
    unit_fractions = fit.analysis.population.unit_fractions
    country = np.einsum("j,sjt->st", unit_fractions, means)
    decomposition = {
        "contribution": (("draw", "unit", "term"), 100 * (means - country[:, None, :])),
        "expected": (("draw", "unit"), expected),
        "expected_country": ("draw", expected @ unit_fractions),
    }
    return _described(xr.Dataset(decomposition), fit.analysis).assign_coords(
        draw=np.arange(len(fit.parameters))[kept]
    )


def _decomposed(parameters: Parameters, analysis: Analysis) -> tuple[Floats, Floats]:
    """Mean over each unit's people of x_t β_t g, and of f: (draw, unit, term), (draw, unit)."""
    from bayes_bench.numerics.interpolation_kernel import read_off  # numba is slow to import

    settings, design, population = analysis.model.benchmark, analysis.design, analysis.population
    columns = _columns_by_unit(design, population)

    def decomposed(block: Parameters) -> tuple[Floats, Floats]:
        pieces = pieces_of(block, design, population)
        shifts, weights = reference_shifts(settings.reference, pieces, settings.average_weights)
        parts = [
            some(block[few], shifts[few], weights)
            for few in few_at_a_time(len(block), population.trials.size)
        ]
        means, expected = zip(*parts, strict=True)
        return np.concatenate(means), np.concatenate(expected)

    def some(block: Parameters, shifts: Floats, weights: Floats) -> tuple[Floats, Floats]:
        predictor = case_mix_predictor(block, design)
        secants = _secant_slopes(nodes_over(predictor), block.intercept, shifts, weights)
        slopes = read_off(predictor, secants, predictor.min(axis=1), SPACING)
        differences = (predictor - block.intercept[:, None]) * slopes.T * population.fractions
        expected = mean_curve(block.intercept[:, None], shifts, weights)
        expected = expected + np.add.reduceat(differences, population.starts[:-1], axis=1)
        return _unit_means(columns @ slopes, block, design), expected

    means, expected = zip(*map_lanes(decomposed, parameters, None), strict=True)
    return np.concatenate(means), np.concatenate(expected)


def _columns_by_unit(design: Design, population: Population) -> sparse.csr_array:
    """Ones and the design's columns, weighted by each cell's fraction of its unit's people.

    One unit's rows follow another's. A product with them gives means over every unit's people.
    Measurements are centred; categories, for the sake of their zeros, are not.

    Returns
    -------
    csr_array (unit * (1 + term), cell)
    """
    cells = population.fractions.size
    ones = sparse.csr_array(np.ones((cells, 1)))
    entries = sparse.coo_array(sparse.hstack([ones, *_columns(design)], format="coo"))
    cell, column = entries.coords
    row = population.unit_index[cell] * entries.shape[1] + column
    shape = (population.people.size * entries.shape[1], cells)
    return sparse.csr_array((entries.data * population.fractions[cell], (row, cell)), shape=shape)


def _columns(design: Design) -> Iterator[sparse.csr_array]:
    for place, offset in enumerate(design.center - _centers(design)):
        column = design.matrix[:, [place]]
        yield sparse.csr_array(column.toarray() - offset) if offset else column


def _centers(design: Design) -> Floats:
    """What `_columns_by_unit` still has to be centred by; dims (term,)."""
    categories = [term.kind == "category" for term in design.terms]
    return np.where(categories, design.center, 0.0)


def _unit_means(sums: Floats, block: Parameters, design: Design) -> Floats:
    """Mean over each unit's people of x_t β_t g, from products with `_columns_by_unit`.

    (unit * (1 + term), draw) -> (draw, unit, term)
    """
    # (unit, 1 + term, draw) -> (draw, unit, 1 + term)
    by_unit = sums.reshape(-1, 1 + len(design.terms), len(block)).transpose(2, 0, 1)
    centred = by_unit[:, :, 1:] - _centers(design) * by_unit[:, :, :1]
    return np.ascontiguousarray(centred * block.coefficient[:, None, :])


def _secant_slopes(nodes: Floats, base: Floats, shifts: Floats, weights: Floats) -> Floats:
    """Secant slope, from ``base`` to each node, of the mean over shifts of the logistic curve.

    σ(a) - σ(b) = σ(a) σ(-b) (1 - exp(b - a)) loses no digits where a is close to b, and
    exprel(z) = (exp(z) - 1) / z none at 0, where it is 1 and the slope the derivative.

    (draw, node), (draw,), (draw, shift), (draw or 1, shift) -> (draw, node)
    """
    upper, lower = np.maximum(nodes, base[:, None]), np.minimum(nodes, base[:, None])
    slopes = np.zeros_like(nodes)
    for q in range(shifts.shape[1]):
        shift = shifts[:, q, None]
        slopes += weights[:, q, None] * logistic(upper + shift) * logistic(-lower - shift)
    return np.asarray(slopes * exprel(lower - upper))


def _described(decomposition: xr.Dataset, analysis: Analysis) -> xr.Dataset:
    """Name units and terms and say what every variable is."""
    meaning = {
        "contribution": (
            "percentage points",
            "contribution to the expected share, against the country",
        ),
        "expected": ("share", "share expected from the case mix"),
        "expected_country": ("share", "share expected from the country's case mix"),
    }
    for name, (units, long_name) in meaning.items():
        decomposition[name].attrs = {"units": units, "long_name": long_name}
    terms = analysis.design.terms
    return decomposition.assign_coords(
        analysis.unit_coords
        | {
            "term": np.array([term.label for term in terms], dtype=str),
            "covariate": ("term", np.array([term.covariate for term in terms], dtype=str)),
        }
    ).assign_attrs(reference=analysis.model.benchmark.reference)
