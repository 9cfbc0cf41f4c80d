"""Single numbers of a page."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.covariates.effects import standardised_effects
from bayes_bench.fitted import Fit
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.tables.page import totals as module
from bayes_bench.tables.page.totals import PAGE_TABLE, totals
from bayes_bench.tables.units.indicators import TABLE as INDICATORS
from tests.builders.wards import flat, person_logits, wards


@pytest.fixture(autouse=True)
def few_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one table that it reads, and not all."""
    monkeypatch.setattr(module, "tables_of", lambda fit: {INDICATORS.file: INDICATORS.build(fit)})


def of(fit: Fit) -> dict[str, float]:
    """Figures by name."""
    table = totals(fit)
    return dict(zip(table["figure"], table["value"], strict=True))


def test_false_flags_are_of_flagged_units_and_other_is_none() -> None:
    table = INDICATORS.build(wards()).query("unit != 'other' and flag in ['better', 'worse']")
    assert len(table) >= 2
    expected = (1 - table["probability_beyond_margin"]).sum()
    assert of(wards())["false_flags"] == pytest.approx(expected, abs=1e-12)


def test_people_at_half_person_by_person() -> None:
    """A unit of so many people like its own would have a reliability of one half."""
    fit = wards(bare=True)
    logits, unit = person_logits(fit)
    p = expit(logits + flat(fit, "unit_effect")[:, unit])
    variance, halves, errors = flat(fit, "unit_sd") ** 2, [], []
    for ward in range(6):
        information = (p * (1 - p))[:, unit == ward].sum(axis=1)
        drawn = variance / (variance + 1 / information)
        reliability = drawn.mean()
        halves.append((unit == ward).sum() * (1 - reliability) / reliability)
        # a thousand of the draws are used; d log((1 - r) / r) = dr / (r (1 - r))
        errors.append(drawn.std() / 1000**0.5 / (reliability * (1 - reliability)))
    assert of(fit)["people_at_half"] == pytest.approx(np.median(halves), rel=4 * max(errors))
    assert max(errors) < 0.02


def test_chains_and_draws_are_those_of_posterior_nc() -> None:
    draws = wards().posterior["posterior"].to_dataset()["unit_sd"]
    found = of(wards())
    assert (found["chains"], found["draws"]) == draws.transpose("chain", "draw").shape
    assert found["reliability_draws"] == 1000
    assert (
        found["thinned_draws"]
        == standardised_effects(wards()).sizes["chain"]
        * (standardised_effects(wards()).sizes["draw"])
    )
    assert found["predictive_draws"] == len(replicates_of(wards()).events)


@pytest.mark.parametrize(
    ("regions", "is_spread"),
    [
        (["east", "east", "west", "west", "east", "west", ""], True),
        (["east"] * 6 + [""], False),
        (["east"] * 5 + ["", ""], False),
        (["east"] * 6 + ["west"], False),  # "other" is not ranked
        (None, False),
    ],
)
def test_a_choice_can_be_spread_over_regions_where_ranked_units_have_several(
    regions: list[str] | None, *, is_spread: bool
) -> None:
    fit = wards(bare=True)
    cells = fit.analysis.cells.drop_vars("region")
    if regions:
        cells = cells.assign_coords(region=("unit", regions))
    made = replace(fit, analysis=Analysis(fit.model, cells))
    assert of(made)["spread_over_regions"] == is_spread


def test_every_figure_has_a_name_of_its_own() -> None:
    table = totals(wards())
    assert table["figure"].is_unique
    assert [column.name for column in PAGE_TABLE.columns] == list(table.columns)
