"""The section [labels]: what is taken, what is refused, and one language in place of the other."""

from pathlib import Path
from typing import Any

import pytest

from bayes_bench.errors import DataError, ModelFileError
from bayes_bench.inputs.model.file import read_model, top_k
from bayes_bench.inputs.model.labels import Labels, Wording, keys_of, one_language_notes
from tests.builders.fits import cells_of
from tests.builders.inputs import (
    MIN_FILE,
    a_model,
    counts_model,
    file_problems,
    model_of_file,
    units_of,
)

MODELS = sorted((Path(__file__).parents[3] / "models").glob("*.toml"))
FILE = (
    MIN_FILE
    + """
[[covariates]]
name = "deprivation"
[[covariates]]
name = "age"
kind = "linear"
[report]
key_figures = ["wage"]
"""
)


def test_the_section_is_read(tmp_path: Path) -> None:
    text = """
    [labels]
    unit = " hospital "
    units = "hospitals"
    [labels.columns]
    y = "Died"
    wage = "Wage"
    [labels.levels.deprivation]
    1 = "most deprived fifth"
    "2.0" = "second"
    [labels.da]
    people = "patienter"
    """
    labels = model_of_file(tmp_path, FILE + text).labels
    assert (labels.unit, labels.units, labels.people) == ("hospital", "hospitals", None)
    assert labels.levels == {"deprivation": {"1": "most deprived fifth", "2": "second"}}
    assert labels.da.people == "patienter"
    assert keys_of(labels) == [
        *("unit", "units", "columns.y", "columns.wage"),
        *("levels.deprivation.1", "levels.deprivation.2"),
    ]


def test_without_labels_there_are_none() -> None:
    assert a_model().labels == Labels()
    assert keys_of(Labels()) == []
    assert one_language_notes(Labels()) == []


def test_a_label_in_one_language_serves_both() -> None:
    english = {"people": "patients", "columns": {"a": "A"}, "levels": {"a": {"1": "one"}}}
    danish = Wording(people="patienter", columns={"b": "B"}, levels={"a": {"1": "en", "2": "to"}})
    labels = Labels.model_validate({**english, "outcome": "died", "da": danish.model_dump()})
    own, other = labels.in_language("en"), labels.in_language("da")
    assert (own.people, own.outcome) == ("patients", "died")
    assert (other.people, other.outcome) == ("patienter", "died")
    assert own.columns == other.columns == {"a": "A", "b": "B"}
    assert own.levels == {"a": {"1": "one", "2": "to"}}
    assert other.levels == {"a": {"1": "en", "2": "to"}}
    assert one_language_notes(labels) == [
        "[labels.da] lacks columns.a, outcome: what readers of Danish see is English",
        "[labels] lacks columns.b, levels.a.2: what readers of English see is Danish",
    ]


def test_a_column_called_as_the_table_does_is_lacking_in_no_language() -> None:
    """As `init` writes it: it is what readers of the other language would see anyway."""
    labels = Labels.model_validate({"columns": {"age_at": "age at", "sex": "Sex"}})
    assert one_language_notes(labels) == [
        "[labels.da] lacks columns.sex: what readers of Danish see is English"
    ]
    both = Labels.model_validate(
        {"columns": {"sex": "sex"}, "da": {"columns": {"sex": "køn"}}},
    )
    assert one_language_notes(both) == []


REFUSED = {
    'unit = "ward"': "labels.units is missing",
    'da = { units = "afdelinger" }': "labels.da.unit is missing",
    'people = ""': "labels.people is empty",
    "people = 3": "labels.people must be text",
    'people = "a\\u001b[31m"': "labels.people holds the character U+001B",
    'people = "a\\u202eb"': "U+202E",
    'people = "a\\nb"': "U+000A",
    'persons = "a"': "labels.persons is not a key of the model file",
    "columns = 3": 'labels.columns must be a table { name = "label" }',
    "levels = { deprivation = 3 }": 'labels.levels.deprivation must be a table { name = "label" }',
    'columns = { u = "D" }': 'labels.columns names "u", the column of units: write labels.unit',
    'levels = { u = { 1 = "D" } }': "give names of units by data.names",
    'levels = { age = { 1 = "D" } }': 'labels.levels names "age", which has no levels',
    'levels = { y = { 1 = "D" } }': 'labels.levels names "y", which has no levels',
    'levels = { deprivation = { 1 = "D", "1.0" = "E" } }': "has 1 twice, in two spellings",
    'columns = { "é" = "D", "e\u0301" = "E" }': "twice, in two spellings",
    'da = { da = { unit = "e" } }': "labels.da.da is not a key",
}


@pytest.mark.parametrize("line", REFUSED)
def test_what_is_wrong_is_refused(tmp_path: Path, line: str) -> None:
    told = file_problems(tmp_path, f"{FILE}\n[labels]\n{line}\n")
    assert REFUSED[line] in told
    assert len(told.splitlines()) == 1


def test_a_label_is_taken_as_it_stands() -> None:
    odd = "<b>{units}</b> %s $x$ 'æ' &amp; 日本"
    assert a_model(labels={"people": odd}).labels.people == odd


def test_made_in_python_it_names_its_place() -> None:
    with pytest.raises(ModelFileError, match=r"labels\.people is empty"):
        Labels(people=" ")


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_every_shipped_model_speaks_both_languages(path: Path) -> None:
    model = read_model(path)
    assert one_language_notes(model.labels) == []
    columns: dict[str, Any] = {c.name: c for c in model.covariates}
    assert columns.keys() <= model.labels.columns.keys()
    assert all(
        model.labels.da.model_dump()[noun] for noun in ("unit", "people", "outcome", "title")
    )


def test_messages_use_the_readers_nouns() -> None:
    """Of the model alone, of its table, and of what may be shown of it."""
    labels = {"unit": "hospital", "units": "hospitals", "people": "patients"}
    inside = counts_model(labels=labels, data={"merge": {"North": ["A", "Z"]}})
    with pytest.raises(DataError, match='there is no hospital "Z" in the data'):
        cells_of(units_of({"A": (2, 9), "B": (3, 9)}), inside)
    with pytest.raises(ModelFileError, match="but 2 hospitals are ranked"):
        top_k(counts_model(labels=labels, benchmark={"top": 5}), 2)
    hiding = counts_model(labels=labels, disclosure={"public": False})
    with pytest.raises(DataError) as caught:
        cells_of(units_of({"A": (2, 4), "B": (1, 3)}), hiding)
    told = str(caught.value)
    assert told.startswith("0 of 2 hospitals could be ranked")
    assert "fewer than 5 patients" in told
    assert "join hospitals by name" in told
    with pytest.raises(DataError, match="has one hospital only"):
        cells_of(units_of({"A": (2, 9)}), counts_model(labels=labels))
