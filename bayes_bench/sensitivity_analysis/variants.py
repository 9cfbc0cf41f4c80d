"""The variants of a sensitivity analysis: each changes one choice of the base analysis."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import get_args

from bayes_bench import streams
from bayes_bench.analysis import Analysis
from bayes_bench.errors import DataError
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.sections import Benchmark
from bayes_bench.posterior.sampling import with_few_draws
from bayes_bench.sensitivity_analysis.choices import (
    interactions_with,
    recoded,
    reseeded,
    with_coefficient_prior,
    with_group_sd_priors,
    with_reference,
    with_unit_sd_prior,
    without_covariate,
    without_grouping,
)
from bayes_bench.sensitivity_analysis.contextual import with_unit_covariates
from bayes_bench.sensitivity_analysis.unit_columns import (
    UnitColumns,
    unit_means,
    unit_risk,
    unit_volume,
)

MAX_LEFT_OUT = 15
"""Number of covariates up to which each in turn is left out where the model names none."""
UNIT_SD_FACTORS = (2.0, 0.5)
COEFFICIENT_FACTOR = 2.5
AS_CASE_MIX, AS_OWN = "case_mix", "own"


@dataclass(frozen=True)
class Made:
    """The analyses of a variant.

    Attributes
    ----------
    fitted : Analysis or None
        What is fitted; None where the draws of the base are used.
    interpretations : tuple of Analysis
        What the estimands are computed with, one for each detail of the variant. Where its model
        lacks unit-level covariates of `fitted`, the contextual effects are added to the unit
        effects.
    note : str
        What the reader should know.
    """

    fitted: Analysis | None
    interpretations: tuple[Analysis, ...]
    note: str = ""


@dataclass(frozen=True)
class Variant:
    """A variant of the base analysis: one choice is changed.

    Attributes
    ----------
    variant : str
        Its key, the same in every language.
    details : tuple of str
        Its parameter: the covariate's name, the factor, the seed. One for each
        interpretation.
    make : callable
        Makes the analyses, only when it is their turn: the cells may be many. It raises
        `DataError`, with the reason, where the variant makes no sense.
    """

    variant: str
    details: tuple[str, ...]
    make: Callable[[], Made] = field(repr=False)


def variants_of(fit: Fit) -> list[Variant]:
    """Every variant of an analysis, fitted with few draws (`with_few_draws`).

    ``seed``: the same again from another seed, so that what changes is Monte Carlo error.
    ``reference`` (which): another reference, same draws. ``without`` (covariate).
    ``without_grouping`` (which) and ``prior_group_sd`` (factor), where there are such groupings.
    ``unit_risk``, ``unit_means`` and ``volume``: unit-level covariates added, their contextual
    effects part of the ``case_mix`` or of the units' ``own`` effects. ``prior_unit_sd`` (factor of
    its scale), ``prior_coefficient`` (factor of its sd). ``coding``: other reference levels.

    Parameters
    ----------
    fit : Fit
        Its model's ``sensitivity.without`` names the covariates to leave out; each in turn where
        none is named and there are at most `MAX_LEFT_OUT`.

    Returns
    -------
    list of Variant
        The last three as they are listed.
    """
    base = fit.analysis.with_model(with_few_draws(fit.model))
    seed = streams.second_sample(base.model.sampling.random_seed)
    stretched = partial(with_coefficient_prior, base, COEFFICIENT_FACTOR)
    return [
        _refitted("seed", str(seed), partial(reseeded, base, seed)),
        _other_references(base),
        *_left_out(base),
        *_of_groupings(base),
        _contextual(base, "unit_risk", partial(unit_risk, fit)),
        _contextual(base, "unit_means", partial(unit_means, base)),
        _contextual(base, "volume", partial(unit_volume, base)),
        *(
            _refitted("prior_unit_sd", f"{factor:g}", partial(with_unit_sd_prior, base, factor))
            for factor in UNIT_SD_FACTORS
        ),
        _refitted("prior_coefficient", f"{COEFFICIENT_FACTOR:g}", stretched),
        _refitted("coding", "", partial(recoded, base)),
    ]


def _refitted(variant: str, detail: str, analysis: Callable[[], Analysis]) -> Variant:
    def make() -> Made:
        fitted = analysis()
        return Made(fitted, (fitted,))

    return Variant(variant, (detail,), make)


def _other_references(base: Analysis) -> Variant:
    names = get_args(Benchmark.model_fields["reference"].annotation)
    others = tuple(name for name in names if name != base.model.benchmark.reference)

    def make() -> Made:
        return Made(None, tuple(with_reference(base, name) for name in others))

    return Variant("reference", others, make)


def _left_out(base: Analysis) -> Iterator[Variant]:
    names = [covariate.name for covariate in base.model.covariates]
    named = base.model.sensitivity.without
    if named or 0 < len(names) <= MAX_LEFT_OUT:
        for name in named or names:
            yield Variant("without", (name,), partial(_without, base, name))
    else:
        yield Variant("without", ("",), partial(_none_left_out, len(names)))


def _of_groupings(base: Analysis) -> Iterator[Variant]:
    """Without each further grouping, and with other priors of their sds."""
    for name in (group.name for group in base.model.groups):
        yield _refitted("without_grouping", name, partial(without_grouping, base, name))
    for factor in UNIT_SD_FACTORS if base.model.groups else ():
        prior = partial(with_group_sd_priors, base, factor)
        yield _refitted("prior_group_sd", f"{factor:g}", prior)


def _without(base: Analysis, name: str) -> Made:
    fitted, gone = without_covariate(base, name), interactions_with(name, base.model)
    note = f"left out with it, as interactions of it: {', '.join(gone)}" if gone else ""
    return Made(fitted, (fitted,), note)


def _none_left_out(covariates: int) -> Made:
    if not covariates:
        raise DataError("the model has no covariates")
    raise DataError(
        f"{covariates} covariates are too many to leave out each in turn: name those that units "
        "may have influenced, as without under [sensitivity]"
    )


def _contextual(base: Analysis, variant: str, columns: Callable[[], UnitColumns]) -> Variant:
    def make() -> Made:
        found = columns()
        fitted = with_unit_covariates(base, found)
        note = f"left out: {'; '.join(found.left_out)}" if found.left_out else ""
        return Made(fitted, (fitted, base), note)

    return Variant(variant, (AS_CASE_MIX, AS_OWN), make)
