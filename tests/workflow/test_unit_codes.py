"""A unit of which another column is needed, although the model does not name it."""

from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.inputs.model.file import Model
from bayes_bench.workflow.check import check_model
from bayes_bench.workflow.reading import read_analysis
from bayes_bench.workflow.unit_codes import unit_code_notes
from tests.builders.inputs import a_model

SCHOOLS, CLASSES, EACH = 12, 8, 20


@pytest.fixture
def pupils(tmp_path: Path) -> Path:
    """Classes 1 to 8 in each of twelve schools."""
    rows = [
        (school, one, pupil % 2)
        for school in range(SCHOOLS)
        for one in range(1, CLASSES + 1)
        for pupil in range(EACH)
    ]
    path = tmp_path / "pupils.csv"
    pd.DataFrame(rows, columns=["school", "class", "passed"]).to_csv(path, index=False)
    return path


def model(unit: str | list[str]) -> Model:
    return a_model(data={"unit": unit, "outcome": "passed"})


def test_codes_that_begin_anew_are_worth_a_look(pupils: Path) -> None:
    (told,) = unit_code_notes(read_analysis(model("class"), pupils).analysis, pupils)
    assert told == (
        'pupils.csv: the codes of "class" seem to begin anew within each "school": if they are of '
        'different units, both name the unit: unit = ["school", "class"]'
    )


def test_nothing_is_said_where_both_name_the_unit_or_it_has_codes_of_its_own(pupils: Path) -> None:
    for unit in (["school", "class"], "school"):
        assert unit_code_notes(read_analysis(model(unit), pupils).analysis, pupils) == []
    table = pd.read_csv(pupils)
    table["class"] = 100 * table["school"] + table["class"]
    table.to_csv(pupils, index=False)
    assert unit_code_notes(read_analysis(model("class"), pupils).analysis, pupils) == []


def test_check_says_it(pupils: Path) -> None:
    file = pupils.with_name("m.toml")
    text = 'title = "t"\n[data]\nunit = "class"\noutcome = "passed"\nbetter = "higher"\n'
    file.write_text(text, encoding="utf-8")
    assert "1. pupils.csv: the codes of" in check_model(file, pupils)
