"""Why a unit's expected rate is what it is: the contribution of each covariate to it.

The expected probability of a person is a curve f of the linear predictor. Along the straight line
from the average person, whose predictor is the intercept α, to a person with the centred columns
x_t, the gradient of f adds up to f(η) - f(α) = Σ_t x_t β_t g, with the secant slope
g = (f(η) - f(α)) / (η - α): what the columns add to the logit, in probability. Means over a unit's
people less means over the country's are an exact decomposition of the difference between their
expected rates, in every draw: Aumann-Shapley values, or integrated gradients.
"""

import numpy as np
import xarray as xr
from scipy import sparse
from scipy.special import exprel

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import Design
from bayes_bench.estimands.standardise import mean_curve, reference_shifts
from bayes_bench.estimands.unit_level import compared, compared_pieces_for
from bayes_bench.fitted import Fit, once, thinning
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.lanes import filled_up, side_by_side
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import SPACING, nodes_between, pieces_between
from bayes_bench.parameters import Parameters, map_lanes
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
    An interaction is a term beside its two covariates, whose own are what they add at the mean of
    the other: the three sum to what they add together. Covariates of units that are part of how a
    unit does are in no expectation, and not among the terms.

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
    if fit.analysis.of_units is not None:  # they are in no expectation
        means = means[:, :, ~fit.analysis.of_units.is_own]
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
    settings, rows = analysis.model.benchmark, _sparse_rows(analysis.design)

    def decomposed(block: Parameters) -> tuple[Floats, Floats]:
        pieces = compared_pieces_for(settings.reference, block, analysis)
        mixture = reference_shifts(settings.reference, pieces, settings.average_weights)
        means = _unit_means(compared(block, analysis), mixture, analysis, rows)
        # what the terms add up to is what the line from the average person rises by
        average = mean_curve(block.intercept[:, None], *mixture)
        return means, average + means.sum(axis=2)

    means, expected = zip(*map_lanes(decomposed, parameters, None), strict=True)
    return np.concatenate(means), np.concatenate(expected)


def _sparse_rows(design: Design) -> sparse.csr_array:
    """Table rows of the design without their centre where that makes them sparse, for categories.

    Returns
    -------
    csr_array (row, 1 + term)
    """
    rows = design.lookups.rows.copy()
    for place in np.flatnonzero(_centers(design)):
        rows[:, 1 + place] = rows[:, 1 + place] > 0  # a level's entry is 1 - center, or -center
    return sparse.csr_array(rows)


def _centers(design: Design) -> Floats:
    """What `_sparse_rows` still have to be centred by; dims (term,)."""
    categories = [term.kind == "category" for term in design.terms]
    return np.where(categories, design.center, 0.0)


def _unit_means(
    block: Parameters,
    mixture: tuple[Floats, Floats],
    analysis: Analysis,
    rows: sparse.csr_array,
) -> Floats:
    """Mean over each unit's people of x_t β_t g; dims (draw, unit, term)."""
    from bayes_bench.numerics.secant_kernel import column_sums  # numba is slow to import

    design, population, lookups = analysis.design, analysis.population, analysis.design.lookups
    values, slopes = lookups.values(block.fixed)
    lowest, highest = lookups.bounds(values, slopes)
    secants = _secant_slopes(nodes_between(lowest, highest), block.intercept, *mixture)
    sums = column_sums(
        (side_by_side(values), side_by_side(slopes)),
        lookups.codes,
        (lookups.loose, lookups.loose_terms),
        (population.fractions, population.starts),
        ((rows.indptr, rows.indices, rows.data), rows.shape[1]),
        (filled_up(pieces_between(secants)), filled_up(lowest), 1 / SPACING),
    )[: len(block)]
    means = sums[:, :, 1:]
    means -= sums[:, :, :1] * _centers(design)
    means *= block.coefficient[:, None, :]
    return means


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
    own = analysis.of_units
    terms = (analysis.design if own is None else analysis.design.where(~own.is_own)).terms
    return decomposition.assign_coords(
        analysis.unit_coords
        | {
            "term": np.array([term.label for term in terms], dtype=str),
            "covariate": ("term", np.array([term.covariate for term in terms], dtype=str)),
        }
    ).assign_attrs(reference=analysis.model.benchmark.reference)
