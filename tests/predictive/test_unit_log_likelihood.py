"""The log likelihood of every unit in the draws of the file, by a fine grid over its effect."""

import numpy as np
import pytest
from scipy.special import expit, logsumexp
from scipy.stats import norm

from bayes_bench.fitted import Fit
from bayes_bench.predictive import unit_log_likelihood as module
from bayes_bench.predictive.observed import predictive_rows
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.predictive.unit_log_likelihood import kept_every, unit_log_likelihood
from bayes_bench.typing import Floats
from tests.builders.wards import flat, person_logits, wards


def by_hand(fit: Fit, rows: slice) -> Floats:
    """Everybody's Bernoulli density, summed over 2,001 values of the unit's effect."""
    logits, unit = person_logits(fit)
    cells = fit.analysis.cells
    trials, events = (cells[name].to_numpy() for name in ("trials", "events"))
    ill = np.concatenate([np.arange(n) < y for n, y in zip(trials, events, strict=True)])
    found = []
    for eta, sd in zip(logits[rows], flat(fit, "unit_sd")[rows], strict=True):
        effects = np.linspace(-8.0, 8.0, 2001) * sd
        step = np.log(effects[1] - effects[0])
        chance = expit(eta + effects[:, None])
        log = np.where(ill, np.log(chance), np.log1p(-chance))
        own = np.stack([log[:, unit == j].sum(axis=1) for j in range(unit.max() + 1)])
        found.append(logsumexp(own + norm.logpdf(effects, 0, sd) + step, axis=1))
    return np.array(found)


@pytest.mark.parametrize("bare", [False, True])
def test_effects_are_integrated_out(*, bare: bool) -> None:
    fit = wards(bare=bare)
    found = unit_log_likelihood(fit)
    assert found.dims == ("chain", "draw", "unit")
    flat_rows = found.to_numpy().reshape(-1, found.sizes["unit"])
    np.testing.assert_allclose(flat_rows[:12], by_hand(fit, slice(12)), atol=1e-5)


def test_every_draw_has_one_under_its_own_number() -> None:
    fit = wards()
    found, draws = unit_log_likelihood(fit), fit.posterior["posterior"]
    assert found.sizes["draw"] == draws.sizes["draw"]
    np.testing.assert_array_equal(found["draw"], draws["draw"])
    np.testing.assert_array_equal(found["unit"], draws["unit"])


def test_draws_that_the_checks_lack_are_made_as_theirs_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With few predictive draws the others are computed, to the same digits."""
    whole = unit_log_likelihood(wards())
    few = Fit(wards().analysis, wards().posterior)
    monkeypatch.setattr("bayes_bench.predictive.observed.MAX_DRAWS", 50)
    monkeypatch.setattr("bayes_bench.predictive.observed.FEWER_DRAWS", 50)
    found = unit_log_likelihood(few)
    assert len(predictive_rows(few)) == len(replicates_of(few).log_density) == 50
    np.testing.assert_allclose(found, whole, atol=1e-9)
    assert not np.allclose(found[:, 1:], whole[:, :-1], atol=1e-3), "the negative control"


def test_a_large_analysis_keeps_one_of_every_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    fit = Fit(wards().analysis, wards().posterior)
    whole, units = unit_log_likelihood(wards()), fit.analysis.population.units
    size = whole.sizes["chain"] * whole.sizes["draw"]
    monkeypatch.setattr(module, "FEWER_DRAWS", 10)
    monkeypatch.setattr(module, "MAX_NUMBERS", units * size / 4)
    found = unit_log_likelihood(fit)
    assert found.sizes["draw"] == -(-whole.sizes["draw"] // 4)
    np.testing.assert_allclose(found, whole.sel(draw=found["draw"]), atol=1e-9)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((4, 1000, 20_354, 96), 1),  # the demo
        ((4, 1000, 100_000, 96), 1),
        ((4, 1000, 1_000_000, 98), 4),
        ((4, 1000, 10_000, 10_000), 2),
        ((4, 1000, 50, 100_000), 4),  # a thousand draws in any case
        ((4, 50_000, 20_354, 96), 11),
        ((2, 200, 10**9, 10**6), 1),
    ],
)
def test_how_many_are_kept(size: tuple[int, int, int, int], expected: int) -> None:
    assert kept_every(*size) == expected
