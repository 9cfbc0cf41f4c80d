"""The table `[model]`: what the model itself is like."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from bayes_bench.interface.section import Number, Section

UNIT_EFFECTS_DF = 4.0
"""Degrees of freedom of Student-t effects where none are given."""
LEAST_DF, MOST_DF = 2.0, 1000.0


def _with_an_sd(df: float) -> float:
    if df <= LEAST_DF:
        raise ValueError(
            f"is {df:g} and must be above {LEAST_DF:g}: with fewer degrees of freedom the effects "
            "have no standard deviation, which the prior and every measure of variation are about; "
            f"write {UNIT_EFFECTS_DF:g} for heavy tails"
        )
    if df > MOST_DF:
        raise ValueError(
            f"is {df:g} and must be at most {MOST_DF:g}: such effects cannot be told from normal "
            'ones; write unit_effects = "normal"'
        )
    return df


class Form(Section):
    """What the model itself is like."""

    at: ClassVar = ("model",)

    unit_effects: Literal["normal", "student-t"] = "normal"
    """What units' effects are distributed as: with "student-t" single units may lie far out."""
    df: (
        Annotated[
            Number,
            AfterValidator(_with_an_sd),
            Field(json_schema_extra={"exclusiveMinimum": LEAST_DF, "maximum": MOST_DF}),
        ]
        | None
    ) = None
    """Degrees of freedom of Student-t effects, above 2 (4 where not given)."""

    @model_validator(mode="before")
    @classmethod
    def _with_df(cls, table: Any) -> Any:
        is_t = isinstance(table, Mapping) and table.get("unit_effects") == "student-t"
        return {"df": UNIT_EFFECTS_DF, **table} if is_t else table
