"""How it was done, in words."""

from dataclasses import replace

import pytest

from bayes_bench.inputs.model.file import with_keys
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.trust.methods import methods_sentences, of_units
from tests.builders.pages import said, section_of


@pytest.mark.parametrize(
    ("sampler", "words"), [("laplace", "independence Metropolis"), ("nuts", "No-U-Turn")]
)
def test_the_methods_say_that_draws_are_exact(small: Outcome, sampler: str, words: str) -> None:
    found = replace(small, record={**small.record, "sampler": sampler})
    told = methods_sentences(*said(found, "en"))
    assert [sentence for sentence in told if words in sentence]
    assert [sentence for sentence in told if "exact posterior" in sentence]


ROUNDED = {
    "en": (
        "Rounded before people were counted: age to the nearest {step} ({values} different values)."
        " That left {cells} different combinations of unit and case mix among 740 people"
    ),
    "da": (
        "Afrundet før optællingen: age til nærmeste {step} ({values} forskellige værdier). Det "
        "efterlod {cells} forskellige kombinationer af enhed og egenskaber blandt 740 personer"
    ),
}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize(("step", "written"), [(1, "1"), (0.0005, "0.0005"), (1e4, "10,000")])
def test_what_was_rounded_is_told(small: Outcome, language: str, step: float, written: str) -> None:
    found = replace(small, model=with_keys(small.model, {"data": {"round": {"age": step}}}))
    cells = found.cells
    slots = {
        "step": written if language == "en" else written.translate(str.maketrans(",.", ".,")),
        "values": len(set(cells["covariate_age"].values.tolist())),
        "cells": cells.sizes["cell"],
    }
    told = methods_sentences(*said(found, language))
    assert [line for line in told if line.startswith(ROUNDED[language].format(**slots))]
    assert len(told) == len(methods_sentences(*said(small, language))) + 1


PERFORMANCE = {"en": "beds: the same for all people", "da": "beds: ens for alle personer"}


@pytest.mark.parametrize("language", ["en", "da"])
def test_what_covariates_of_units_count_as_is_told(crossed: Outcome, language: str) -> None:
    told = {}
    for way in ("performance", "case_mix"):
        chosen = with_keys(crossed.model, {"benchmark": {"unit_covariates": way}})
        page, words = said(replace(crossed, model=chosen), language)
        (told[way],) = of_units(page, words)
        sentences = methods_sentences(page, words)
        assert told[way] in sentences
        assert words.say("methods.interactions") in sentences
        assert told[way].startswith(PERFORMANCE[language])
        assert told[way] in section_of("expectation", page, language)
    assert told["performance"] != told["case_mix"]


def test_nothing_is_told_of_units_where_nothing_is_of_them(small: Outcome) -> None:
    assert of_units(*said(small, "en")) == []
