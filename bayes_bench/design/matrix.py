"""The sparse design of binomial cells, coded so that a prior means what it says.

Categories are treatment-coded against their reference, linear columns divided by their sd over
people, splines natural cubic with knots at quantiles over people. The model's design is
`matrix - center`: every column centred over people, so the intercept is the average person's. Last
come the members of further groupings, a column each, neither left out nor centred: their effects
vary about 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.design.lookups import Lookups, take_apart
from bayes_bench.design.splines import largest_df, spline_basis, spline_knots
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate

LARGEST = 1e100  # squares and sums over people stay finite
SMALLEST = 1e-100  # squares stay above zero
RELATIVE_SPREAD = 1e-8  # half of a float's digits are left after centring


@dataclass(frozen=True)
class Term:
    """A column of the design.

    Attributes
    ----------
    covariate, kind : str
        The covariate, and how it enters; or a grouping, and "group".
    level : str
        Code of the level (category) or member (group) or number of the column (spline); empty for
        linear.
    label : str
        "joint[hip]", "age", "age[1]".
    scale : float
        What the covariate was divided by: its sd over people (linear), else 1.
    """

    covariate: str
    kind: str
    level: str
    label: str
    scale: float = 1.0


@dataclass(frozen=True)
class Design:
    """A sparse design that is not centred, and its means over people.

    Attributes
    ----------
    matrix : csr_array (cell, term)
    center : ndarray (term,)
        Person-weighted means of the columns of `matrix`.
    terms : tuple of Term
    knots : mapping
        Covariate -> ndarray (df + 1,), splines only.
    """

    matrix: sparse.csr_array
    center: NDArray[np.float64]
    terms: tuple[Term, ...]
    knots: Mapping[str, NDArray[np.float64]]

    @cached_property
    def own(self) -> int:
        """How many terms, the first, are of covariates and not of groupings."""
        return sum(term.kind != "group" for term in self.terms)

    @cached_property
    def case_mix(self) -> "Design":
        """The terms of covariates alone."""
        kept = slice(0, self.own)
        matrix = sparse.csr_array(self.matrix[:, kept])
        return Design(matrix, self.center[kept], self.terms[kept], self.knots)

    @cached_property
    def lookups(self) -> Lookups:
        """The same as sums of few table rows, centred, the intercept first."""
        return take_apart(self.matrix, self.center, [term.covariate for term in self.terms])


@dataclass(frozen=True)
class _Block:
    matrix: sparse.csr_array
    terms: tuple[Term, ...]
    knots: NDArray[np.float64] | None = None


def design_matrix(cells: xr.Dataset, model: Model) -> Design:
    """Return the design of the cells.

    Parameters
    ----------
    cells : Dataset
        From :func:`bayes_bench.aggregation.aggregate`.
    model : Model

    Returns
    -------
    Design

    Raises
    ------
    DataError
        Where a covariate is the same for everyone, has too few values for its spline, or is so
        large, so small or so nearly constant that its spread cannot be computed.
    """
    _refuse_useless(cells, model)
    blocks = {c.name: _block(cells, c) for c in model.covariates}
    blocks |= {g.name: _group(cells[f"covariate_{g.name}"], g.name) for g in model.groups}
    trials = cells["trials"].to_numpy().astype(float)
    empty = sparse.csr_array((trials.size, 0), dtype=np.float64)
    stacked = [empty, *(block.matrix for block in blocks.values())]
    matrix = sparse.csr_array(sparse.hstack(stacked, format="csr"))
    terms = tuple(term for block in blocks.values() for term in block.terms)
    is_group = np.array([term.kind == "group" for term in terms], dtype=bool)
    return Design(
        matrix=matrix,
        center=np.where(is_group, 0.0, np.asarray(trials @ matrix) / trials.sum()),
        terms=terms,
        knots={name: b.knots for name, b in blocks.items() if b.knots is not None},
    )


def _refuse_useless(cells: xr.Dataset, model: Model) -> None:
    problems = [
        *(_problem(cells, covariate) for covariate in model.covariates),
        *(_lonely(cells, group.name) for group in model.groups),
    ]
    if any(problems):
        raise DataError([problem for problem in problems if problem])


def _problem(cells: xr.Dataset, covariate: Covariate) -> str:
    values, trials = _values(cells, covariate.name), cells["trials"].to_numpy()
    if np.unique(values).size == 1:
        return f'the covariate "{covariate.name}" has the same value for everyone: leave it out'
    if covariate.kind != "category" and (remedy := _rescaling(values)):
        return f'the covariate "{covariate.name}" {remedy}'
    return _too_few(values, trials, covariate)


def _lonely(cells: xr.Dataset, name: str) -> str:
    if np.unique(_values(cells, name)).size > 1:
        return ""
    return f'the grouping "{name}" has one member only, which varies from nothing: leave it out'


def _too_few(values: NDArray[np.float64], trials: NDArray[np.int64], covariate: Covariate) -> str:
    df = covariate.df
    if df is None or np.all(np.diff(spline_knots(values, trials, df)) > 0):
        return ""
    able = largest_df(values, trials, df)
    remedy = f"write df = {able}, or" if able > 1 else "write"
    return (
        f'the covariate "{covariate.name}" has too few different values for a spline with '
        f"df = {covariate.df}, as knots at quantiles coincide where many people have one value: "
        f'{remedy} kind = "linear"'
    )


def _rescaling(values: NDArray[np.float64]) -> str:
    """Say how a measurement has to be rescaled before its spread can be computed, if at all."""
    largest = float(np.abs(values).max())
    if largest > LARGEST:
        return "has numbers too large to compute with: divide it by a constant, a power of ten"
    spread = float(np.ptp(values))
    if spread < RELATIVE_SPREAD * largest:
        return (
            "hardly varies beside its size, so that differences are lost in rounding: subtract a "
            "constant near its mean"
        )
    if spread < SMALLEST:
        return "has differences too small to compute with: multiply it by a power of ten"
    return ""


def _values(cells: xr.Dataset, name: str) -> NDArray[np.float64]:
    return np.asarray(cells[f"covariate_{name}"].to_numpy(), dtype=np.float64)


def _block(cells: xr.Dataset, covariate: Covariate) -> _Block:
    trials = cells["trials"].to_numpy()
    if covariate.kind == "category":
        return _category(cells[f"covariate_{covariate.name}"], covariate.name)
    values = _values(cells, covariate.name)
    if covariate.df is None:
        return _linear(values, trials, covariate.name)
    return _spline(values, spline_knots(values, trials, covariate.df), covariate.name)


def _category(codes: xr.DataArray, name: str) -> _Block:
    levels, reference = list(codes.attrs["levels"]), str(codes.attrs["reference"])
    kept = [place for place, level in enumerate(levels) if level != reference]
    terms = (Term(name, "category", levels[n], f"{name}[{levels[n]}]") for n in kept)
    return _Block(sparse.csr_array(_one_hot(codes)[:, kept]), tuple(terms))


def _group(codes: xr.DataArray, name: str) -> _Block:
    members = list(codes.attrs["levels"])
    terms = (Term(name, "group", member, f"{name}[{member}]") for member in members)
    return _Block(_one_hot(codes), tuple(terms))


def _one_hot(codes: xr.DataArray) -> sparse.csr_array:
    """A column for each level (cell, level)."""
    places, levels = codes.to_numpy(), len(codes.attrs["levels"])
    shape = (places.size, levels)
    return sparse.csr_array((np.ones(places.size), places, np.arange(places.size + 1)), shape=shape)


def _linear(values: NDArray[np.float64], trials: NDArray[np.int64], name: str) -> _Block:
    mean = np.average(values, weights=trials)
    scale = float(np.sqrt(np.average((values - mean) ** 2, weights=trials)))
    column = sparse.csr_array((values / scale)[:, np.newaxis])
    return _Block(column, (Term(name, "linear", "", name, scale),))


def _spline(values: NDArray[np.float64], knots: NDArray[np.float64], name: str) -> _Block:
    basis = spline_basis(values, knots)
    terms = (Term(name, "spline", str(n), f"{name}[{n}]") for n in range(1, basis.shape[1] + 1))
    return _Block(sparse.csr_array(basis), tuple(terms), knots)
