"""The worst diagnostics of each kind, from their table."""

from dataclasses import replace

import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.trust.diagnostics import (
    diagnostics_table,
    diagnostics_title,
    sampler_figures_table,
)
from tests.builders.pages import said, texts, written


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_worst_of_each_kind(small: Outcome, language: str) -> None:
    rows = {row[0]: row[1:] for row in texts(diagnostics_table(*said(small, language)))}
    table = small.tables["diagnostics.csv"]
    own = table[table["quantity"].str.startswith("indicator[") & table["r_hat"].notna()]
    assert rows["indicator"][0] == str(len(own))
    assert rows["indicator"][1] == written(own["r_hat"].max(), 3, language)
    assert rows["indicator"][2] == written(own["ess_bulk"].min(), 0, language)


def test_a_refused_run_says_so(small: Outcome) -> None:
    refused = replace(small, record={**small.record, "verdict": "refused"})
    assert "refused" in diagnostics_title(*said(refused, "en"))
    assert "sound" in diagnostics_title(*said(small, "en"))


def test_the_samplers_own_figures(small: Outcome) -> None:
    names = [row[0] for row in texts(sampler_figures_table(*said(small, "en")))]
    assert "pareto_k" in names
    assert "observed_share_persons" not in names  # no sampler made it
