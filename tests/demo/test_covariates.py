"""The made-up covariates: what the file promises of them, and the model file's references."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from demo.covariates import CATEGORIES, MIDDLE_AGE, OLDEST, YOUNGEST, Category, Level, age_effect

MODEL = Path(__file__).parents[2] / "models" / "rehabilitation.toml"
DRAWN_BEFORE = {
    category.name: {(one.name, code) for one in CATEGORIES[:place] for code in one.codes}
    for place, category in enumerate(CATEGORIES)
}


def reference_of(category: Category) -> list[str]:
    return [level.code for level in category.levels if level.effect == 0.0]


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.name)
def test_a_category_has_one_reference_and_it_is_the_model_files(category: Category) -> None:
    covariates = tomllib.loads(MODEL.read_text(encoding="utf-8"))["covariates"]
    named = {one["name"]: one["reference"] for one in covariates if one["kind"] == "category"}
    assert reference_of(category) == [named[category.name]]
    assert set(named) == {one.name for one in CATEGORIES}


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.name)
def test_a_level_depends_on_what_is_drawn_before_it(category: Category) -> None:
    for level in category.levels:
        pulls = {tuple(pull.split("=")) for pull in level.pulls}
        assert pulls <= DRAWN_BEFORE[category.name]


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.name)
def test_levels_have_codes_of_their_own_and_some_people(category: Category) -> None:
    assert len(set(category.codes)) == len(category.levels)
    assert all(level.share > 0 for level in category.levels)
    assert category.spread > 0


def test_a_category_gives_its_codes_in_their_order() -> None:
    category = Category("colour", 0.1, (Level("red", 0.5), Level("blue", 0.5, 0.2)))
    assert category.codes == ("red", "blue")


def test_directions_are_those_that_were_published() -> None:
    effect = {(c.name, level.code): level.effect for c in CATEGORIES for level in c.levels}
    largest = max(effect, key=lambda key: abs(effect[key]))
    assert largest == ("on_benefit_at_start", "yes")
    joint = {code: value for (name, code), value in effect.items() if name == "joint"}
    high, low = ("hip", "knee", "neck", "shoulder"), ("hand", "foot", "elbow")
    assert min(joint[code] for code in high) > max(joint[code] for code in low)
    industry = {code: value for (name, code), value in effect.items() if name == "industry"}
    assert max(industry, key=lambda code: industry[code]) == "construction"


def test_age_is_a_curve_that_is_0_in_the_middle_and_higher_for_the_older() -> None:
    ages = np.arange(YOUNGEST, OLDEST + 1, dtype=float)
    curve = age_effect(ages)
    assert curve.tolist() == [age_effect(float(age)) for age in ages]
    assert age_effect(MIDDLE_AGE) == 0.0
    assert np.diff(curve[: int(60 - YOUNGEST)]).min() > 0
    second = np.diff(curve, 2)
    np.testing.assert_allclose(second, second[0], atol=1e-12)  # a parabola
    assert second[0] < 0
