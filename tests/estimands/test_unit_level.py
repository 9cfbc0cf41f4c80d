"""Covariates of units as case mix and as performance, against sums over people written out."""

from typing import Any

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.indicators import benchmark_of, indicator_draws
from bayes_bench.estimands.unit_level import compared, compared_pieces, compared_pieces_for
from bayes_bench.predictive.ranges import range_draws
from tests.builders.estimands import MakeProblem, Problem

OWN: list[dict[str, Any]] = [
    {"name": "beds", "kind": "linear", "level": "unit"},
    {"name": "owner", "kind": "category", "level": "unit"},
]
CROSSED = [*OWN, {"name": "beds:owner"}, {"name": "joint:sex"}]
PERFORMANCE = {"unit_covariates": "performance"}
type Floats = NDArray[np.float64]


def parts(problem: Problem) -> tuple[Floats, Floats]:
    """Logits without anything of the unit, and what its covariates add, both (draw, cell)."""
    cells, weights = problem.cells, problem.cells["trials"].to_numpy()
    beds, owner = (cells[f"covariate_{n}"].to_numpy().astype(float) for n in ("beds", "owner"))
    sd = np.sqrt(np.average((beds - np.average(beds, weights=weights)) ** 2, weights=weights))
    columns = {"beds": beds / sd, "owner[private]": 1.0 - owner}
    draws = problem.posterior["posterior"]["coefficient"].stack(sample=("chain", "draw"))
    centred = {n: c - np.average(c, weights=weights) for n, c in columns.items()}
    if "beds:owner[:private]" in draws["term"]:
        product = centred["beds"] * centred["owner[private]"]
        centred["beds:owner[:private]"] = product - np.average(product, weights=weights)
    of_units = sum(draws.sel(term=n).to_numpy()[:, None] * c for n, c in centred.items())
    return problem.logits - of_units, np.asarray(of_units)


def expected(problem: Problem, reference: str) -> Floats:
    """What is expected of each unit's people where all of a unit's own is set aside."""
    personal, of_units = parts(problem)
    effect = problem.effects + problem.mean_by_unit(of_units)
    if reference == "typical":
        return problem.mean_by_unit(expit(personal))
    if reference == "average_unit":
        shifted = [problem.mean_by_unit(expit(personal + e[:, None])) for e in effect.T]
        return np.mean(shifted, axis=0)
    if reference == "population":
        nodes, weights = np.polynomial.hermite_e.hermegauss(151)
        every = [
            weight * problem.mean_by_unit(expit(personal + (about + problem.sds * node)[:, None]))
            for node, weight in zip(nodes, weights / weights.sum(), strict=True)
            for about in problem.mean_by_unit(of_units).T
        ]
        return np.sum(every, axis=0) / effect.shape[1]
    target = problem.mean_over_all(
        expit(problem.logits + problem.effects[:, problem.cells["unit_index"].to_numpy()])
    )
    low, high = np.full(len(target), -20.0), np.full(len(target), 20.0)
    for _ in range(80):
        middle = (low + high) / 2
        above = problem.mean_over_all(expit(personal + middle[:, None])) > target
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return problem.mean_by_unit(expit(personal + low[:, None]))


def by_draw(values: xr.DataArray) -> Floats:
    return values.transpose("chain", "draw", "unit").to_numpy().reshape(-1, values.sizes["unit"])


@pytest.fixture(scope="module", params=[OWN, CROSSED], ids=["own", "crossed"])
def problem(request: pytest.FixtureRequest, make_problem: MakeProblem) -> Problem:
    return make_problem(more=request.param, **PERFORMANCE)


@pytest.mark.parametrize("reference", ["national", "typical", "population", "average_unit"])
def test_expected_rates_take_all_that_is_of_the_unit(problem: Problem, reference: str) -> None:
    under = benchmark_of(problem.fit)["expected_under"].sel(reference=reference)
    tolerance = 1e-7 if reference == "population" else 1e-8
    assert by_draw(under) == pytest.approx(expected(problem, reference), abs=tolerance)


def test_what_is_predicted_stays_what_it_is(problem: Problem) -> None:
    """People of "other" keep the values that they have."""
    assert by_draw(benchmark_of(problem.fit)["predicted"]) == pytest.approx(
        problem.own_share(), abs=1e-9
    )


def test_national_expectations_still_sum_to_what_is_predicted(problem: Problem) -> None:
    bench = benchmark_of(problem.fit)
    assert np.abs(bench["persons"].sum("unit")).max() < 1e-7


def test_the_indicator_alone_is_that_of_the_benchmark(problem: Problem) -> None:
    alone = by_draw(indicator_draws(problem.fit))
    assert alone == pytest.approx(by_draw(benchmark_of(problem.fit)["indicator"]), abs=1e-6)


def test_as_case_mix_units_are_compared_with_units_like_them(make_problem: MakeProblem) -> None:
    problem = make_problem(more=OWN)
    bench = benchmark_of(problem.fit)
    typical = by_draw(bench["expected_under"].sel(reference="typical"))
    assert typical == pytest.approx(problem.mean_by_unit(expit(problem.logits)), abs=1e-9)
    assert problem.fit.analysis.of_units is None
    assert compared(problem.fit.parameters, problem.fit.analysis) is problem.fit.parameters


def test_odds_and_direct_rates_have_the_whole_of_a_unit(problem: Problem) -> None:
    personal, of_units = parts(problem)
    effect = problem.effects + problem.mean_by_unit(of_units)
    estimands = every_estimand(problem.fit)
    odds = np.exp(effect - effect.mean(axis=1, keepdims=True))
    assert by_draw(estimands["odds_ratio", ""]) == pytest.approx(odds, rel=1e-9)
    direct = np.stack([problem.mean_over_all(expit(personal + e[:, None])) for e in effect.T], 1)
    assert by_draw(benchmark_of(problem.fit)["direct_rate"]) == pytest.approx(direct, abs=1e-8)


def test_contributions_are_of_people_alone_and_sum(problem: Problem) -> None:
    found = contributions_of(problem.fit)
    assert not {"beds", "owner", "beds:owner"} & set(found["covariate"].to_numpy())
    total = found["contribution"].sum("term").transpose("draw", "unit").to_numpy()
    difference = found["expected"] - found["expected_country"]
    assert total == pytest.approx(100 * difference.transpose("draw", "unit").to_numpy(), abs=1e-7)
    of_bench = by_draw(benchmark_of(problem.fit)["expected"])
    assert found["expected"].transpose("draw", "unit").to_numpy() == pytest.approx(
        of_bench, abs=1e-8
    )


def test_pieces_for_one_reference_are_those_for_all(problem: Problem) -> None:
    draws, analysis = problem.fit.parameters, problem.fit.analysis
    every = compared_pieces(draws, analysis)
    one = compared_pieces_for("national", draws, analysis)
    assert one.predicted == pytest.approx(every.predicted, abs=1e-9)
    assert one.national_shift == pytest.approx(every.national_shift, abs=1e-9)


def test_ranges_are_about_the_same_expectations(problem: Problem) -> None:
    gaps = range_draws(problem.fit, "chance_range", "typical").to_numpy()
    sizes = np.bincount(problem.cells["unit_index"], problem.cells["trials"])
    error = 100 * np.sqrt(0.25 / sizes / len(gaps))
    assert np.all(np.abs(gaps.mean(axis=0)) < 5 * error)
