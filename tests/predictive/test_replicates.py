"""Replicates: counted the long way, uniform under the model, and the same on any machine."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import kstest

from bayes_bench import parameters as blocks
from bayes_bench import streams
from bayes_bench.numerics import parallel
from bayes_bench.parameters import case_mix_predictor
from bayes_bench.predictive import replicates
from bayes_bench.predictive.observed import IndexedParameters, Observed, units_of
from bayes_bench.predictive.replicates import rate_bounds, replicate
from bayes_bench.predictive.tails import mean_mid_p_value
from tests.builders.checks import MakeRegister
from tests.builders.registers import Register


def long_way(fit: Register, rng: np.random.Generator, *, anew: bool) -> np.ndarray:
    """One y_rep by unit per draw, person by person; dims (draw, unit)."""
    draws, observed = fit.draws, fit.observed
    population = observed.population
    design = observed.design.matrix.toarray() - observed.design.center
    events = np.empty((len(draws), population.units), dtype=int)
    for s in range(len(draws)):
        own = rng.normal(0, draws.unit_sd[s], population.units) if anew else draws.unit_effect[s]
        logit = draws.intercept[s] + design @ draws.coefficient[s]
        logit = np.repeat(logit + own[population.unit_index], population.trials)
        unit = np.repeat(population.unit_index, population.trials)
        ill = rng.random(logit.size) < expit(logit)
        events[s] = np.bincount(unit[ill], minlength=population.units)
    return events


@pytest.mark.parametrize("anew", [False, True])
def test_mid_p_values_are_those_of_replicates_counted(register: Register, *, anew: bool) -> None:
    found = replicate(register.observed, register.draws, units_of(register.observed.population), 3)
    ours = (found.mixed_mid_p_value if anew else found.mid_p_value).mean(axis=0)
    events = long_way(register, np.random.default_rng(5), anew=anew)
    y = register.observed.population.unit_events
    counted = (events > y) + 0.5 * (events == y)
    error = counted.std(axis=0) / np.sqrt(len(events))
    # .002 for the matched binomial
    assert (np.abs(ours - counted.mean(axis=0)) < 4 * error + 0.002).all()


@pytest.mark.parametrize("anew", [False, True])
def test_replicated_events_have_the_same_distribution(register: Register, *, anew: bool) -> None:
    found = replicate(register.observed, register.draws, units_of(register.observed.population), 3)
    ours = found.mixed_events if anew else found.events
    theirs = long_way(register, np.random.default_rng(7), anew=anew)
    error = np.sqrt((ours.var(axis=0) + theirs.var(axis=0)) / len(ours))
    assert (np.abs(ours.mean(axis=0) - theirs.mean(axis=0)) < 4 * error).all()
    ratio = ours.std(axis=0) / theirs.std(axis=0)
    assert (np.abs(np.log(ratio)) < 4 / np.sqrt(len(ours))).all()


def test_the_same_seed_gives_the_same_bytes_on_any_number_of_threads(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = units_of(register.observed.population)
    runs = []
    for cores in (1, 3):
        monkeypatch.setattr(parallel, "cpu_count", lambda cores=cores: cores)
        found = replicate(register.observed, register.draws, groups, 3)
        parts = vars(found).values()
        runs.append(b"".join(np.ascontiguousarray(part).tobytes() for part in parts))
    assert runs[0] == runs[1]
    other = replicate(register.observed, register.draws, groups, 4)
    assert other.mixed_mid_p_value.tobytes() not in runs[0]


def test_blocks_have_noise_of_their_own(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "_BLOCK", 1)  # a draw is a block
    draws = register.draws
    parts = (draws.intercept, draws.coefficient, draws.unit_sd, draws.unit_effect)
    one, two, three, four = (np.repeat(part[:1], 50, axis=0) for part in parts)
    same = IndexedParameters(one, two, three, four, index=np.arange(50), effects=draws.effects)
    found = replicate(register.observed, same, units_of(register.observed.population), 3)
    assert np.unique(found.events, axis=0).shape[0] == 50


@pytest.mark.parametrize("few", [0, 10**6])
def test_mixed_mid_p_values_cell_by_cell_and_by_moments(
    register: Register, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Against dense sums over the cells at every score."""
    monkeypatch.setattr(replicates, "_FEW_CELLS", few)
    draws, population = register.draws[:40], register.observed.population
    found = replicate(register.observed, draws, units_of(population), 3).mixed_mid_p_value
    scores, weights = draws.effects.lattice(streams.lattice(3).random(40)[:, None])
    eta = case_mix_predictor(draws, register.observed.design)
    effects = draws.unit_sd[:, None] * scores
    p = expit(eta[:, :, None] + effects[:, None, :]) * population.fractions[:, None]
    square = p**2 / population.fractions[:, None]
    mean, mean_square = (np.add.reduceat(of, population.starts[:-1], 1) for of in (p, square))
    moments = mean, mean_square
    wanted = mean_mid_p_value(population.people, population.unit_events, moments, weights)
    np.testing.assert_allclose(found, wanted, atol=1e-8)


