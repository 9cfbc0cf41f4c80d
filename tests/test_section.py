"""A section of a model file: frozen, and strict about keys and numbers."""

import pytest
from pydantic import ValidationError

from bayes_bench.section import Number, Positive, Section


class Example(Section):
    """Two numbers."""

    number: Number
    positive: Positive = 1.0


def test_a_section_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Example(number=1.0).number = 2.0


@pytest.mark.parametrize(
    "keys",
    [
        {"number": 1.0, "other": 1.0},
        {"number": "1"},
        {"number": float("inf")},
        {"number": True},
        {"number": 1.0, "positive": 0.0},
    ],
)
def test_what_is_not_declared_is_refused(keys: dict[str, object]) -> None:
    assert Example.model_validate({"number": 1}).positive == 1.0
    with pytest.raises(ValidationError):
        Example.model_validate(keys)
