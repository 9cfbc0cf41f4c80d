"""The numbers of the first sentences."""

from bayes_bench.report.headline import headline
from bayes_bench.report.outcome import Outcome


def test_headline_counts(hostile: Outcome) -> None:
    head = headline(hostile)
    assert head.people == 18 * 40
    assert head.ranked == 18
    assert head.top == 9
    assert 0 <= head.best_hits <= 9
    assert head.unmarked == head.ranked - head.better - head.worse
