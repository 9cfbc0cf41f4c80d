"""How much the unit matters, from the tables."""

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.people.variation import (
    groupings_said,
    variation_slots,
    variation_table,
)
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
    assert rows[0][1] == written(table["value"]["unit_sd"], 2, language)
    assert rows[-1][2] == ""  # what is observed has no interval


@pytest.mark.parametrize("language", LANGUAGES)
def test_further_groupings_are_explained(grouped_outcome: Outcome, language: str) -> None:
    page, words = said(grouped_outcome, language)
    around, across = groupings_said(page, words)
    number = written(grouped_outcome.quantity("region_sd")["value"], 2, language)
    assert number in str(around["said"])
    assert around["said"] != across["said"]
    rows = texts(across["table"])
    table = grouped_outcome.tables["groups.csv"]
    assert len(rows) == (table["grouping"] == "diagnosis").sum()
    largest = table[table["grouping"] == "diagnosis"]["effect"].max()
    assert rows[0][2] == written(np.exp(largest), 2, language)
    # three measures of each grouping stand behind those of the units
    assert len(texts(variation_table(page, words))) == len(grouped_outcome.tables["variation.csv"])
