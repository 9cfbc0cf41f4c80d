"""Quantities with their diagnostics, and the verdict on the whole: of a few families, to be quick.

That every family's rows are there is tested where the tables are, in tests/tables/test_registry.py.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.sampler import samplers
from bayes_bench.quantities import assessment
from bayes_bench.quantities.assessment import (
    CONSTANT,
    ERROR_ONLY,
    JUDGED,
    SAMPLER,
    assess,
    assess_in_time,
    diagnostics_table,
    error_status,
    with_status,
)
from bayes_bench.quantities.model import parameters, variation
from bayes_bench.quantities.people import effects
from bayes_bench.quantities.quantity import Family
from bayes_bench.quantities.units import false_flags
from tests.builders.wards import arviz_mcse, flat, wards

PARAMETERS = ["intercept", "unit_sd", *(f"unit_effect[{unit}]" for unit in [*"abcdef", "other"])]
VARIATION = ["median_odds_ratio", "variance_share", "rankability"]
FACTS = ["observed_share_persons", "observed_share_units"]


@pytest.fixture(autouse=True)
def few_families(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parameters, effects that a fit without covariates has none of, variation; false flags."""

    def few(_fit: Fit, *, judged: bool) -> tuple[Family, ...]:
        if judged:
            return parameters.FAMILY, effects.FAMILY, variation.FAMILY
        return (false_flags.FAMILY,)

    monkeypatch.setattr(assessment, "families", few)


@pytest.fixture
def fit() -> Fit:
    """The wards without covariates, of which nothing has been assessed yet."""
    return replace(wards(bare=True))


def stuck(fit: Fit) -> Fit:
    """The same, one chain of the first ward's effect far from the other."""
    draws = fit.posterior["posterior"].to_dataset().copy(deep=True)
    draws["unit_effect"][{"chain": 1, "unit": 0}] += 4.0
    parts = {"/posterior": draws, "/sample_stats": fit.posterior["sample_stats"].to_dataset()}
    posterior = xr.DataTree.from_dict(parts)
    posterior.attrs = fit.posterior.attrs
    return Fit(fit.analysis, posterior)


def test_healthy_chains_are_accepted(fit: Fit) -> None:
    found = assess(fit)
    assert found.fit is fit
    assert found.verdict.accepted
    assert found.judged["quantity"].tolist() == [*PARAMETERS, *VARIATION, *FACTS]
    error = found.judged.set_index("quantity")["mcse"]
    assert error["unit_sd"] == pytest.approx(arviz_mcse(fit, flat(fit, "unit_sd")), rel=1e-12)


def test_a_chain_that_disagrees_is_refused_for_it(fit: Fit) -> None:
    """The negative control of the test above."""
    found = assess(stuck(fit))
    assert not found.verdict.accepted
    by_figure = {one.figure: one for one in found.verdict.findings}
    assert by_figure["r_hat"].worst == by_figure["ess_bulk"].worst == "unit_effect[a]"
    assert by_figure["r_hat"].value > 1.5
    assert found.judged.set_index("quantity")["r_hat"]["unit_effect[b]"] < 1.05


def test_what_a_verdict_does_not_rest_on_is_not_computed_for_it(fit: Fit) -> None:
    assess(fit)
    before = {computed.__name__ for computed in fit._kept}
    diagnostics_table(fit)
    assert {computed.__name__ for computed in fit._kept} - before >= {"flags_of", "flag_draws"}


def test_the_status_of_a_row_says_what_was_asked_of_it(fit: Fit) -> None:
    table = diagnostics_table(fit).set_index("quantity")
    kind = samplers()[fit.posterior.attrs["sampler"]]
    figures = kind.figures(fit.posterior["sample_stats"].to_dataset())
    expected = {
        **dict.fromkeys([*PARAMETERS, *VARIATION], JUDGED),
        **dict.fromkeys(FACTS, CONSTANT),
        "decision[false_flags]": ERROR_ONLY,
        **dict.fromkeys(figures, SAMPLER),
    }
    assert table["status"].to_dict() == expected
    assert table.index.tolist() == list(expected)
    assert table.loc[list(figures), "value"].to_dict() == figures
    assert table.loc[list(figures), ["r_hat", "mcse"]].isna().all(axis=None)


def test_what_has_no_error_is_constant_whoever_asks() -> None:
    made = pd.DataFrame({"quantity": ["a", "b"], "mcse": [np.nan, 0.1]})
    assert error_status(made)["status"].tolist() == [CONSTANT, ERROR_ONLY]
    assert error_status(NOTHING).empty
    judged = pd.DataFrame({"quantity": ["c", "d"], "mcse": [0.2, np.nan]})
    joined = with_status(judged, wards(bare=True).posterior, [made, NOTHING])
    assert joined["status"].tolist()[:4] == [JUDGED, CONSTANT, CONSTANT, ERROR_ONLY]
    assert joined.index.tolist() == list(range(len(joined)))


def test_an_unknown_sampler_has_no_standard(fit: Fit) -> None:
    posterior = fit.posterior.copy()
    posterior.attrs = {"sampler": "crystal ball"}
    with pytest.raises(KeyError, match="crystal ball"):
        assess(replace(fit, posterior=posterior))


@pytest.mark.parametrize(("many", "short", "rows"), [(7, 1.05, 7), (7, 1.4, None), (8, 1.05, None)])
def test_of_many_units_the_effects_are_judged_first(
    fit: Fit, monkeypatch: pytest.MonkeyPatch, many: int, short: float, rows: int | None
) -> None:
    """They need three tenths more than the standard asks for, or nothing else is judged."""
    worst = assess(fit).judged.query("quantity.str.startswith('unit_effect')")
    least = worst[["ess_bulk", "ess_tail"]].min().min()
    laplace = samplers()["laplace"]
    standard = replace(laplace.standard, ess=least / short)
    monkeypatch.setitem(samplers(), "laplace", replace(laplace, standard=standard))
    monkeypatch.setattr(assessment, "MANY_UNITS", many)
    found = assess_in_time(fit)
    if rows is None:
        assert found is assess(fit)
        return
    assert len(found.judged) == rows
    assert not found.verdict.accepted
    assert found.verdict.more_draws == pytest.approx(1.3 / short)


def test_draws_that_are_as_many_as_can_be_are_judged_whole(
    fit: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    draws = fit.posterior["posterior"].sizes["draw"]
    laplace = replace(samplers()["laplace"], max_draws=draws)
    monkeypatch.setitem(samplers(), "laplace", laplace)
    monkeypatch.setattr(assessment, "MANY_UNITS", 1)
    assert assess_in_time(fit) is assess(fit)
