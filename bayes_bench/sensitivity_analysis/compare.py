"""Sensitivity analysis: variants of an analysis compared with the base analysis.

Every variant is of the same people. The variant ``seed``, the same analysis from another random
seed, differs by Monte Carlo error alone: a change is large if it is larger than that one's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import DataError, RefusedError
from bayes_bench.estimands.indicators import (
    indicator_draws,
    indicator_ranks_under,
)
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.numerics.side_by_side import SideBySide
from bayes_bench.posterior.sampling import sample_few
from bayes_bench.progress import Progress, silent
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.sensitivity_analysis.conclusions import conclusions_of
from bayes_bench.sensitivity_analysis.contextual import contextual_as_unit_effect, contextual_effect
from bayes_bench.sensitivity_analysis.rows import (
    BASE,
    COLUMNS,
    COUNTS,
    ERRORS,
    REFUSED,
    SKIPPED,
    Comparison,
    base_conclusions,
    compared_with_base,
    not_compared,
    with_effect,
)
from bayes_bench.sensitivity_analysis.variants import Made, Variant, variants_of


@dataclass(frozen=True)
class Sensitivity:
    """Variants beside the base analysis.

    Attributes
    ----------
    summary : DataFrame
        A row per variant and detail, the base first; see `COLUMNS`. ``verdict``: "accepted",
        "refused" by its diagnostics or "skipped" because it makes no sense here, with the reason
        in ``note`` and no figures. ``unit_sd``: logits. ``effect``: log odds per unit of the one
        unit-level covariate added. ``largest_change`` and ``mean_change``: of the absolute change
        of the ranked units' posterior mean indicator, percentage points. ``kendall_tau``: rank
        correlation of the expected ranks. ``flips``: "unit: from → to". ``best_left`` and
        ``best_entered``: units with one of the k largest top-k probabilities under one analysis
        only; ``best_changed``: how many left; ``worst_...`` likewise. ``..._beyond_error``: how
        many of those differ in their own probability by more than two Monte Carlo errors; of the
        top k, those that left or those that entered, whichever are more.
    units : DataFrame
        A row per ranked unit and accepted variant: ``variant, detail`` and the columns of
        `changes`.
    errors : DataFrame
        ``quantity, label, mcse, value``: Monte Carlo errors of what is in the summary, by
        "variant, detail": of `variant_unit_sd` and `variant_effect`; and the largest of a unit's
        `variant_change`, `variant_rank` and `variant_probability`.
    """

    summary: pd.DataFrame
    units: pd.DataFrame
    errors: pd.DataFrame


def sensitivity(
    cells: xr.Dataset,
    model: Model,
    posterior: xr.DataTree,
    bench: xr.Dataset,
    progress: Progress | None = None,
) -> Sensitivity:
    """Compare an analysis with variants in which one choice is changed.

    The indicator of a variant is that of a `thinned_fit`. On Linux variants
    are compared in several processes side by side.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    model : Model
        Its ``sensitivity`` names the covariates to leave out.
    posterior : DataTree
        Of these, as `fit` returns it.
    bench : Dataset
        Of these, as `benchmark` returns it.
    progress : callable, optional
        Told how many of the variants are done, and how many there are.

    Returns
    -------
    Sensitivity
        See `variants_of` for the variants.
    """
    tree = xr.DataTree.from_dict({"/posterior": posterior["posterior"].to_dataset()})
    tree["benchmark"] = xr.DataTree(bench)
    return sensitivity_of(Fit(Analysis(with_seed(model, cells), cells), tree, progress or silent))


@once
def comparison(fit: Fit) -> SideBySide:
    """Every variant to be compared with a fit: begun in other processes where it is entered."""
    return _comparison(variants_of(fit), fit)


@once
def sensitivity_of(fit: Fit) -> Sensitivity:
    """`sensitivity` of a fit, with the fit's own progress report."""
    return _summed_up(comparison(fit).results(fit.progress), fit)


def examined(variants: Sequence[Variant], base: Fit, progress: Progress = silent) -> Sensitivity:
    """Fit each variant and compare it with the base.

    Parameters
    ----------
    variants : sequence of Variant
    base : Fit
        What the variants are compared with.
    progress : callable, optional
        Told how many of the variants are done, and how many there are.

    Returns
    -------
    Sensitivity
    """
    return _summed_up(_comparison(variants, base).results(progress), base)


def _comparison(variants: Sequence[Variant], base: Fit) -> SideBySide:
    # what each of them is compared with is not made in each process anew
    base_conclusions(base)
    return SideBySide([partial(_found, variant, base) for variant in variants])


def _summed_up(found: Sequence[Sequence[Comparison]], base: Fit) -> Sensitivity:
    of_base = compared_with_base((BASE, ""), base.posterior, base_conclusions(base), base)
    every = [of_base, *chain.from_iterable(found)]
    summary = pd.DataFrame([one.row for one in every]).reindex(columns=COLUMNS)
    types = dict.fromkeys(COUNTS, "Int64")
    units = [one.units for one in every if one.units is not None]
    errors = pd.DataFrame([error for one in every for error in one.errors], columns=ERRORS)
    return Sensitivity(summary.astype(types), pd.concat(units, ignore_index=True), errors)


def _found(variant: Variant, base: Fit) -> list[Comparison]:
    """Every detail of a variant, or why there is nothing to compare."""
    try:
        made = variant.make()
        fitted = made.fitted
        posterior = base.posterior if fitted is None else sample_few(fitted)
    except DataError as error:
        return not_compared(variant, SKIPPED, error.problems)
    except RefusedError as error:
        return not_compared(variant, REFUSED, error.findings)
    return [
        _interpreted((variant.variant, detail), posterior, made, interpretation, base)
        for detail, interpretation in zip(variant.details, made.interpretations, strict=True)
    ]


def _interpreted(
    name: tuple[str, str], posterior: xr.DataTree, made: Made, interpretation: Analysis, base: Fit
) -> Comparison:
    """Compare a variant under one interpretation of its draws."""
    model, draws = interpretation.model, posterior
    if made.fitted is None:
        ranks = indicator_ranks_under(base)[model.benchmark.reference]
        return compared_with_base(name, draws, conclusions_of(ranks, model), base)
    if len(model.covariates) < len(made.fitted.model.covariates):
        draws = contextual_as_unit_effect(posterior, made.fitted, model)
    few = thinned_fit(Fit(interpretation, draws))
    ranks = Ranks(indicator_draws(few), model.data.better)
    found = compared_with_base(name, draws, conclusions_of(ranks, model), base)
    noted = replace(found, row={**found.row, "note": made.note})
    effect = contextual_effect(posterior, made.fitted, base.model)
    return noted if effect is None else with_effect(noted, effect, base.model)
