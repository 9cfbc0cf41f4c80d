"""Which covariates of a model have a column, which are interactions, and which are of units."""

from collections.abc import Mapping, Sequence
from typing import Any

from bayes_bench.inputs.codes import composed
from bayes_bench.inputs.model.interactions import INTERACTION, kind_of, parts_of
from bayes_bench.inputs.model.sections import Covariate


def main_effects(covariates: Sequence[Covariate]) -> tuple[Covariate, ...]:
    """Those that have a column of the table."""
    return tuple(one for one in covariates if one.kind != INTERACTION)


def interactions(covariates: Sequence[Covariate]) -> dict[str, tuple[str, str]]:
    """The two covariates of each interaction, by its name."""
    known = [one.name for one in main_effects(covariates)]
    pairs = {one.name: parts_of(one.name, known) for one in covariates if one.kind == INTERACTION}
    return {name: pair for name, pair in pairs.items() if pair is not None}


def of_units(covariates: Sequence[Covariate]) -> tuple[str, ...]:
    """Those that are properties of units; interactions of two such among them."""
    own = {one.name for one in main_effects(covariates) if one.level == "unit"}
    both = [name for name, pair in interactions(covariates).items() if own.issuperset(pair)]
    return tuple(one.name for one in covariates if one.name in {*own, *both})


def with_kinds_filled(covariates: Sequence[Any]) -> list[Any]:
    """Covariates as tables of the file or as made in Python, interactions with their kind.

    What is neither is left for others to refuse.
    """
    names = _names(covariates)
    return [_with_kind(one, names) for one in covariates]


def _with_kind(covariate: Any, names: Sequence[str]) -> Any:
    if isinstance(covariate, Covariate):
        given = covariate.kind if "kind" in covariate.model_fields_set else None
        kind = kind_of(covariate.name, names, given)
        return covariate if kind in (None, given) else covariate.model_copy(update={"kind": kind})
    if not (isinstance(covariate, Mapping) and isinstance(covariate.get("name"), str)):
        return covariate
    kind = kind_of(composed(covariate["name"]), names, covariate.get("kind"))
    return covariate if kind is None else {**covariate, "kind": kind}


def _names(covariates: Sequence[Any]) -> list[str]:
    tables = [one for one in covariates if isinstance(one, Mapping)]
    given = [name for one in tables if isinstance(name := one.get("name"), str)]
    made = [one.name for one in covariates if isinstance(one, Covariate)]
    return [*map(composed, given), *made]
