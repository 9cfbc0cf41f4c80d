"""The section `[model]`: the distribution of unit effects, and what it refuses."""

from pathlib import Path

import pytest

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.inputs.model.form import Form
from tests.builders.inputs import MIN_FILE, file_problems

DATA = {"unit": "u", "outcome": "y", "better": "lower"}


def test_effects_are_normal_unless_it_is_said_otherwise() -> None:
    form = model_from_table({"title": "T", "data": DATA}).model
    assert (form.unit_effects, form.df) == ("normal", None)


def test_student_t_has_four_degrees_of_freedom() -> None:
    table = {"title": "T", "data": DATA, "model": {"unit_effects": "student-t"}}
    assert model_from_table(table).model == Form(unit_effects="student-t", df=4.0)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('unit_effects = "cauchy"', 'model.unit_effects is "cauchy": write one of'),
        ('unit_effects = "student-t"\ndf = 2.0', "model.df is 2 and must be above 2: with fewer"),
        ('unit_effects = "student-t"\ndf = 1e6', "model.df is 1e+06 and must be at most 1000"),
        ("df = 4.0", 'model.df belongs to unit_effects = "student-t"'),
        ('unit_effects = "student-t"\nnu = 4', "model.nu is not a key"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(tmp_path: Path, lines: str, said: str) -> None:
    assert said in file_problems(tmp_path, f"{MIN_FILE}\n[model]\n{lines}\n")


def test_in_python_too() -> None:
    with pytest.raises(ModelFileError, match=r"model\.df is 1\.5 and must be above 2"):
        Form(unit_effects="student-t", df=1.5)
