"""The best and the worst k in six ways."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.classical.pooled_gaps import classical_table
from bayes_bench.estimands.classical.winners_curse import (
    classical_gaps,
    extreme_means,
    extremes_table,
    is_counted,
)
from bayes_bench.ranking.ranks import Ranks
from tests.builders.agreement import MOST
from tests.builders.fits import fit_of
from tests.builders.luce import values_of

WAYS = ["printed", "chance", "means", "same", "true"]


def table_of(problem) -> pd.DataFrame:
    return extremes_table(problem.fit).set_index("way")


def test_by_hand() -> None:
    # draw by draw: the best two and the worst two of four
    values = values_of([[1.0, 2.0, 3.0, 10.0], [9.0, 2.0, 4.0, 1.0]], unit=list("abcd"))
    found = extreme_means(Ranks(values, "lower"), 2)
    # posterior means 5, 2, 3.5, 5.5: b and c are the list
    assert found["same"].sel(end="best").values.tolist() == [[2.5, 3.0]]
    assert found["same"].sel(end="worst").values.tolist() == [[5.5, 5.0]]
    assert found["true"].sel(end="best").values.tolist() == [[1.5, 1.5]]
    assert found["true"].sel(end="worst").values.tolist() == [[6.5, 6.5]]
    turned = extreme_means(Ranks(values, "higher"), 2)
    assert (
        turned["true"].sel(end="best", drop=True).equals(found["true"].sel(end="worst", drop=True))
    )
    assert (
        turned["same"].sel(end="worst", drop=True).equals(found["same"].sel(end="best", drop=True))
    )


@pytest.mark.parametrize("k", [0, 5, 1.5])
def test_k_out_of_range_is_refused(k) -> None:
    values = values_of([[1.0, 2.0, 3.0, 10.0]], unit=list("abcd"))
    with pytest.raises(InputError, match="from 1 to 4"):
        extreme_means(Ranks(values, "lower"), k)


def test_nobody_beats_the_true_best_of_every_draw(make_problem) -> None:
    problem = make_problem(sizes=(9, 4, 14, 20, 5, 8, 6), chains=(2, 50), top=2)
    table = table_of(problem)
    assert table.index.tolist() == WAYS
    best, worst = table["best"], table["worst"]
    assert best["true"] < best["same"]
    assert worst["true"] > worst["same"]
    assert best["means"] == pytest.approx(best["same"], abs=1e-12)
    facts = ["best_lower", "best_upper", "best_mcse"]
    assert table.loc[["printed", "means"], facts].isna().all(axis=None)
    assert table.loc[["chance", "same", "true"], facts].notna().all(axis=None)


def test_the_true_best_of_independent_normals_is_an_order_statistic() -> None:
    """E of the mean of the lowest three of ten standard normals, by simulation of its own."""
    rng = np.random.default_rng(8)
    draws = rng.normal(size=(4, 5000, 10))
    oracle = np.sort(np.random.default_rng(9).normal(size=(200_000, 10)), axis=1)[:, :3].mean(1)
    found = extreme_means(Ranks(values_of(draws, unit=np.arange(10)), "lower"), 3)
    gap = float(found["true"].sel(end="best").mean()) - oracle.mean()
    assert abs(gap) < MOST * oracle.std() * np.sqrt(1 / 20_000 + 1 / 200_000)
    # the list that is fixed by its means does not have that mean: it is no more than noise
    assert abs(float(found["same"].sel(end="best").mean())) < 0.05


def test_printed_is_the_classical_table(make_problem) -> None:
    problem = make_problem(sizes=(9, 4, 14, 20, 5, 8, 6), top=2)
    gaps = classical_table(problem.fit.analysis)["gap_classical"]
    observed, _ = classical_gaps(problem.fit.analysis)
    np.testing.assert_allclose(observed, gaps, atol=1e-9)
    ranked = np.sort(gaps[:-1])  # the last is "other"
    printed = table_of(problem).loc["printed"]
    assert printed["best"] == pytest.approx(ranked[:2].mean())
    assert printed["worst"] == pytest.approx(ranked[-2:].mean())


def test_chance_of_units_alike_is_an_order_statistic_of_binomials(make_problem) -> None:
    problem = make_problem(bare=True, sizes=(1,) * 13, chains=(2, 4), top=3)
    problem.cells["trials"][:] = 200
    problem.cells["events"][:] = 50
    chance = table_of(problem).loc["chance"]
    rng = np.random.default_rng(3)
    rates = np.sort(rng.binomial(200, 0.25, (20_000, 12)) / 200, axis=1)
    best = 100 * (rates[:, :3].mean(axis=1) - 0.25)
    assert abs(chance["best"] - best.mean()) < MOST * chance["best_mcse"]
    assert chance["best_mcse"] == pytest.approx(best.std() / np.sqrt(500), rel=0.15)
    assert chance["best_lower"] == pytest.approx(np.quantile(best, 0.025), rel=0.1)
    # units do not differ, and yet there is a best and a worst
    assert chance["best"] < -2 < 2 < chance["worst"]


def test_the_direction_turns_the_ends(make_problem) -> None:
    problem = make_problem(sizes=(9, 4, 14, 20, 5, 8, 6), top=2)
    data = problem.model.data.model_copy(update={"better": "higher"})
    turned = problem.model.model_copy(update={"data": data})
    one, other = (
        extremes_table(fit_of(problem.posterior, problem.cells, model)).set_index("way")
        for model in (problem.model, turned)
    )
    for way in WAYS:
        assert one.loc[way, "best"] == pytest.approx(other.loc[way, "worst"])


def test_published_figures_stand_first(make_problem) -> None:
    problem = make_problem(sizes=(9, 4, 14, 20, 5), top=2)
    table = problem.model.model_dump(exclude_none=True)
    table["report"]["published"] = {"best": -4.6, "worst": 4.4, "source": "A study"}
    model = type(problem.model).model_validate(table)
    first = extremes_table(fit_of(problem.posterior, problem.cells, model)).iloc[0]
    assert (first["way"], first["best"], first["worst"]) == ("published", -4.6, 4.4)
    assert np.isnan(first["best_lower"])


def test_small_units_are_left_out_where_enough_are_left() -> None:
    ranked = np.array([True] * 5 + [False])
    counted = partial(is_counted, ranked, np.array([10, 40, 50, 29, 30, 500]))
    assert counted(1).tolist() == [False, True, True, False, True, False]
    assert counted(2).tolist() == ranked.tolist()


def test_units_that_are_not_ranked_are_in_no_list() -> None:
    values = xr.DataArray(
        [[[3.0, 1.0, -99.0], [3.0, 1.0, -99.0]]],
        {"unit": ["a", "b", "other"], "ranked": ("unit", [True, True, False])},
        ("chain", "draw", "unit"),
    )
    assert (extreme_means(Ranks(values, "lower"), 1)["true"].sel(end="best") == 1.0).all()