def test_the_national_shift_calibrates_each_draw(register: Register) -> None:
    draws, population = register.draws[:40], register.observed.population
    shift = replicate(register.observed, draws, units_of(population), 3).national_shift
    eta = case_mix_predictor(draws, register.observed.design)
    own = expit(eta + population.of_cells(draws.unit_effect)) @ population.trials
    np.testing.assert_allclose(expit(eta + shift[:, None]) @ population.trials, own, rtol=1e-8)


def simulated_mid_p_values(make: MakeRegister, effects: np.ndarray) -> np.ndarray:
    fit = make(21, effects, 40)
    return replicate(
        fit.observed, fit.draws, units_of(fit.observed.population), 1
    ).mixed_mid_p_value.mean(0)


def test_mixed_mid_p_values_are_uniform_under_the_model(make_register: MakeRegister) -> None:
    effects = 0.5 * np.random.default_rng(4).normal(size=80)
    assert kstest(simulated_mid_p_values(make_register, effects), "uniform").pvalue > 0.01


def test_and_not_where_units_are_of_two_kinds(make_register: MakeRegister) -> None:
    """Negative control: a few units far out, most of them alike."""
    effects = np.where(np.arange(80) % 8 == 0, 4.0, 0.0)
    assert kstest(simulated_mid_p_values(make_register, effects), "uniform").pvalue < 0.01


def test_bounds_are_counts_of_people() -> None:
    events = np.arange(101)[:, None] * np.array([1, 2])
    bounds = rate_bounds(events, np.array([200, 400]), 0.9)
    np.testing.assert_allclose(bounds, [[0.025, 0.025], [0.475, 0.475]])


def test_weights_move_the_bounds() -> None:
    weight = np.r_[np.zeros(50), np.full(51, 1 / 51)]
    bounds = rate_bounds(np.arange(101)[:, None], np.array([100]), 0.9, weight)
    assert bounds[0, 0] >= 0.5


@pytest.mark.parametrize("probability", [0.5, 0.8, 0.95])
def test_weighted_bounds_are_those_of_numpy(probability: float) -> None:
    rng = np.random.default_rng(6)
    events, people = rng.integers(0, 12, (300, 7)), np.arange(20, 27)
    weights = rng.exponential(size=(300, 7)) ** 3
    weights[rng.random(weights.shape) < 0.2] = 0.0
    found = rate_bounds(events, people, probability, weights)
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    for group in range(7):
        drawn, weight = events[:, group], weights[:, group]
        wanted = np.quantile(drawn, tails, weights=weight, method="inverted_cdf") / people[group]
        np.testing.assert_array_equal(found[:, group], wanted)
    alike = rate_bounds(events, people, probability, np.ones(300))
    np.testing.assert_array_equal(alike, rate_bounds(events, people, probability))


def test_a_unit_alone_is_the_same_unit(register: Register) -> None:
    one: Observed = register.observed.one(4)
    every = register.observed.population
    assert one.population.unit_events[0] == every.unit_events[4]
    assert one.population.people[0] == every.people[4]
    np.testing.assert_array_equal(
        one.design.matrix.toarray(),
        register.observed.design.matrix.toarray()[register.observed.population.unit_index == 4],
    )
