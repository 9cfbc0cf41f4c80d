"""Simulated data sets: their design, their people, and truths that come from the priors."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from bayes_bench.trust.sbc.data_sets import simulate_set, unit_sd_from_prior
from bayes_bench.trust.sbc.shapes import shape_of, student_t_shape_of


@pytest.mark.parametrize("number", [2, 16, 18])
def test_the_table_and_the_patterns_hold_the_same_people(number: int) -> None:
    made = simulate_set(shape_of(number), 1)
    counted = "people" in made.people
    columns = ("people", "events") if counted else ("event", "event")
    by_unit = made.people.groupby(made.people["unit"].astype(int))
    people = by_unit[columns[0]].agg("sum" if counted else "size")
    assert people.to_list() == made.patterns.sizes.tolist()
    events = np.bincount(made.patterns.unit, made.patterns.events)
    assert by_unit[columns[1]].sum().to_list() == events.tolist()


def test_the_same_seed_gives_the_same_people() -> None:
    one, same, other = (simulate_set(shape_of(2), seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one.people, same.people)
    assert not one.people["events"].equals(other.people["events"])


@pytest.mark.parametrize(
    ("prior", "cdf"),
    [
        ({"family": "half-normal", "scale": 0.5}, stats.halfnorm(scale=0.5).cdf),
        ({"family": "exponential", "rate": 2.0}, stats.expon(scale=0.5).cdf),
        (
            {"family": "half-t", "df": 3.0, "scale": 0.5},
            lambda x: 2.0 * stats.t(3.0, scale=0.5).cdf(x) - 1.0,
        ),
    ],
)
def test_the_sd_between_units_comes_from_its_prior(prior: dict, cdf: object) -> None:
    rng = np.random.default_rng(1)
    drawn = [unit_sd_from_prior(prior, rng) for _ in range(2000)]
    assert stats.kstest(drawn, cdf).pvalue > 0.001


def test_effects_events_and_intercepts_have_the_moments_of_the_model() -> None:
    made = [simulate_set(shape_of(840 * n), 7) for n in range(200)]
    scaled = np.concatenate([m.truth.unit_effect[0] / m.truth.unit_sd for m in made])
    assert stats.kstest(scaled, stats.norm.cdf).pvalue > 0.001
    intercept = np.array([m.truth.intercept[0] for m in made])
    mean = made[0].shape.intercept_mean
    assert stats.kstest(intercept, stats.norm(mean, 0.5).cdf).pvalue > 0.001


def test_student_t_effects_have_the_standard_deviation_that_is_said() -> None:
    """Of many units: their spread is unit_sd, and their kurtosis is not that of normal ones."""
    shape = replace(student_t_shape_of(8), df=10.0)  # whose kurtosis is 4, and settles
    shape = replace(shape, units=4000, largest=2, counted=True, covariates=())
    truth = simulate_set(shape, 5).truth
    scores = truth.unit_effect[0] / truth.unit_sd[0]
    assert scores.std() == pytest.approx(1.0, abs=0.05)
    assert stats.kstest(scores * np.sqrt(10.0 / 8.0), stats.t(10.0).cdf).pvalue > 1e-3
    assert stats.kstest(scores, stats.t(3.0).cdf).pvalue < 1e-3  # the control
