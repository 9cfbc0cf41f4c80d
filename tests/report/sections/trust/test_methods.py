"""How it was done, in words."""

from dataclasses import replace

import pytest

from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.trust.methods import methods_sentences
from tests.builders.pages import said


@pytest.mark.parametrize(
    ("sampler", "words"), [("laplace", "independence Metropolis"), ("nuts", "No-U-Turn")]
)
def test_the_methods_say_that_draws_are_exact(small: Outcome, sampler: str, words: str) -> None:
    found = replace(small, record={**small.record, "sampler": sampler})
    told = methods_sentences(*said(found, "en"))
    assert [sentence for sentence in told if words in sentence]
    assert [sentence for sentence in told if "exact posterior" in sentence]
