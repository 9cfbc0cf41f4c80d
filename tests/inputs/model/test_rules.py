"""The rules between keys: every broken one is told, on tables of any shape."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model.data_section import Data
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.rules import rule_problems
from tests.builders.inputs import MIN_FILE, file_problems

DATA = {"unit": "u", "outcome": "y", "better": "lower"}


def problems(*covariates: dict[str, Any], **sections: Any) -> list[str]:
    """What is wrong between the keys of a plain table."""
    return rule_problems({"data": DATA, "covariates": [*covariates], **sections})


def test_a_table_in_order_breaks_no_rule() -> None:
    merge = {"AB": ["1", 2], "C": ["3", "4.0"]}
    assert problems({"name": "age", "kind": "spline", "df": 3}, data={**DATA, "merge": merge}) == []
    counts = {"unit": "u", "events": "e", "trials": "n", "outcome": None}
    assert problems(data=counts) == []
    assert rule_problems({}) == []


@pytest.mark.parametrize("given", range(8))
def test_an_outcome_or_counts(given: int) -> None:
    """Of the eight ways to give outcome, events and trials two are right."""
    roles = {
        role: role for at, role in enumerate(("outcome", "events", "trials")) if given >> at & 1
    }
    told = problems(data={"unit": "u", **roles})
    assert (told == []) == (set(roles) in ({"outcome"}, {"events", "trials"}))
    assert len(told) <= 1


def test_no_column_has_two_roles() -> None:
    data = {"unit": "u", "events": "u", "trials": "n"}
    told = problems(
        {"name": "n"}, {"name": "u"}, data=data, report={"key_figures": ["n", "k", "k"]}
    )
    assert told == [
        'data.events names the column "u", which is data.unit already',
        'covariates: "n" is data.trials already and cannot be a covariate too',
        'covariates: "u" is data.events already and cannot be a covariate too',
        'report.key_figures lists "n", which the model uses already: leave it out',
        'report.key_figures lists "k" 2 times, keep one',
    ]


@pytest.mark.parametrize(
    ("merge", "words"),
    [
        ({"A": ["1", "1.0"]}, ['data.merge."A" has to list at least two different units']),
        ({"A": ["1", 1]}, ['data.merge."A" has to list at least two different units']),
        ({" ": ["1", "2"]}, ["data.merge has a unit with an empty name"]),
        (
            {"A\u030a": ["1", "2"], "\u00c5": ["3", "4"]},
            ['data.merge has the name "\u00c5" twice, in two spellings'],
        ),
        (
            {"A": ["B", "1"], "B": ["2", "3"]},
            ['data.merge."B" is itself listed under "A": merge in one step'],
        ),
        ({"A": ["A", "1"]}, []),  # a unit may give its name to what it is joined with
    ],
)
def test_merging(merge: dict[str, list[str | int]], words: list[str]) -> None:
    assert problems(data={**DATA, "merge": merge}) == words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ({"age": 1, " wage": 0.5}, []),
        ({"Wage": 5}, ['"Wage", which is no covariate of the model; did you mean "wage"? (linear']),
        ({"y": 5}, ['"y", which is no covariate of the model (linear and spline covariates: age,']),
        (
            {"sex": 1},
            ['"sex", a covariate of kind = "category", which has levels and no numbers: take it'],
        ),
        ({" ": 1}, ["data.round has a column with an empty name"]),
        ({"age": 1, "age ": 2}, ['"age" twice, in two spellings: keep one']),
        ({"age": -1, "x": 0}, ['"x", which is no covariate']),  # numbers are told by the section
    ],
)
def test_rounding(steps: dict[str, float], words: list[str]) -> None:
    covariates = ({"name": "age", "kind": "spline"}, {"name": "wage", "kind": "linear"})
    told = problems(*covariates, {"name": "sex"}, data={**DATA, "round": steps})
    assert len(told) == len(words)
    for line, said in zip(told, words, strict=True):
        assert line.startswith("data.round ")
        assert said in line


def test_nothing_can_be_rounded_without_a_measurement() -> None:
    (told,) = problems(data={**DATA, "round": {"age": 1}})
    assert told.endswith(
        '"age", which is no covariate of the model (linear and spline covariates: none)'
    )


def test_keys_belong_to_kinds() -> None:
    assert problems({"name": "a", "reference": "x"}, {"name": "b", "kind": "spline", "df": 3}) == []
    assert problems({"name": "a", "df": 3}, {"name": "b", "kind": "spline", "reference": "x"}) == [
        'covariates["a"].df belongs to kind = "spline", not to kind = "category"',
        'covariates["b"].reference belongs to kind = "category", not to kind = "spline"',
    ]


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=2),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = (
    "unit",
    "outcome",
    "events",
    "trials",
    "merge",
    "round",
    "name",
    "kind",
    "key_figures",
    "without",
)


@given(
    st.fixed_dictionaries(
        {},
        optional={
            section: WRONG | st.dictionaries(st.sampled_from(KEYS), WRONG, max_size=3)
            for section in ("data", "report", "sensitivity")
        }
        | {"covariates": WRONG | st.lists(st.dictionaries(st.sampled_from(KEYS), WRONG))},
    )
)
def test_what_has_the_wrong_type_is_passed_over(table: dict[str, Any]) -> None:
    assert all(isinstance(line, str) for line in rule_problems(table))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('unit = "u"\noutcome = "y"', "data.better is missing"),
        ('unit = "u"\nbetter = "lower"', "data.outcome is missing"),
        ('unit = "u"\nbetter = "lower"\nevents = "e"', "data.trials is missing"),
        (
            'unit = "u"\nbetter = "lower"\nevents = "e"\ntrials = "e"',
            "is data.events already",
        ),
        ('unit = "u"\nbetter = "lower"\noutcome = "y"\nevents = "e"', "exclude each other"),
        ('unit = "u"\nbetter = "lower"\noutcome = "y"\nmerge = { A = ["1"] }', "at least two"),
        (
            'unit = "u"\nbetter = "lower"\noutcome = "y"\nmerge = { A = [1, 2], B = ["2", "3"] }',
            'lists the unit "2" under more than one name',
        ),
        ('unit = " "\nbetter = "lower"\noutcome = "y"', "data.unit is empty"),
    ],
)
def test_data_problems(tmp_path: Path, data: str, words: str) -> None:
    assert words in file_problems(tmp_path, f'title = "T"\n[data]\n{data}\n')


def test_rules_between_keys_hold_in_python_too() -> None:
    with pytest.raises(ModelFileError, match=r"data\.trials is missing"):
        Model(title="T", data=Data(unit="u", events="y", better="lower"))


AGE = '[[covariates]]\nname = "age"\nkind = "linear"\n'


@pytest.mark.parametrize(
    ("covariates", "text", "words"),
    [
        (AGE, 'without = ["agee"]', '"agee", which is no covariate of the model; did you mean'),
        (AGE, 'without = ["y"]', '"y", which is no covariate of the model (covariates: age)'),
        ("", 'without = ["age"]', '"age", which is no covariate of the model (covariates: none)'),
        (AGE, 'without = ["age", " age"]', 'sensitivity.without lists "age" 2 times, keep one'),
        (AGE, 'without = "age"', "sensitivity.without must be a list"),
        (AGE, 'without = [" "]', "sensitivity.without[1] is empty"),
        (AGE, 'wihtout = ["age"]', "sensitivity.wihtout is not a key of the model file; did you"),
    ],
)
def test_sensitivity_problems(tmp_path: Path, covariates: str, text: str, words: str) -> None:
    assert words in file_problems(tmp_path, f"{MIN_FILE}{covariates}[sensitivity]\n{text}\n")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ('unit = ["u"]', "data.unit has to be one column, or a list of two or more"),
        ('unit = ["u", "u"]', "data.unit has to be one column, or a list of two or more"),
        ('unit = ["u", " "]', "data.unit is empty"),
        ('unit = ["u", 3]', "data.unit must be text"),
        ('unit = ["u", "y"]', 'data.outcome names the column "y", which is data.unit already'),
        ('unit = "u"\nweights = "y"', 'data.weights names the column "y", which is data.outcome'),
        ('unit = "u"\nperiod = "u"', 'data.period names the column "u", which is data.unit'),
        ('unit = "u"\nname_column = "n"\nnames = "a.csv"', "exclude each other"),
        ('unit = "u"\nevent = 2\nmissing_values = ["2.0"]', 'lists "2", which is data.event too'),
        ('unit = "u"\nmissing_values = "NA"', "data.missing_values must be a list"),
    ],
)
def test_problems_of_columns(tmp_path: Path, data: str, words: str) -> None:
    text = f'title = "T"\n[data]\noutcome = "y"\nbetter = "lower"\n{data}\n'
    assert words in file_problems(tmp_path, text)


def test_an_event_is_of_an_outcome(tmp_path: Path) -> None:
    counts = 'events = "e"\ntrials = "n"\nevent = "Y"'
    text = f'title = "T"\n[data]\nunit = "u"\nbetter = "lower"\n{counts}\n'
    assert "data.event belongs to data.outcome" in file_problems(tmp_path, text)


def test_a_measurement_has_no_level_for_what_is_missing(tmp_path: Path) -> None:
    said = file_problems(tmp_path, f'{MIN_FILE}{AGE}missing = "category"\n')
    assert 'covariates["age"].missing = "category" belongs to kind = "category"' in said


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        (["age"], 'groups: "age" is a covariate already'),
        (["u"], 'groups: "u" is data.unit already'),
        (["region", "region"], 'groups: "region" is listed 2 times'),
        (["draw"], 'a grouping cannot be called "draw"'),
        (["unit_effect"], 'a grouping cannot be called "unit_effect"'),
        (["by", "by_sd"], 'a grouping cannot be called "by": by_sd is a name'),
        (["Om/by"], "where / parts groups"),
    ],
)
def test_a_grouping_has_a_column_of_its_own(groups: list[str], words: str) -> None:
    table = {
        "title": "T",
        "data": {"unit": "u", "outcome": "y", "better": "lower"},
        "covariates": [{"name": "age"}],
        "groups": [{"name": name} for name in groups],
    }
    assert any(words in problem for problem in rule_problems(table))
    assert not rule_problems({**table, "groups": [{"name": "region"}]})
