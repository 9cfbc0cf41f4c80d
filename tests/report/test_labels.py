"""Covariates and levels are called what people call them."""

from bayes_bench.report.labels import level_labels, reference_labels, shown_labels, shown_name
from bayes_bench.report.outcome import Outcome


def test_a_column_is_read_without_its_underscores() -> None:
    assert shown_name("age_at_\u202estart") == "age at  start"


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
