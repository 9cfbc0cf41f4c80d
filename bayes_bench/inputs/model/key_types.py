"""The types of the keys of a model file: what a key takes, and how it is kept.

Named here are those that several keys have; what is odd is refused in words that begin after the
path of the key.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, PlainValidator, Strict
from pydantic_core import PydanticCustomError

from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.interface.section import Number

BETWEEN = " / "
"""What stands between the codes of a unit that takes several columns to name."""


def list_of(item: Any) -> Any:
    """The type of a list in the file that is kept as a tuple."""
    taken = BeforeValidator(_as_tuple, json_schema_input_type=list[item])
    return Annotated[tuple[item, ...], taken]


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _as_code(value: object) -> object:
    is_code = isinstance(value, str | int) and not isinstance(value, bool)
    return code_text(value) if is_code else value  # type: ignore[arg-type]  # narrowed above


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    return text


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str | int) and not isinstance(value, bool) else value


def _as_unit(value: object) -> str | tuple[str, ...]:
    if isinstance(value, list | tuple):
        columns = tuple(_as_column(item) for item in value)
        if len(set(columns)) < max(2, len(columns)):
            raise ValueError("has to be one column, or a list of two or more different ones")
        return columns
    return _as_column(value)


def _plain(unit: str | tuple[str, ...]) -> str | list[str]:
    return unit if isinstance(unit, str) else list(unit)


def _as_column(value: object) -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "must be text")
    return composed(_not_blank(value))


Text = Annotated[str, Strict(), AfterValidator(_not_blank)]
# One column has one spelling, or it could be named twice: as a covariate and as the outcome.
Column = Annotated[Text, AfterValidator(composed)]
Whole = Annotated[int, Strict()]
Probability = Annotated[Number, Field(gt=0, lt=1)]
Missing = Literal["category", "drop", "refuse"]
YesNo = Annotated[bool, Strict()]
# The JSON Schema of a code has to name both spellings: the validator makes text of an integer.
Code = Annotated[
    str,
    Strict(),
    BeforeValidator(_as_code, json_schema_input_type=str | int),
    AfterValidator(_not_blank),
]
if TYPE_CHECKING:  # in Python any sequence will do; it is kept as a tuple
    type Codes = Sequence[str]
    type Columns = Sequence[str]
    type OneOrMoreCodes = Sequence[str]
    type UnitColumns = str | Sequence[str]
else:
    Codes, Columns = list_of(Code), list_of(Column)
    OneOrMoreCodes = Annotated[
        Codes, BeforeValidator(_as_list, json_schema_input_type=str | int | list[str | int])
    ]
    UnitColumns = Annotated[
        str | tuple[str, ...],
        PlainValidator(_as_unit, json_schema_input_type=str | list[str]),
        PlainSerializer(_plain, return_type=str | list[str]),
    ]
