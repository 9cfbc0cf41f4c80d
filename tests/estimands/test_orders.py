"""Orders by each estimand: those of the draws, counted by who is ahead."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands import orders
from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.orders import every_order
from bayes_bench.fitted import Fit
from bayes_bench.numerics.chain_statistics import errors_of_means
from tests.builders.estimands import MakeProblem


@pytest.fixture(scope="module")
def fit(make_problem: MakeProblem) -> Fit:
    return make_problem(sizes=(9, 4, 14, 20, 8, 5), chains=(2, 50), top=2).fit


def test_every_estimand_has_its_order(fit: Fit) -> None:
    assert every_order(fit).keys() == every_estimand(fit).keys()


def test_expected_ranks_are_counted_by_who_is_ahead(fit: Fit) -> None:
    for names, order in every_order(fit).items():
        values = every_estimand(fit)[names].isel(unit=slice(0, 5))
        flat = values.transpose("chain", "draw", "unit").to_numpy().reshape(-1, 5)
        ahead = (flat[:, None, :] < flat[:, :, None]).sum(axis=2)
        np.testing.assert_allclose(order["expected_rank"], 1 + ahead.mean(axis=0), atol=1e-12)
        assert order.index.tolist() == ["101", "102", "103", "104", "105"]  # without "other"


def test_two_are_the_best_and_two_the_worst(fit: Fit) -> None:
    for order in every_order(fit).values():
        assert (order["best"].sum(), order["worst"].sum()) == (2, 2)


def test_the_order_of_the_model_is_that_of_its_reference(fit: Fit) -> None:
    orders = every_order(fit)
    others = [orders["indicator", name] for name in ("typical", "population", "average_unit")]
    own = orders["indicator", "national"]
    # negative control: under another reference somebody stands elsewhere
    assert any(not other["expected_rank"].equals(own["expected_rank"]) for other in others)
    assert isinstance(own, pd.DataFrame)


def test_of_many_ranks_every_so_manieth_draw_of_each_chain(
    fit: Fit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "MAX_RANKS", 5 * 40)  # of five units in 2 x 50 draws
    few = every_order.__wrapped__(fit)  # type: ignore[attr-defined]
    for names, order in few.items():
        values = every_estimand(fit)[names].isel(unit=slice(0, 5), draw=slice(None, None, 3))
        flat = values.transpose("chain", "draw", "unit").to_numpy().reshape(-1, 5)
        assert len(flat) == 2 * 17
        ranks = 1.0 + (flat[:, None, :] < flat[:, :, None]).sum(axis=2)
        np.testing.assert_allclose(order["expected_rank"], ranks.mean(axis=0), atol=1e-12)
        own = errors_of_means(ranks.reshape(2, 17, 5))  # of the draws that are kept
        np.testing.assert_allclose(order["mcse_rank"].fillna(0.0), own, rtol=1e-12)
    whole = every_order(fit)
    assert any(not few[names].equals(whole[names]) for names in few)
