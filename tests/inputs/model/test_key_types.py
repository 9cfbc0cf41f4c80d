"""What the keys of a model file take, and how it is kept."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bayes_bench.inputs.model.key_types import (
    Code,
    Codes,
    Column,
    Probability,
    Text,
    Whole,
    YesNo,
    list_of,
)
from tests.builders.inputs import MIN_FILE, file_problems, model_of_file


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (Text, " two words ", " two words "),
        (Column, " A\u030a ", "\u00c5"),
        (Whole, 3, 3),
        (Probability, 0.5, 0.5),
        (YesNo, True, True),
        (Code, "0101", "0101"),
        (Code, 101, "101"),
        (Code, " 2.0 ", "2"),
        (Codes, ["x", 1], ("x", "1")),
        (Codes, (), ()),
        (list_of(Whole), [1, 2], (1, 2)),
    ],
)
def test_what_is_taken(kind: Any, given: object, kept: object) -> None:
    found = TypeAdapter(kind).validate_python(given)
    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        (Text, " ", "is empty"),
        (Text, 1, "valid string"),
        (Column, "\u2003", "is empty"),
        (Whole, 3.0, "valid integer"),
        (Whole, True, "valid integer"),
        (Probability, 1, "less than 1"),
        (Probability, float("nan"), "finite|greater than 0"),
        (Probability, "0.5", "valid number"),
        (YesNo, 1, "valid boolean"),
        (Code, "", "is empty"),
        (Code, True, "valid string"),
        (Code, 1.5, "valid string"),
        (Codes, "x", "valid tuple"),
        (Codes, ["x", None], "valid string"),
    ],
)
def test_what_is_refused(kind: Any, given: object, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        TypeAdapter(kind).validate_python(given)


def test_an_editor_is_told_what_may_be_written() -> None:
    """The schema is of the file: a list, where Python keeps a tuple; an integer beside a text."""
    code = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    assert TypeAdapter(Code).json_schema() == code
    assert TypeAdapter(Codes).json_schema() == {"type": "array", "items": code}


def test_columns_have_one_spelling(tmp_path: Path) -> None:
    text = MIN_FILE.replace('"u"', '" a\u030arhus "') + '[[covariates]]\nname = "A\u030a "\n'
    model = model_of_file(tmp_path, text)
    assert (model.data.unit, model.covariates[0].name) == ("\u00e5rhus", "\u00c5")
    said = file_problems(tmp_path, text + '[[covariates]]\nname = "\u00c5"\n')
    assert 'covariates: "\u00c5" is listed 2 times' in said
    assert "is data.outcome already" in file_problems(
        tmp_path, MIN_FILE + '[[covariates]]\nname = " y"\n'
    )
    figures = MIN_FILE + '[report]\nkey_figures = [" u "]\n'
    assert 'report.key_figures lists "u", which the model uses' in file_problems(tmp_path, figures)
