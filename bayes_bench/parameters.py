"""The posterior's parameters as flat arrays, and their linear predictor, in blocks of draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.lookups import Lookups
from bayes_bench.design.matrix import Design
from bayes_bench.errors import InputError
from bayes_bench.numerics.blocks import slices
from bayes_bench.numerics.lanes import DRAWS, side_by_side
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.density import effect_name
from bayes_bench.posterior.group_effects.choice import unit_effects_of
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.progress import Progress, silent
from bayes_bench.typing import Floats

_BLOCK = 1 << 20  # numbers in one array of a block: 8 MB stay near the processor's cache
_NODES = 128  # nodes that a unit's mesh usually needs


@dataclass(frozen=True)
class Parameters:
    """Draws of the model's parameters, chains one after the other.

    Attributes
    ----------
    intercept : ndarray (draw,)
    coefficient : ndarray (draw, term)
        Those of further groupings' members, their effects, the last.
    unit_sd : ndarray (draw,)
    unit_effect : ndarray (draw, unit)
        All on the logit scale.
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    between : ndarray (draw, kind)
        About what the effects of each kind of units vary, logits, where covariates of units are
        part of how they do (`bayes_bench.estimands.unit_level`); else none, and that is 0.
    between_weights : ndarray (kind,)
        Parts of all units.
    """

    intercept: Floats
    coefficient: Floats
    unit_sd: Floats
    unit_effect: Floats
    effects: GroupEffects = field(kw_only=True)
    between: Floats | None = field(default=None, kw_only=True)
    between_weights: Floats | None = field(default=None, kw_only=True)

    def __getitem__(self, draws: slice) -> Self:
        """Keep some of the draws."""
        return replace(
            self,
            intercept=self.intercept[draws],
            coefficient=self.coefficient[draws],
            unit_sd=self.unit_sd[draws],
            unit_effect=self.unit_effect[draws],
            between=None if self.between is None else self.between[draws],
        )

    @property
    def fixed(self) -> Floats:
        """Intercept and coefficients (draw, 1 + term)."""
        return np.concatenate([self.intercept[:, None], self.coefficient], axis=1)

    def __len__(self) -> int:
        """Give the number of draws."""
        return len(self.intercept)


def parameters_of(posterior: xr.DataTree, analysis: Analysis) -> Parameters:
    """Stack the chains of a posterior.

    Parameters
    ----------
    posterior : DataTree
        As `bayes_bench.fit` returns it.
    analysis : Analysis
        What it was fitted to.

    Raises
    ------
    InputError
        Units or terms of the posterior are not those of the analysis.
    """
    draws = posterior["posterior"].to_dataset()
    _refuse_strangers(draws, analysis)
    flat = draws.stack(sample=("chain", "draw"), create_index=False)
    columns = [("coefficient", "term")] if "coefficient" in flat else []
    columns += [(effect_name(group.name), group.name) for group in analysis.model.groups]
    empty = np.empty((flat.sizes["sample"], 0))
    found = [flat[name].transpose("sample", dim).to_numpy() for name, dim in columns]
    return Parameters(
        _floats(flat["intercept"]),
        np.ascontiguousarray(np.concatenate([empty, *found], axis=1)),
        _floats(flat["unit_sd"]),
        _floats(flat["unit_effect"].transpose("sample", "unit")),
        effects=unit_effects_of(analysis.model),
    )


def _floats(values: xr.DataArray) -> Floats:
    return np.ascontiguousarray(values.to_numpy(), dtype=np.float64)


def _refuse_strangers(draws: xr.Dataset, analysis: Analysis) -> None:
    problems = []
    if list(draws["unit"].to_numpy()) != list(analysis.cells["unit"].to_numpy()):
        problems.append("The units of the posterior are not those of the cells: fit these cells.")
    own = analysis.design.terms[: analysis.design.own]
    fitted = list(draws["term"].to_numpy()) if "term" in draws.coords else []
    if fitted != [term.label for term in own] or not _same_members(draws, analysis):
        problems.append("The terms of the posterior are not those of the model: fit this model.")
    if problems:
        raise InputError(problems)


def _same_members(draws: xr.Dataset, analysis: Analysis) -> bool:
    """Whether every further grouping has the members that it has in the posterior."""
    for name in (group.name for group in analysis.model.groups):
        members = analysis.design.members(name)
        if name not in draws.coords or list(draws[name].to_numpy()) != members:
            return False
    return True


def evenly_spaced(draws: int, most: int) -> slice:
    """Places of at most ``most`` of the draws, every so many from the first.

    Parameters
    ----------
    draws : int
        How many there are.
    most : int

    Returns
    -------
    slice
        For `Parameters`, or any array of draws.
    """
    return slice(0, None, -(-draws // most))


def by_chain(draws: Mapping[str, Floats], posterior: xr.DataTree, dim: str) -> xr.Dataset:
    """Give stacked draws the chains of their posterior back.

    Parameters
    ----------
    draws : mapping of str to ndarray (draw, x)
        In the order of `parameters_of`.
    posterior : DataTree
        Where they come from.
    dim : str
        What x is.

    Returns
    -------
    Dataset
        Dims chain, draw, x.
    """
    origin = posterior["posterior"].to_dataset()
    dims = ("chain", "draw")
    sizes = [origin.sizes[name] for name in dims]
    split = {
        name: ((*dims, dim), values.reshape(*sizes, values.shape[1]))
        for name, values in draws.items()
    }
    return xr.Dataset(split, coords={name: origin[name].to_numpy() for name in dims})


def case_mix_predictor(parameters: Parameters, design: Design) -> Floats:
    """Linear predictor of every cell without its unit's effect.

    Returns
    -------
    ndarray (draw, cell)
        Logits.
    """
    return predictor_of(parameters, design.lookups)


def predictor_of(parameters: Parameters, lookups: Lookups) -> Floats:
    """`case_mix_predictor` of the cells of some lookups."""
    from bayes_bench.numerics.predictor_kernel import predictors  # numba is slow to import

    values, slopes = lookups.values(parameters.fixed)
    return predictors(values, lookups.codes, slopes, lookups.loose)


def tables_of(parameters: Parameters, design: Design) -> tuple[Floats, Floats]:
    """What the rows of the design's tables add to a linear predictor, and slopes of loose columns.

    Returns
    -------
    ndarray (row, DRAWS), ndarray (loose, DRAWS)
        Of at most `DRAWS` draws, `side_by_side`.
    """
    values, slopes = design.lookups.values(parameters.fixed)
    return side_by_side(values), side_by_side(slopes)


def map_blocks[Result](
    work: Callable[[Parameters], Result],
    parameters: Parameters,
    width: int,
    progress: Progress | None,
) -> list[Result]:
    """Do the work on blocks of draws, on as many threads as there are cores.

    The blocks do not depend on the number of threads, so neither do the results.

    Parameters
    ----------
    work : callable
        From the parameters of some draws to its result.
    parameters : Parameters
    width : int
        How many numbers a draw needs at a time.
    progress : callable, optional
        Told the blocks done and their number.

    Returns
    -------
    list
        The results in the order of the draws.
    """
    return _by_blocks(work, parameters, few_at_a_time(len(parameters), width), progress)


def few_at_a_time(draws: int, width: int) -> list[slice]:
    """The draws a few at a time, as many as are done together that need so many numbers each."""
    return slices(draws, max(1, _BLOCK // width))


def map_lanes[Result](
    work: Callable[[Parameters], Result], parameters: Parameters, progress: Progress | None
) -> list[Result]:
    """`map_blocks` of as many draws as a pass over the cells does together."""
    return _by_blocks(work, parameters, slices(len(parameters), DRAWS), progress)


def _by_blocks[Result](
    work: Callable[[Parameters], Result],
    parameters: Parameters,
    blocks: Sequence[slice],
    progress: Progress | None,
) -> list[Result]:
    return on_all_cores(work, [parameters[block] for block in blocks], progress or silent)


def width_of_meshes(groups: int) -> int:
    """How many numbers the meshes of so many groups usually need in a draw."""
    return _NODES * groups
