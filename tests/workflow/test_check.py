"""What `check` says it understood, what it must not say, and that it refuses what a run refuses."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.workflow.check import check_model, summary
from bayes_bench.workflow.reading import read_analysis
from tests.builders.inputs import MIN_FILE, a_model

Said = Callable[..., str]


@pytest.fixture
def said() -> Said:
    def of(people: pd.DataFrame, model: Model) -> str:
        return "\n".join(summary(model, read_analysis(model, people)))

    return of


def wards(units: int = 6, each: int = 40) -> pd.DataFrame:
    rows = range(units * each)
    return pd.DataFrame(
        {
            "u": [f"ward {row % units}" for row in rows],
            "y": [int(row // units % 4 == 0) for row in rows],
            "sex": ["f" if row // units % 3 else "m" for row in rows],
            "age": [20.0 + row // units for row in rows],
        }
    )


def hidden(**sections: object) -> Model:
    covariates = ({"name": "sex"}, {"name": "age", "kind": "linear"})
    return a_model(covariates, disclosure={"public": False}, **sections)


def test_everything_is_counted(said: Said) -> None:
    text = said(wards(), hidden())
    assert "240, nobody dropped" in text
    assert "y: 60 events, 25.0 %; few are good" in text
    assert "6 ranked by u; of 40 to 40 people, 40 in the middle" in text
    assert "category, 2 levels: f (156, reference), m (84)" in text
    assert "mean 39.5, sd 11.5" in text
    assert "3 best and 3 worst" in text


def test_dropped_people_are_counted_where_they_may_be(said: Said) -> None:
    people = wards()
    people.loc[people["u"].eq("ward 1") & people["age"].lt(30), "age"] = None
    text = said(people, hidden(data={"missing": "drop"}))
    assert "230 of 240; 10 dropped for missing values" in text


def test_few_dropped_people_cannot_be_worked_out(said: Said) -> None:
    people = wards()
    people.loc[people["u"].eq("ward 1") & people["age"].lt(30), "age"] = None
    people.loc[people["u"].eq("ward 2") & people["age"].lt(22), "age"] = None
    text = said(people, hidden(data={"missing": "drop"}))
    assert "228; dropped for missing values: 10, and fewer than 5 in 1 unit" in text
    assert "about 240 rows" in text, "from 235 to 244, which leaves all of 0 to 4 open"
    assert "240" not in text.replace("about 240 rows", "")
    assert "12" not in text


def test_merged_units_have_no_rank(said: Said) -> None:
    people = wards()
    small = people["u"].isin(["ward 0", "ward 1", "ward 2"]) & people["age"].gt(28)
    text = said(people[~small], hidden())
    assert '3 ranked by u, 3 merged into "other" without a rank; of 40 to 40 people' in text


def test_many_levels_are_cut_after_the_reference(said: Said) -> None:
    people = wards(each=60)
    levels = pd.Series([f"level {row // 6 % 11}" for row in range(len(people))])
    people["sex"] = levels.mask(people["age"].gt(75), "level 9")
    text = said(people, hidden())
    assert re.search(r"11 levels: level 9 \(\d+, reference\), level 0 \(\d+\)", text)
    assert text.splitlines()[-2].endswith("level 5 (30) and 3 more")


def test_what_was_rounded_is_said_of_its_covariate(said: Said) -> None:
    text = said(wards(), hidden(data={"round": {"age": 5}}))
    (line,) = [line for line in text.splitlines() if "age " in line]
    # 20 to 59 years: ties to the even multiple change none of 20, 25, ..., 60
    assert line.endswith("rounded to the nearest 5, 9 different values")
    assert "rounded" not in said(wards(), hidden())


def test_the_readers_words_stand_in_place_of_plain_ones(said: Said) -> None:
    labels = {
        "unit": "hospital",
        "units": "hospitals",
        "people": "patients",
        "outcome": "died",
        "columns": {"sex": "Sex", "age": "Age at admission"},
        "levels": {"sex": {"f": "women", "m": "men"}},
    }
    people = wards()
    people.loc[people["u"].eq("ward 2") & people["age"].lt(22), "age"] = None
    text = said(people, hidden(labels=labels, data={"missing": "drop"}))
    lines = text.splitlines()
    assert lines[3].startswith(
        "patients    238; dropped for missing values: fewer than 5 in 1 hosp"
    )
    assert lines[4].startswith("outcome     died (y): 59 events")
    assert lines[5].startswith("hospitals   6 ranked by u; of 38 to 40 patients, 40 in the middle")
    assert (
        "covariates  Sex (sex)               category, 2 levels: women (155, reference), men (83)"
        in lines
    )
    assert lines[-1].startswith("            Age at admission (age)  a straight line, mean")


def test_what_is_said_in_one_language_only_is_noted(
    tmp_path: Path,
) -> None:
    wards().to_csv(tmp_path / "d.csv", index=False)
    model = 'title = "t"\n[data]\npath = "d.csv"\nunit = "u"\noutcome = "y"\nbetter = "lower"\n'
    file = tmp_path / "m.toml"
    file.write_text(model + '[labels.da]\npeople = "patienter"\n', encoding="utf-8")
    assert "1. [labels] lacks people: what readers of English" in check_model(file)
    file.write_text(model, encoding="utf-8")
    assert "labels" not in check_model(file)


@pytest.mark.parametrize("column", ["age", "u"])
def test_what_a_run_refuses_is_refused(column: str) -> None:
    people = wards()
    people[column] = 1.0
    with pytest.raises(DataError):
        read_analysis(hidden(), people)


def test_rows_and_sizes_of_levels_are_counted(said: Said) -> None:
    text = said(wards(), hidden())
    assert "table       240 rows" in text
    assert "f (156, reference), m (84)" in text


def test_rows_are_in_tens_where_some_were_dropped(said: Said) -> None:
    people = wards()
    people.loc[people["u"].eq("ward 1") & people["age"].lt(24), "age"] = None
    text = said(people, hidden(data={"missing": "drop"}))
    assert "about 240 rows" in text
    assert "about 240 rows" not in said(people.dropna(), hidden())


def test_what_is_worth_a_look_is_numbered_below(tmp_path: Path) -> None:
    path = tmp_path / "m.toml"
    path.write_text(MIN_FILE, encoding="utf-8")
    people = tmp_path / "people.csv"
    wards().assign(u=lambda table: table["u"].mask(table["u"] == "ward 1", "NA")).to_csv(people)
    text = check_model(path, people)
    assert "Worth a look:\n  1. people.csv: the column" in text
    assert text.splitlines()[-2:] == ["Nothing stands in the way of a run.", str(path)]


def test_groupings_are_counted_and_said_to_be_around_or_across(said: Said) -> None:
    people = wards().assign(
        area=lambda table: table["u"].str[-1].astype(int).floordiv(2).astype(str),
        code=[f"c{row % 7}" for row in range(240)],
    )
    text = said(people, hidden(groups=[{"name": "area"}, {"name": "code"}]))
    assert "area  3 members around the units, the smallest of 80 people" in text
    assert "code  7 members across the units, the smallest of 34 people" in text
    assert "describes units and not people" not in text
