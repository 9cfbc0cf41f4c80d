"""Which kind of effects the units of a model have: nothing else names a kind."""

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.posterior.group_effects.student_t import StudentTEffects

KINDS: dict[str, GroupEffects] = {"normal": NormalEffects(), "student-t": StudentTEffects()}
"""Every kind by its name, with the numbers that it has where a model file gives none."""


def unit_effects_of(model: Model) -> GroupEffects:
    """The kind that a model's units have."""
    form = model.model
    return KINDS["normal"] if form.df is None else StudentTEffects(form.df)
