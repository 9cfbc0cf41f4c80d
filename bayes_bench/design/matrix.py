"""The sparse design of binomial cells, coded so that a prior means what it says.

Categories are treatment-coded against their reference, linear columns divided by their sd over
people, splines natural cubic with knots at quantiles over people. The model's design is
`matrix - center`: every column centred over people, so the intercept is the average person's. The
columns of an interaction are products of the centred columns of its two covariates
(`bayes_bench.design.interactions`), centred in their turn. Last come the members of further
groupings, a column each, neither left out nor centred: their effects vary about 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.design.interactions import met, products
from bayes_bench.design.lookups import Lookups, take_apart
from bayes_bench.design.splines import spline_basis, spline_knots
from bayes_bench.design.useful import refuse_useless, values_of
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate


@dataclass(frozen=True)
class Term:
    """A column of the design.

    Attributes
    ----------
    covariate, kind : str
        The covariate, and how it enters; or a grouping, and "group".
    level : str
        Code of the level (category) or member (group) or number of the column (spline); empty for
        linear; of an interaction those of its two columns with a colon between, "3:f".
    label : str
        "joint[hip]", "age", "age[1]", "age:sex[3:f]".
    scale : float
        What the covariate was divided by: its sd over people (linear), else 1.
    parts : tuple of int
        Of an interaction: the two columns of the design that it is the product of.
    """

    covariate: str
    kind: str
    level: str
    label: str
    scale: float = 1.0
    parts: tuple[int, ...] = ()


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

    def members(self, grouping: str) -> list[str]:
        """Codes of a grouping's members, in the order of their columns."""
        return [term.level for term in self.terms if term.covariate == grouping]

    @cached_property
    def case_mix(self) -> "Design":
        """The terms of covariates alone."""
        kept = slice(0, self.own)
        matrix = sparse.csr_array(self.matrix[:, kept])
        return Design(matrix, self.center[kept], self.terms[kept], self.knots)

    def where(self, kept: NDArray[np.bool_]) -> "Design":
        """Some of the columns, with what is asked of single columns alone: no `Term.parts`."""
        places = np.flatnonzero(kept)
        terms = tuple(replace(self.terms[place], parts=()) for place in places)
        matrix = sparse.csr_array(self.matrix[:, places])
        return Design(matrix, self.center[places], terms, self.knots)

    def of_cells(self, cells: slice) -> "Design":
        """The rows of some cells; the design keeps its centre."""
        matrix = sparse.csr_array(self.matrix[cells])
        return Design(matrix, self.center, self.terms, self.knots)

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
    refuse_useless(cells, model)
    trials = cells["trials"].to_numpy().astype(float)
    main = _design([_block(cells, c) for c in model.main_effects], trials)
    further = [_interaction(name, pair, main) for name, pair in model.interactions.items()]
    groups = [_group(cells[f"covariate_{g.name}"], g.name) for g in model.groups]
    if not further and not groups:
        return main
    of_main = _Block(main.matrix, main.terms)
    return replace(_design([of_main, *further, *groups], trials), knots=main.knots)


def matrix_at(design: Design, cells: xr.Dataset, model: Model) -> sparse.csr_array:
    """The columns of a design, not centred, for other people than it was made of.

    Parameters
    ----------
    design : Design
        Whose scales, knots and means stay as they are.
    cells : Dataset
        Covariates and groupings as coordinates, dims ``cell``.
    model : Model
        Of the design.

    Returns
    -------
    csr_array (cell, term)
    """
    parts = [term.parts for term in design.terms if term.parts]
    scales = {term.covariate: term.scale for term in design.terms if term.kind == "linear"}
    stacked = [sparse.csr_array((cells.sizes["cell"], 0), dtype=np.float64)]
    for name, kind in ((c.name, c.kind) for c in model.main_effects):
        if kind == "category":
            stacked.append(_category(cells[f"covariate_{name}"], name).matrix)
        elif kind == "linear":
            stacked.append(sparse.csr_array(values_of(cells, name)[:, None] / scales[name]))
        else:
            stacked.append(
                sparse.csr_array(spline_basis(values_of(cells, name), design.knots[name]))
            )
    main = sparse.csr_array(sparse.hstack(stacked, format="csr"))
    further = [products(main, design.center[: main.shape[1]], parts)] if parts else []
    further += [_one_hot(cells[f"covariate_{group.name}"]) for group in model.groups]
    return sparse.csr_array(sparse.hstack([main, *further], format="csr"))


def _design(blocks: Sequence[_Block], trials: NDArray[np.float64]) -> Design:
    """Blocks side by side, with the means of their columns over people."""
    empty = sparse.csr_array((trials.size, 0), dtype=np.float64)
    stacked = [empty, *(block.matrix for block in blocks)]
    matrix = sparse.csr_array(sparse.hstack(stacked, format="csr"))
    terms = tuple(term for block in blocks for term in block.terms)
    is_group = np.array([term.kind == "group" for term in terms], dtype=bool)
    return Design(
        matrix=matrix,
        center=np.where(is_group, 0.0, np.asarray(trials @ matrix) / trials.sum()),
        terms=terms,
        knots={b.terms[0].covariate: b.knots for b in blocks if b.knots is not None},
    )


def _interaction(name: str, pair: tuple[str, str], main: Design) -> _Block:
    """A column for each two columns of the covariates that anybody has both of."""
    first, second = (_columns_of(covariate, main) for covariate in pair)
    crossed = [(one, other) for one in first for other in second]
    parts = [
        both for both, is_met in zip(crossed, met(main.matrix, crossed), strict=True) if is_met
    ]
    if not parts:
        raise DataError(
            f'the interaction "{name}" has nobody who differs from the references in both: leave '
            "it out"
        )
    matrix = products(main.matrix, main.center, parts)
    return _Block(matrix, tuple(_crossed(name, both, main.terms) for both in parts))


def _columns_of(covariate: str, design: Design) -> list[int]:
    return [place for place, term in enumerate(design.terms) if term.covariate == covariate]


def _crossed(name: str, parts: tuple[int, int], terms: Sequence[Term]) -> Term:
    one, other = (terms[place] for place in parts)
    level = f"{one.level}:{other.level}"
    scale = one.scale * other.scale
    return Term(name, "interaction", level, f"{name}[{level}]", scale, parts)


def _block(cells: xr.Dataset, covariate: Covariate) -> _Block:
    trials = cells["trials"].to_numpy()
    if covariate.kind == "category":
        return _category(cells[f"covariate_{covariate.name}"], covariate.name)
    values = values_of(cells, covariate.name)
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
