"""Where the reader's words go: the file runs as it is, and again when the marks are taken away."""

import re
import tomllib
from dataclasses import replace

import pandas as pd
import pytest

from bayes_bench.inputs.guess.label_stubs import label_stubs
from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.model.file import model_from_table
from tests.builders.guesses import profiles

TABLE = pd.DataFrame(
    {
        "sex": [1, 2] * 30,
        "Stage of illness": ["early", "late", "late"] * 20,
        "age_at": [20.5 + row for row in range(60)],
    }
)


@pytest.fixture
def columns() -> list[Profile]:
    sex, stage, age = profiles(TABLE)
    named = replace(sex, labels={"1": "Men", "2": "Women"}, title="Sex of the patient")
    return [named, stage, age]


def test_what_is_live_names_the_columns(columns: list[Profile]) -> None:
    labels = tomllib.loads(label_stubs(columns, columns[:2]))["labels"]
    assert labels == {
        "columns": {
            "sex": "Sex of the patient",
            "Stage of illness": "Stage of illness",
            "age_at": "age at",
        }
    }


def test_every_stub_is_right_once_the_marks_are_taken_away(columns: list[Profile]) -> None:
    text = re.sub("^# ", "", label_stubs(columns, columns[:2]), flags=re.MULTILINE)
    labels = tomllib.loads(text)["labels"]
    assert labels["levels"] == {
        "sex": {"1": "Men", "2": "Women"},
        "Stage of illness": {"early": "early", "late": "late"},
    }
    assert labels["da"]["levels"]["sex"] == {"1": "...", "2": "..."}
    model = model_from_table(
        {
            "title": "t",
            "data": {"unit": "u", "outcome": "y", "better": "lower"},
            "covariates": [{"name": one.name} for one in columns],
            "labels": labels,
        }
    )
    assert model.labels.da.columns == {"sex": "..."}
    assert model.labels.da.outcome == "døde inden 30 dage"


def test_a_level_of_few_people_is_not_written_and_many_are_cut() -> None:
    rare = ["KANARIEFUGL"] * 4 + ["often"] * 5 + ["more"] * 7
    (column,) = profiles(pd.DataFrame({"x": rare}))
    text = label_stubs([column], [column])
    assert "KANARIEFUGL" not in text
    assert '# often = "often"' in text
    (column,) = profiles(pd.DataFrame({"x": [f"L{row % 20:02}" for row in range(200)]}))
    text = label_stubs([column], [column])
    assert '# L07 = "L07"\n# ...' in text
    assert "L08" not in text


def test_without_covariates_there_is_nothing_to_name() -> None:
    assert tomllib.loads(label_stubs([], [])) == {"labels": {}}
