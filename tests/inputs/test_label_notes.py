"""Labels of levels that the data do not have."""

from typing import Any

import pandas as pd

from bayes_bench.inputs.label_notes import label_notes
from bayes_bench.inputs.people import read_people
from tests.builders.inputs import a_model

PEOPLE = pd.DataFrame(
    {
        "u": [f"{n % 4}" for n in range(80)],
        "y": [int(n % 3 == 0) for n in range(80)],
        "joint": ["hip", "knee"] * 39 + ["wrist"] * 2,
        "wage": [900.5 + n for n in range(80)],
    }
)


def notes(levels: dict[str, Any], **sections: Any) -> list[str]:
    report = {"key_figures": ["wage"]}
    labels = {"da": {"levels": levels}}
    model = a_model(({"name": "joint"},), labels=labels, report=report, **sections)
    return label_notes(read_people(model, PEOPLE), model)


def test_labels_of_levels_that_are_there_need_no_note() -> None:
    assert notes({"joint": {"hip": "hofte", "knee": "knæ", "missing": "mangler"}}) == []
    assert notes({}) == []


def test_a_level_that_is_not_there_is_named_with_the_nearest() -> None:
    (note,) = notes({"joint": {"hip": "hofte", "kne": "knæ", "toe": "tå"}})
    assert note == ('labels.da.levels.joint: the data have no level kne, toe; did you mean "knee"?')


def test_a_level_of_few_people_is_not_named() -> None:
    (shown,) = notes({"joint": {"wrst": "håndled"}})
    assert "wrist" in shown
    (hidden,) = notes({"joint": {"wrst": "håndled"}}, disclosure={"public": False})
    assert "wrist" not in hidden


def test_a_label_of_what_the_model_does_not_use_is_told_and_does_no_harm() -> None:
    labels = {"columns": {"jiont": "Joint", "home": "Home"}, "levels": {"home": {"1": "flat"}}}
    model = a_model(({"name": "joint"},), labels=labels)
    assert label_notes(read_people(model, PEOPLE), model) == [
        'labels.columns names "jiont", which the model does not use; did you mean "joint"?',
        'labels.columns names "home", which the model does not use; take it out',
        'labels.levels names "home", which the model does not use; take it out',
    ]


def test_a_measurement_has_no_levels() -> None:
    (note,) = notes({"wage": {"1": "lav"}})
    assert note.startswith("labels.da.levels.wage: the column is a measurement")
