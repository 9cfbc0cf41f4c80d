"""Units and effects under draws of the prior, person by person."""

import numpy as np
import pytest
import xarray as xr
from scipy.special import expit
from scipy.stats import norm

from bayes_bench.fitted import Fit
from bayes_bench.predictive import prior_predictive as module
from bayes_bench.predictive.prior_predictive import (
    MAX_DRAWS,
    has_prior,
    prior_draws,
    prior_effects,
    prior_figures,
    prior_fit,
    prior_predictive,
)
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats, Integers
from tests.builders.wards import flat, person_logits, unit_means, wards


def kept_rows(fit: Fit) -> Integers:
    """Places of the draws that are used among all of the prior."""
    every = flat(prior_fit(fit), "intercept")
    return np.array([np.flatnonzero(every == one)[0] for one in prior_draws(fit).intercept])


def people_by_hand(fit: Fit) -> tuple[Floats, Integers]:
    """Everybody's logit with the unit's effect in these draws (draw, person), and their units."""
    prior, rows = prior_fit(fit), kept_rows(fit)
    logits, unit = person_logits(prior)
    return logits[rows] + flat(prior, "unit_effect")[rows][:, unit], unit


def test_the_draws_are_those_of_the_prior() -> None:
    fit = wards()
    assert len(prior_draws(fit)) == MAX_DRAWS
    np.testing.assert_array_equal(
        prior_draws(fit).unit_sd, fit.posterior["prior"]["unit_sd"].to_numpy()[0, kept_rows(fit)]
    )
    assert has_prior(fit)
    assert not has_prior(Fit(fit.analysis, fit.posterior.drop_nodes("prior")))


@pytest.mark.parametrize("bare", [False, True])
def test_rates_are_means_over_people_and_events_are_drawn_at_them(*, bare: bool) -> None:
    fit = wards(bare=bare)
    found, (logits, unit) = prior_predictive(fit), people_by_hand(fit)
    chance = expit(logits)
    np.testing.assert_allclose(found.rate, unit_means(chance, unit), atol=1e-9)
    people = fit.analysis.population.people
    variance = unit_means(chance * (1 - chance), unit) * people
    assert ((found.events >= 0) & (found.events <= people)).all()
    score = (found.events - people * found.rate) / np.sqrt(variance + 1e-12)
    some = variance > 0.5
    assert abs(score[some].mean()) < 4 / np.sqrt(some.sum())
    assert score[some].std() == pytest.approx(1.0, abs=0.1)
    np.testing.assert_allclose(found.spread, 100 * found.rate.std(axis=1))


def test_what_happened_does_not_matter() -> None:
    """The same draws of the prior, and other events."""
    fit = wards()
    cells = fit.analysis.cells
    turned = cells.assign(events=cells["trials"] - cells["events"])
    other = Fit(type(fit.analysis)(fit.model, turned), fit.posterior)
    np.testing.assert_array_equal(prior_predictive(other).events, prior_predictive(fit).events)
    assert not np.array_equal(replicates_of(fit).events[0], prior_predictive(fit).events[0])


def test_effects_are_changes_of_everybody() -> None:
    """All 390 people, in place of 300 of them."""
    fit = wards()
    found, (logits, _) = prior_effects(fit), people_by_hand(fit)
    prior, rows, cells = prior_fit(fit), kept_rows(fit), fit.analysis.cells
    terms = [term.label for term in fit.analysis.design.terms]
    slopes = dict(zip(terms, flat(prior, "coefficient")[rows].T, strict=True))
    trials = cells["trials"].to_numpy()
    job = np.repeat(cells["covariate_job"].to_numpy(), trials)
    levels = cells["covariate_job"].attrs["levels"]
    own = np.stack(
        [slopes.get(f"job[{levels[code]}]", np.zeros(len(rows))) for code in job], axis=1
    )
    desk = logits - own
    by_hand = expit(desk + slopes["job[field]"][:, None]) - expit(desk)
    heavier = expit(logits + slopes["weight"][:, None]) - expit(logits)
    for level, changes in (("field", by_hand), ("per sd", heavier)):
        one = found[:, (found["level"] == level).to_numpy()].to_numpy()[:, 0]
        everybody = 100 * changes.mean(axis=1)
        assert np.abs(one - everybody).max() < 0.03 * np.abs(everybody).max()
        assert np.corrcoef(one, everybody)[0, 1] > 0.999


def test_few_people_are_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_PEOPLE", 10_000)
    fit = Fit(wards().analysis, wards().posterior)
    found, (logits, _) = prior_effects(fit), people_by_hand(fit)
    slope = flat(prior_fit(fit), "coefficient")[kept_rows(fit)]
    weight = [term.label for term in fit.analysis.design.terms].index("weight")
    changes = expit(logits + slope[:, [weight]]) - expit(logits)
    one = found[:, (found["level"] == "per sd").to_numpy()].to_numpy()[:, 0]
    np.testing.assert_allclose(one, 100 * changes.mean(axis=1), atol=1e-9)


def test_figures_by_name() -> None:
    found = prior_figures(wards())
    assert [*found] == [
        *("unit_rate", "unit_spread", "median_odds_ratio"),
        *("effect_pp[job=field]", "effect_pp[job=other]"),
        *("effect_pp[weight=per unit]", "effect_pp[weight=per sd]"),
    ]
    assert found["unit_rate"].shape == (MAX_DRAWS, 7)
    sd = prior_draws(wards()).unit_sd
    expected = np.exp(np.sqrt(2) * sd * norm.ppf(0.75))
    np.testing.assert_allclose(found["median_odds_ratio"][:, 0], expected)
    assert [*prior_figures(wards(bare=True))] == [*found][:3]


def test_of_a_level_that_is_hidden_there_is_no_effect(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = Fit(wards().analysis, wards().posterior)
    hidden = type(fit.analysis.hidden)(levels=frozenset({("job", "field")}))
    monkeypatch.setitem(fit.analysis.__dict__, "hidden", hidden)
    assert "effect_pp[job=field]" not in prior_figures(fit)
    assert "effect_pp[job=other]" in prior_figures(fit)


def test_many_cells_have_fewer_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = Fit(wards().analysis, wards().posterior)
    monkeypatch.setattr(module, "MAX_WORK", 1.0)
    assert len(prior_draws(fit)) == module.MIN_DRAWS
    assert isinstance(fit.posterior, xr.DataTree)
