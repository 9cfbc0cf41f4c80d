"""What every table of a model file is: a frozen section whose keys are all declared."""

from typing import Annotated

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field, Strict

Number = Annotated[float, Strict(), AllowInfNan(allow_inf_nan=False)]
Positive = Annotated[Number, Field(gt=0)]


class Section(BaseModel):
    """A table of the model file: frozen, and with no key that is not declared."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=False
    )
