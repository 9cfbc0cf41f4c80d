"""Own ranges on the page: the rows of estimands.csv, and nothing of the report's own."""

import numpy as np
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page, own_ranges
from bayes_bench.report.pictures.style import WIDE
from bayes_bench.report.section import pictures_of
from bayes_bench.report.sections.answer import own_range
from bayes_bench.report.sections.answer.own_range import own_range_slots
from tests.builders.checks import predicted_ranges
from tests.builders.pages import said, with_tables


def test_own_ranges_are_those_of_the_replicates(small: Outcome, small_fit: Fit) -> None:
    """Quantiles of 100 (y_rep / n - E), the effect drawn anew, under the model's reference."""
    draws = predicted_ranges(small_fit)["own_range"].sel(reference="national").to_numpy()
    ranges = own_ranges(small)
    assert np.allclose(ranges["lower"], np.quantile(draws, 0.025, axis=0))
    assert np.allclose(ranges["upper"], np.quantile(draws, 0.975, axis=0))
    assert (ranges["place"] == "inside").mean() > 0.8


@pytest.mark.parametrize(("gap", "place"), [(-99.0, "better"), (99.0, "worse"), (0.0, "inside")])
def test_who_is_outside_is_on_one_side(small: Outcome, gap: float, place: str) -> None:
    units = small.tables["indicators.csv"].copy()
    units["observed_gap"] = 0.0
    units.loc[3, "observed_gap"] = gap
    page, words = said(with_tables(Page(small, "en"), indicators=units).outcome, "en")
    assert own_ranges(page.outcome)["place"][3] == place
    slots = own_range_slots(page, words)
    assert slots["names"] == ("" if place == "inside" else "03")
    assert slots["units_count"] == "12"


def test_ranges_are_about_as_wide_as_chance_alone_or_wider(hostile: Outcome) -> None:
    ranges, units = own_ranges(hostile), hostile.tables["indicators.csv"]
    rate = units["events"].sum() / units["n"].sum()
    binomial = 2 * 1.96 * 100 * np.sqrt(rate * (1 - rate) / 40)
    width = ranges["upper"] - ranges["lower"]
    assert width.min() > 0.8 * binomial
    assert width.max() < 2 * binomial


def test_many_own_ranges_stand_in_two_columns_of_one_scale(
    small: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, words = said(small, "en")
    picture = next(picture for picture in pictures_of(page) if picture.name == "own_range")
    assert picture.columns(page, words) == ()
    monkeypatch.setattr(own_range, "TALL", 10)
    left, right = (draw(WIDE) for draw in picture.columns(page, words))
    assert left.axes[0].get_xlim() == right.axes[0].get_xlim()
    named = [t.get_text() for part in (left, right) for axis in part.axes for t in axis.texts]
    assert [name for name in named if name.isdigit()] == [f"{n:02d}" for n in range(12)]
