"""One choice of an analysis changed at a time: covariates, reference, priors, seed, coding.

The people are always the same: those that the base analysis counted, also where a model without
a covariate would have kept people for whom it is missing.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.patterns import fewer_patterns
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Benchmark, Covariate
from bayes_bench.inputs.rounding import steps_of


def without_covariate(base: Analysis, name: str) -> Analysis:
    """Leave a covariate out, and with it its interactions; the cells are the patterns that remain.

    Parameters
    ----------
    base : Analysis
    name : str
        Of an interaction: it alone is left out, and its two covariates stay.
    """
    gone = {name, *interactions_with(name, base.model)}
    kept = tuple(c for c in base.model.covariates if c.name not in gone)
    model = with_covariates(base.model, kept)
    if name in base.model.interactions:
        return Analysis(model, base.cells)
    return Analysis(model, _without_column(base, name))


def without_grouping(base: Analysis, name: str) -> Analysis:
    """Leave a further grouping out, as `without_covariate` leaves a covariate out.

    Parameters
    ----------
    base : Analysis
    name : str
    """
    kept = tuple(group for group in base.model.groups if group.name != name)
    model = base.model.model_copy(update={"groups": kept})
    return Analysis(model, _without_column(base, name))


def _without_column(base: Analysis, name: str) -> xr.Dataset:
    others = (item.name for item in base.model.characteristics if item.name != name)
    columns = ["unit_index", *(f"covariate_{other}" for other in others)]
    return fewer_patterns(base.cells.drop_vars(f"covariate_{name}"), columns)


def interactions_with(name: str, model: Model) -> list[str]:
    """The interactions that a covariate is in."""
    return [called for called, pair in model.interactions.items() if name in pair]


def with_covariates(model: Model, covariates: tuple[Covariate, ...]) -> Model:
    """The same model with other covariates; what is left out is not to be rounded either."""
    names = {covariate.name for covariate in covariates}
    steps = {name: step for name, step in steps_of(model).items() if name in names}
    data = model.data.model_copy(update={"round": steps})
    update = {"covariates": covariates, "data": data, "benchmark": _benchmark(model, covariates)}
    return model.model_copy(update=update)


def _benchmark(model: Model, covariates: tuple[Covariate, ...]) -> Benchmark:
    """Without covariates of units, nothing of them is to be decided."""
    if any(covariate.level == "unit" for covariate in covariates):
        return model.benchmark
    return model.benchmark.model_copy(update={"unit_covariates": "case_mix"})


def with_reference(base: Analysis, reference: str) -> Analysis:
    """Expected rates under another reference (see `benchmark.reference`)."""
    settings = base.model.benchmark.model_copy(update={"reference": reference})
    return base.with_model(base.model.model_copy(update={"benchmark": settings}))


def with_unit_sd_prior(base: Analysis, factor: float) -> Analysis:
    """Multiply the scale of the prior of the unit sd, within its family."""
    return _with_prior(base, "unit_sd", base.model.priors.unit_sd.scaled(factor))


def with_group_sd_priors(base: Analysis, factor: float) -> Analysis:
    """Multiply the scales of the priors of all further groupings' sds, within their families."""
    return _with_prior(base, "group_sd", base.model.priors.group_sd.scaled(factor))


def with_coefficient_prior(base: Analysis, factor: float) -> Analysis:
    """Multiply the sd of the prior of every coefficient.

    Raises
    ------
    DataError
        The model has no covariates.
    """
    if not base.model.covariates:
        raise DataError("the model has no covariates")
    prior = base.model.priors.coefficient
    return _with_prior(base, "coefficient", prior.model_copy(update={"sd": prior.sd * factor}))


def _with_prior(base: Analysis, name: str, prior: object) -> Analysis:
    priors = base.model.priors.model_copy(update={name: prior})
    return base.with_model(base.model.model_copy(update={"priors": priors}))


def reseeded(base: Analysis, seed: int) -> Analysis:
    """Sample with another random seed."""
    sampling = base.model.sampling.model_copy(update={"random_seed": seed})
    return base.with_model(base.model.model_copy(update={"sampling": sampling}))


def recoded(base: Analysis) -> Analysis:
    """Give every category the most frequent of its other levels as reference.

    That is the second most frequent level where the reference is the most frequent one.

    Raises
    ------
    DataError
        The model has no categories.
    """
    categories = [c.name for c in base.model.covariates if c.kind == "category"]
    if not categories:
        raise DataError("the model has no categories")
    references = {name: _next_level(base.cells, name) for name in categories}
    covariates = tuple(
        c.model_copy(update={"reference": references[c.name]}) if c.name in references else c
        for c in base.model.covariates
    )
    cells = _with_references(base.cells, references)
    return Analysis(with_covariates(base.model, covariates), cells)


def _next_level(cells: xr.Dataset, name: str) -> str:
    codes, trials = cells[f"covariate_{name}"], cells["trials"].to_numpy()
    levels = [str(level) for level in codes.attrs["levels"]]
    people = np.bincount(codes.to_numpy(), weights=trials, minlength=len(levels))
    people[levels.index(str(codes.attrs["reference"]))] = -1.0
    return levels[int(people.argmax())]


def _with_references(cells: xr.Dataset, references: Mapping[str, str]) -> xr.Dataset:
    coded = {f"covariate_{name}": level for name, level in references.items()}
    return cells.assign_coords(
        {
            name: ("cell", cells[name].to_numpy(), {**cells[name].attrs, "reference": level})
            for name, level in coded.items()
        }
    )
