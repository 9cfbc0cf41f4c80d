import string
from collections.abc import Iterator
from typing import Any

import pytest

from bayes_bench.inputs.model.file import Model
from bayes_bench.report.language.collation import collated
from bayes_bench.report.language.numbers import Numbers
from bayes_bench.report.language.words import LANGUAGES, wording, words_for


def leaves(table: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(table, dict):
        for name, value in table.items():
            yield from leaves(value, f"{key}.{name}")
    elif isinstance(table, list):
        for number, value in enumerate(table):
            yield from leaves(value, f"{key}[{number}]")
    else:
        yield key, table


def slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_say_the_same_things() -> None:
    english, danish = (dict(leaves(wording(language))) for language in ("en", "da"))
    assert list(english) == list(danish)
    # a language may prefer another form of the same noun; what is measured is in both
    nouns = {"unit", "units", "the_units", "Unit", "Units", "a_unit", "good"}
    for key in english:
        assert slots(english[key]) - nouns == slots(danish[key]) - nouns, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_slot_is_filled_with_is_not_read_again(language: str) -> None:
    data = {"unit": "u", "outcome": "y", "better": "lower"}
    words = words_for(Model.model_validate({"title": "T", "data": data}), language)
    said = words.say("person.reference", {"level": "{k} {0}"})
    assert said.endswith("{k} {0}")


def test_danish_numbers() -> None:
    numbers = Numbers("da")
    assert numbers.whole(20312) == "20.312"
    assert numbers.percent(0.2204) == "22,0\N{NO-BREAK SPACE}%"
    assert numbers.signed(-4.61) == "−4,6"
    assert numbers.signed(4.44) == "+4,4"
    assert numbers.signed(-0.04) == "0,0"
    assert numbers.probability(0.004) == "<1\N{NO-BREAK SPACE}%"
    assert numbers.probability(1.0) == ">99\N{NO-BREAK SPACE}%"
    assert numbers.interval(-1.25, 2.0).replace(",", ".") == "−1.2 til +2.0"
    assert numbers.decimal(float("nan")) == "–"


def test_english_numbers() -> None:
    numbers = Numbers("en")
    assert numbers.whole(20312) == "20,312"
    assert numbers.percent(0.2204) == "22.0%"
    assert numbers.percents(0.1, 0.205) == "10.0–20.5%"
    assert numbers.ranks(3, 41) == "3–41"


def test_danish_order() -> None:
    names = ["Aabenraa", "Ærø", "Odense", "Øksnehallen", "Allerød", "Ålborg", "Zealand", "Åa"]
    order = sorted(
        names, key=dict(zip(names, collated(names, danish=True), strict=True)).__getitem__
    )
    assert order[:3] == ["Allerød", "Odense", "Zealand"]
    assert order[3:5] == ["Ærø", "Øksnehallen"]
    assert set(order[5:]) == {"Aabenraa", "Ålborg", "Åa"}
    assert collated(["b10", "10", "9", "a"], danish=False) == [3, 1, 0, 2]
