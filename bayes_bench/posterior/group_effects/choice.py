"""Which kind of effects the units of a model have: nothing else names a kind."""

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.posterior.group_effects.protocol import GroupEffects

KINDS: dict[str, GroupEffects] = {"normal": NormalEffects()}
"""Every kind by its name."""


def unit_effects_of(model: Model) -> GroupEffects:  # noqa: ARG001 - one kind: no key chooses yet
    """The kind that a model's units have."""
    return KINDS["normal"]
