"""Every word and column is defined."""

import re

import pytest

from bayes_bench.fitted import Fit
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.report.language.words import LANGUAGES, wording
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.trust.definitions import definitions
from tests.builders.pages import said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_a_reader_may_open_is_defined(
    small: Outcome, small_fit: Fit, language: str
) -> None:
    terms = " ".join(term for term, _ in definitions(*said(small, language)))
    columns = {c for n in ("indicators.csv", "ranks.csv") for c in small.tables[n].columns}
    stems = {re.sub(r"^mcse_.*|_lower$|_upper$", "", column) for column in columns}
    for column in stems - {"", "unit", "name", "n", "events", "note", "rank"}:
        assert re.search(rf"\b{column}\b", terms), column
    assert {"pareto_k", "acceptance", "weight_efficiency"} <= set(terms.split())
    assert "tree_depth" not in terms  # of NUTS, which was not used
    told = set(wording(language)["definitions"]["figures"])
    assert {*sampler_figures(small_fit.posterior), "divergences", "e_bfmi", "tree_depth"} <= told
