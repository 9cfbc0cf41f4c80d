"""What every table of a model file is: a frozen section whose keys are all declared."""

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, dataclass_transform

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict, ValidationError
from pydantic._internal._model_construction import ModelMetaclass

from bayes_bench.errors import ArgumentError, ModelFileError
from bayes_bench.interface.messages import model_problems

Number = Annotated[float, Strict(), AllowInfNan(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]


@dataclass_transform(kw_only_default=True, field_specifiers=(Field,))  # mypy does not inherit it
class _Told(ModelMetaclass):
    """Says what is wrong with a section made in Python in the words for one of a file."""

    if not TYPE_CHECKING:  # a checker goes by the fields

        def __call__(cls, *args: object, **keys: Any) -> Any:  # noqa: N805 - it is a class
            """Make a section; pydantic itself, reading a file, does not come by here."""
            if len(args) > len(cls.positional):
                key = next(iter(cls.model_fields))
                raise ArgumentError(
                    f"{cls.__name__} takes its keys by name, such as {cls.__name__}({key}=…)"
                )
            given = {**dict(zip(cls.positional, args, strict=False)), **keys}
            try:
                return super().__call__(**given)
            except ValidationError as error:
                raise ModelFileError(model_problems(error, given, cls, cls.at)) from error


class Section(BaseModel, metaclass=_Told):
    """A table of the model file: frozen, and with no key that is not declared.

    Made in Python, it raises `ModelFileError` with every problem, each by the path of its key.
    """

    at: ClassVar[tuple[str | int, ...]] = ()
    """Where it stands in the file; below ``priors.unit_sd`` with a family, as pydantic has it."""
    positional: ClassVar[tuple[str, ...]] = ()
    """Keys that need no name in Python."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=False
    )
