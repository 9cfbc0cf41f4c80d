"""Predictive mid-p values and replicates, against binomial draws made here."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from bayes_bench.checks.registry import checks_table, every_check
from bayes_bench.errors import BayesBenchError
from bayes_bench.quantities.model import predictive_p
from bayes_bench.quantities.model.predictive_p import FAMILY, LEFT_OUT
from bayes_bench.quantities.quantity import Quantity
from tests.builders.wards import rates_by_hand, rows_of, wards


@pytest.fixture(scope="module")
def rows() -> Any:
    """Of the wards without covariates: all people of a ward have one probability."""
    return rows_of(FAMILY, wards(bare=True))


def labels(name: str) -> list[str]:
    """What the rows of `checks.csv` are called."""
    table = checks_table(wards(bare=True)).dropna(subset="p")
    return [
        f"{name}[{', '.join(filter(None, pair))}]"
        for pair in zip(table["check"], table["unit"], strict=True)
    ]


def test_a_row_for_every_row_that_is_printed(rows: Any) -> None:
    for name in ("p", "y_rep"):
        assert set(labels(name)) == {row for row in rows.index if row.startswith(f"{name}[")}
    assert rows.index.is_unique


def test_p_is_the_one_that_is_printed(rows: Any) -> None:
    table = checks_table(wards(bare=True)).dropna(subset="p")
    np.testing.assert_allclose(rows.loc[labels("p"), "value"], table["p"], atol=1e-12)
    assert rows.loc["p[posterior, a]", "mcse"] > 0


def test_mid_p_values_are_those_of_the_binomial_distribution(rows: Any) -> None:
    """P(y_rep > y) + P(y_rep = y) / 2, the mean over draws of exact probabilities."""
    fit = wards(bare=True)
    rates, population = rates_by_hand(fit).predicted, fit.analysis.population
    for place, unit in enumerate(fit.analysis.cells["unit"].values):
        n, y = int(population.people[place]), int(population.unit_events[place])
        p = rates[:, place]
        exact = float((binom.sf(y, n, p) + binom.pmf(y, n, p) / 2).mean())
        found = rows.loc[f"p[posterior, {unit}]"]
        assert found["value"] == pytest.approx(exact, abs=4 * found["mcse"])
        mean = rows.loc[f"y_rep[posterior, {unit}]"]
        assert mean["value"] == pytest.approx(p.mean(), abs=4 * mean["mcse"])


def test_the_other_tail_is_another_p(rows: Any) -> None:
    """The negative control of the tolerance above."""
    off = [abs(rows.loc[f"p[mixed, {unit}]", "value"] - 0.5) for unit in ("a", "e")]
    assert min(off) > 20 * rows.loc["p[mixed, a]", "mcse"]


def test_of_a_unit_that_could_not_be_left_out_there_is_no_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fit = wards(bare=True)
    found = pd.DataFrame(
        {"p": np.linspace(0.1, 0.7, 7), "mcse": 0.01, "mean": 0.3, "mcse_mean": 0.002}
    )
    found.loc[3, ["p", "mcse"]] = np.nan
    monkeypatch.setattr(predictive_p, "leave_units_out", lambda _fit: found)
    p, y_rep = (one.errors(fit) for one in LEFT_OUT if one.errors is not None)
    assert p["label"].tolist() == [f"cross_validatory, {unit}" for unit in [*"abcef", "other"]]
    assert p["value"].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.5, 0.6, 0.7])
    assert len(y_rep) == 7
    assert y_rep["mcse"].eq(0.002).all()


def test_a_check_without_draws_has_no_quantities_and_says_so() -> None:
    drawn = [check for check in every_check() if check.replicated is not None]
    assert len(drawn) < len(every_check())
    assert len(FAMILY.of(wards(bare=True))) == 2 * len(drawn) + len(LEFT_OUT)
    mute = replace(drawn[0], replicated=None)
    asked: tuple[Quantity, ...] = predictive_p._of_check(mute)
    for one in asked:
        assert one.draws is not None
        with pytest.raises(BayesBenchError, match=f"the check {mute.names[0]} has no draws"):
            one.draws(wards(bare=True))
