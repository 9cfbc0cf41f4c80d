"""How much the unit matters, from the tables."""

import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.people.variation import variation_slots, variation_table
from tests.builders.pages import percent, said, texts, written


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_person_in_a_low_and_in_a_high_unit(small: Outcome, language: str) -> None:
    slots = variation_slots(*said(small, language))
    person = small.page_tables["same_person"].set_index("quantile")["value"]
    assert slots["low"] == percent(person[0.05], 1, language)
    assert slots["high"] == percent(person[0.95], 1, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_quantity_is_in_the_table(small: Outcome, language: str) -> None:
    rows = texts(variation_table(*said(small, language)))
    table = small.tables["variation.csv"].set_index("quantity")
    assert len(rows) == len(table)
    assert rows[0][1] == written(table.loc["unit_sd", "value"], 2, language)
    assert rows[-1][2] == ""  # what is observed has no interval
