"""How much can be known, told from the artists in the pictures."""

import numpy as np

from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.pictures.knowable import (
    funnel_picture,
    rank_heat_map,
    reliability_picture,
    variation_picture,
)
from bayes_bench.report.pictures.style import WIDE
from tests.builders.pages import said


def test_the_parts_of_a_key_stand_together(small: Outcome) -> None:
    words = words_for(small.model, "en")
    figure = funnel_picture(small.tables["classical.csv"], words, WIDE)
    printed, knowable = (
        next(text for text in figure.axes[0].texts if text.get_text() == words.say(f"axis.{key}"))
        for key in ("printed", "knowable")
    )
    assert 10 < knowable.get_window_extent().x0 - printed.get_window_extent().x1 < 60


def test_the_curve_of_an_average_unit_is_one_half_at_half(small: Outcome) -> None:
    page, words = said(small, "en")
    (axis,) = reliability_picture(page.ranked, 80.0, words, WIDE).axes
    people, fraction = axis.lines[0].get_data()
    assert abs(np.interp(80.0, people, fraction) - 0.5) < 0.01


def test_each_cell_of_the_heat_map_is_a_probability(small: Outcome) -> None:
    words = words_for(small.model, "en")
    table = small.tables["rank_probabilities.csv"].set_index("unit").drop(columns="name")
    (axis,) = rank_heat_map(table, list(table.index), words, WIDE).axes
    ink = np.asarray(axis.images[0].get_array())[::4, ::4, 3]
    assert ink.shape == (12, 12)
    assert (np.argmax(ink, axis=1) == table.to_numpy().argmax(axis=1)).all()


def test_the_ends_of_the_units_are_named(small: Outcome) -> None:
    page, words = said(small, "en")
    table = page.tables["same_person"]
    (axis,) = variation_picture(table, words, WIDE).axes
    named = [text.get_text() for text in axis.texts]
    assert named == [words.numbers.percent(table["value"].iloc[at]) for at in (0, 2, 4)]
