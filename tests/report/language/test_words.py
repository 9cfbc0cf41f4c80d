import re
import string
from collections.abc import Iterator
from typing import Any

import pytest

from bayes_bench.inputs.model.file import Model
from bayes_bench.report.language.collation import collated
from bayes_bench.report.language.numbers import Numbers
from bayes_bench.report.language.words import LANGUAGES, wording, words_for

DATA = {"unit": "u", "outcome": "y", "better": "lower"}


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
    nouns = {*NOUNS, *(noun.capitalize() for noun in NOUNS), "good"} - {"outcome"}
    for key in english:
        assert slots(english[key]) - nouns == slots(danish[key]) - nouns, key


NOUNS = ("unit", "units", "people", "whole", "outcome")
ODD = {
    "unit": "ŭnit {0} <b>",
    "units": "ŭnits {units} %s",
    "people": "fölk {} &amp; $x$",
    "whole": "{whole} 日本",
    "outcome": "æ {k!r} 'quoted' \"twice\"",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_takes_labels_of_odd_characters(language: str) -> None:
    model = Model.model_validate({"title": "T", "data": DATA, "labels": ODD})
    words = words_for(model, language)
    sentences = [sentence for key, sentence in leaves(words.table) if not key.startswith(".nouns")]
    used = set()
    for sentence in sentences:
        told = words.filled(sentence, dict.fromkeys(slots(sentence) - words.always.keys(), "7"))
        for noun in slots(sentence) & {*ODD, *(noun.capitalize() for noun in ODD)}:
            label = ODD[noun.lower()]
            assert (label if noun in ODD else label[:1].upper() + label[1:]) in told
            used.add(noun)
    assert {*NOUNS, "Unit", "Units", "People", "Whole"} - used <= {"Whole"}
    assert words.always["Whole"] == ODD["whole"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_depends_on_the_gender_of_a_noun(language: str) -> None:
    """Nor on how its article begins: such words stand before none that a label may replace."""
    articles = {
        "en": "an?",
        "da": "en|et|den|det|denne|dette|hver|hvert|ingen|intet|nogen|noget|din|dit",
    }
    wrong = re.compile(rf"\b(?:{articles[language]}) (?:\w+ )?\{{unit\}}", re.IGNORECASE)
    assert wrong.search({"en": "it is a {unit}", "da": "hver lille {unit}"}[language])
    assert [key for key, sentence in leaves(wording(language)) if wrong.search(sentence)] == []


def test_the_whole_is_all_of_the_readers_units() -> None:
    labels = {"unit": "ward", "units": "wards", "da": {"unit": "afsnit", "units": "afsnit"}}
    model = Model.model_validate({"title": "T", "data": DATA, "labels": labels})
    english, danish = (words_for(model, language).always for language in ("en", "da"))
    assert (english["whole"], english["Whole"]) == ("all wards together", "All wards together")
    assert danish["whole"] == "alle afsnit under ét"
    assert (english["people"], danish["People"]) == ("people", "Personer")


def test_what_happened_is_told_of_the_column_where_there_is_no_label() -> None:
    data = {**DATA, "outcome": "died_30{}"}
    model = Model.model_validate({"title": "T", "data": data})
    assert words_for(model, "en").always["outcome"] == "had the outcome “died 30{}”"
    labels = {"columns": {"died_30{}": "Dead"}}
    named = Model.model_validate({"title": "T", "data": data, "labels": labels})
    assert words_for(named, "da").always["outcome"] == "havde udfaldet »Dead«"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_slot_is_filled_with_is_not_read_again(language: str) -> None:
    words = words_for(Model.model_validate({"title": "T", "data": DATA}), language)
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


def test_danish_has_none_of_the_words_that_danes_would_not_use() -> None:
    wrong = re.compile(
        r"\b(?:rammevilkår\w*|trykt\w*|posteriore?|prior|prioren|yderlige\w*)\b", re.IGNORECASE
    )
    assert all(map(wrong.search, ("Trykt", "rammevilkårene")))
    assert [key for key, sentence in leaves(wording("da")) if wrong.search(sentence)] == []
