"""What was found, outside a report: the same sentences and the same pictures as in it."""

import xml.etree.ElementTree as ET

import pytest
from matplotlib.figure import Figure

from bayes_bench.errors import InputError
from bayes_bench.report.opening import headline_sentences
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.section import pictures_of
from bayes_bench.report.shown import Shown
from tests.builders.pages import said


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_sentences_are_those_of_the_report(small: Outcome, language: str) -> None:
    assert Shown(small, language).sentences == headline_sentences(*said(small, language))


def test_every_picture_of_the_report_can_be_had(small: Outcome) -> None:
    shown = Shown(small, "en")
    names = [picture.name for picture in pictures_of(said(small, "en")[0])]
    assert "caterpillar" in names
    assert len(names) > 5
    assert all(isinstance(shown.figure(name, "it is there"), Figure) for name in names)


def test_a_picture_is_in_the_language_asked_for(small: Outcome) -> None:
    texts = {}
    for language in ("en", "da"):
        root = ET.fromstring(Shown(small, language).svg("caterpillar"))  # noqa: S314 - our own
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        texts[language] = " ".join(root.itertext())
        title = said(small, language)[1].say("axis.indicator")
        assert title in texts[language]
    assert texts["en"] != texts["da"]


def test_a_picture_that_is_not_there_says_why_and_what_is(small: Outcome) -> None:
    with pytest.raises(InputError) as caught:
        Shown(small, "en").figure("tile_map", "no list says where units lie")
    assert str(caught.value).startswith(
        'no picture "tile_map": no list says where units lie (pictures here: calibration, '
    )
