"""Covariates and levels are called what people call them."""

from bayes_bench.report.labels import level_labels, reference_labels, shown_labels
from bayes_bench.report.language.names import Names
from bayes_bench.report.outcome import Outcome


def test_only_the_level_that_is_ours_is_called_other(small: Outcome) -> None:
    labels = shown_labels(small, "the others")
    assert "the others" in labels["joint"]
    assert "the others" not in labels["home"]  # there, somebody lives in what they call "other"
    assert level_labels(small, "the others")["home", "other"] == "other"
    assert level_labels(small, "the others")["joint", "other"] == "the others"


def test_the_reference_is_one_of_the_levels(small: Outcome) -> None:
    references = reference_labels(small, "the others")
    assert set(references) == {"joint", "home"}
    assert references["joint"] in ("hip", "knee", "toe")


def test_the_readers_words_go_first_and_none_look_alike(small: Outcome) -> None:
    levels = {"joint": {"hip": "limb", "knee": "limb", "other": "not ours"}, "home": {"other": "a"}}
    labels = level_labels(small, "the others", Names(levels=levels))
    assert labels["joint", "hip"] == "limb (hip)"
    assert labels["joint", "knee"] == "limb (knee)"
    assert labels["joint", "other"] == "the others"  # those too small to be shown
    assert labels["home", "other"] == "a"
    assert labels["home", "flat"] == "flat"
