"""What matters for a person, told from the artists in the pictures."""

import numpy as np
import pandas as pd

from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.pictures.case_mix import calibration_picture, curve_picture
from bayes_bench.report.pictures.style import WIDE
from bayes_bench.report.section import pictures_of
from tests.builders.pages import said


def test_headings_of_effects_lie_over_paper(small: Outcome) -> None:
    page, words = said(small, "en")
    picture = next(picture for picture in pictures_of(page) if picture.name == "effects")
    bold = [
        t for t in picture.draw(page, words, WIDE).axes[0].texts if t.get_fontweight() == "bold"
    ]
    assert len(bold) == 2
    assert all(text.get_bbox_patch() is not None for text in bold)


def test_a_curve_for_each_covariate(small: Outcome) -> None:
    curve = small.tables["spline_curves.csv"].assign(group="age")
    two = pd.concat([curve, curve.assign(group="weight")], ignore_index=True)
    figure = curve_picture(two, words_for(small.model, "en"), WIDE)
    assert [axis.get_xlabel() for axis in figure.axes] == ["age", "weight"]
    for axis in figure.axes:
        assert np.allclose(axis.lines[1].get_ydata(), curve["effect_pp"])


def test_tenths_outside_their_bands_have_a_mark_of_their_own(small: Outcome) -> None:
    table = pd.DataFrame({"label": ["1", "2"], "observed": [0.2, 0.6], "lower": 0.1, "upper": 0.3})
    (axis,) = calibration_picture(table, words_for(small.model, "en"), WIDE).axes
    inside, outside = axis.collections[1:]
    assert [len(inside.get_offsets()), len(outside.get_offsets())] == [1, 1]
    assert outside.get_offsets()[0].tolist() == [1.0, 0.6]
