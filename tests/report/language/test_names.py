"""Columns and levels are called what people call them."""

import pytest

from bayes_bench.report.language.names import Names, names_for, shown_name
from bayes_bench.report.language.words import LANGUAGES, words_for
from tests.builders.inputs import a_model

COVARIATES = ({"name": "age_at_start"}, {"name": "age at start"}, {"name": "x"}, {"name": "y2"})


def test_a_column_is_read_without_its_underscores() -> None:
    assert shown_name("age_at_\u202estart") == "age at  start"


def test_no_two_columns_look_alike() -> None:
    names = names_for(a_model(COVARIATES, labels={"columns": {"x": "y2"}}), "en")
    assert names.column("age_at_start") == "age at start (age_at_start)"
    assert names.column("age at start") == "age at start (age at start)"
    assert (names.column("x"), names.column("y2")) == ("y2 (x)", "y2 (y2)")


def test_a_level_has_its_label_or_that_of_the_file_or_its_code() -> None:
    names = Names(levels={"x": {"1": "one {n}"}}, missing="not known")
    assert names.level("x", "1", "uno") == "one {n}"
    assert names.level("x", "2", "dos\t") == "dos "
    assert names.level("z", "1", "1") == "1"
    assert names.level("x", "missing", "missing") == "not known"


def test_the_files_own_label_comes_before_one_in_another_language() -> None:
    labels = {"da": {"levels": {"x": {"1": "dreng", "2": "pige"}}}}
    model = a_model(COVARIATES, labels=labels)
    danish, english = names_for(model, "da"), names_for(model, "en")
    assert danish.level("x", "1", "Boy") == "dreng"
    assert english.level("x", "1", "Boy") == "Boy"
    assert english.level("x", "2", "2") == "pige", "better than a code"
    assert english.level("x", "missing", "missing") == "missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_carry_the_names_of_their_language(language: str) -> None:
    labels = {"columns": {"x": "Index"}, "da": {"columns": {"x": "Indeks"}, "title": "Titel"}}
    words = words_for(a_model(COVARIATES, labels=labels), language)
    assert words.names.column("x") == {"en": "Index", "da": "Indeks"}[language]
    assert words.title == {"en": "T", "da": "Titel"}[language]
    assert words.names.missing == {"en": "missing", "da": "mangler"}[language]
