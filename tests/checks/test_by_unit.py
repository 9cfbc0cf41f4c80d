"""Checks by unit, draw by draw from binomial tails: Bristol's people have no covariates."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from bayes_bench.checks.by_unit import about_units, replicated_units, unit_checks
from tests.builders.registers import Register


def counts(register: Register) -> tuple[np.ndarray, np.ndarray]:
    population = register.observed.population
    return population.people, population.unit_events


def test_the_posterior_check_is_a_binomial_tail_in_every_draw(bristol: Register) -> None:
    people, events = counts(bristol)
    rate = expit(bristol.draws.intercept[:, None] + bristol.draws.unit_effect)
    wanted = binom.sf(events, people, rate) + 0.5 * binom.pmf(events, people, rate)
    found = replicated_units(bristol.fit).mid_p_value[:, : people.size]
    np.testing.assert_allclose(found, wanted, atol=1e-9)
    table = unit_checks(bristol.fit)
    posterior = table[table["check"] == "posterior"]
    np.testing.assert_allclose(posterior["p"], wanted.mean(axis=0), atol=1e-9)
    np.testing.assert_allclose(posterior["observed"], events / people, rtol=1e-12)


def test_intervals_are_the_narrowest_counts_with_so_much_below(bristol: Register) -> None:
    people, _ = counts(bristol)
    table, found = unit_checks(bristol.fit), replicated_units(bristol.fit)
    each = [found.values[:, place] for place in range(2 * people.size)]
    for values, low, high in zip(each, table["lower"], table["upper"], strict=True):
        assert (values < low).mean() <= 0.025 <= (values <= low).mean()
        assert (values < high).mean() <= 0.975 <= (values <= high).mean()


def test_a_new_effect_makes_wider_intervals(bristol: Register) -> None:
    width = unit_checks(bristol.fit).assign(width=lambda t: t["upper"] - t["lower"])
    by_check = width.pivot_table(index="unit", columns="check", values="width")
    assert (by_check["mixed"] > by_check["posterior"]).all()


def test_rows_are_in_the_order_of_the_units(bristol: Register) -> None:
    people, events = counts(bristol)
    bounds = np.stack([np.arange(people.size) / 100, np.arange(people.size) / 50])
    table = about_units("skewness", bristol.fit, bounds, np.full(people.size, 0.25))
    assert table.columns.tolist() == ["check", "unit", "observed", "lower", "upper", "p"]
    assert table["unit"].tolist() == bristol.cells["unit"].to_numpy().tolist()
    assert table["observed"].to_numpy() == pytest.approx(events / people)
    assert table[["lower", "upper"]].to_numpy().T.tolist() == bounds.tolist()
    assert set(table["check"]) == {"skewness"}
