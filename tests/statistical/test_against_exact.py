"""Every engine's estimates within 4 Monte Carlo errors of the exact posterior."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.posterior.laplace.proposal import propose
from bayes_bench.posterior.samplers import laplace
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.trust.exact.indicators import gap_summary
from bayes_bench.trust.exact.ranks import rank_probabilities
from bayes_bench.trust.exact.summaries import summarise
from tests.builders.agreement import MOST, standard_scores, surprising
from tests.builders.exact_problems import EXTREME, PROBLEMS, SICK, Case

REFERENCES = ("typical", "population", "national")
LAPLACE = [(name, "laplace") for name in PROBLEMS]
NUTS = [("surgical", "nuts"), (EXTREME, "nuts")]


@pytest.fixture(
    scope="module", params=[*LAPLACE, *NUTS], ids=lambda param: f"{param[0]}, {param[1]}"
)
def case(request: pytest.FixtureRequest) -> Case:
    name, sampler = request.param
    return Case(PROBLEMS[name], sampler)


def test_parameters(case: Case) -> None:
    exact, draws = summarise(case.surface), case.posterior["posterior"].to_dataset()
    log_sd = np.log(draws["unit_sd"])
    scores = [
        standard_scores(draws["intercept"], np.array([exact.mu_mean])),
        standard_scores(draws["unit_sd"], np.array([exact.sigma_mean])),
        standard_scores(log_sd, np.array([exact.log_sigma_mean])),
        standard_scores((draws["intercept"] - exact.mu_mean) ** 2, np.array([exact.mu_sd**2])),
        standard_scores((log_sd - exact.log_sigma_mean) ** 2, np.array([exact.log_sigma_sd**2])),
        standard_scores(draws["unit_effect"], exact.effect_mean),
    ]
    assert np.abs(np.concatenate(scores)).max() < MOST


def test_rates(case: Case) -> None:
    exact, rates = summarise(case.surface), case.bench("national")["predicted"]
    assert np.abs(standard_scores(rates, exact.rate_mean)).max() < MOST
    spread = (rates - xr.DataArray(exact.rate_mean, dims="unit")) ** 2
    assert np.abs(standard_scores(spread, exact.rate_sd**2)).max() < MOST


@pytest.mark.parametrize("reference", REFERENCES)
def test_indicators(case: Case, reference: Any) -> None:
    exact, indicator = gap_summary(case.surface, reference), case.bench(reference)["indicator"]
    assert np.abs(standard_scores(indicator, exact.mean)).max() < MOST
    assert not surprising(indicator < 0.0, exact.probability_negative).any()


def test_every_cell_of_the_rank_table(case: Case) -> None:
    exact = rank_probabilities(case.surface, "lower")
    spans = Ranks(case.bench("typical")["predicted"], "lower").spans
    held = spans["first"] == xr.DataArray(np.arange(1, exact.shape[1] + 1), dims="rank")
    assert not surprising(held, exact).any()


@pytest.mark.parametrize("name", ["surgical", "identical units"])
def test_marginal_likelihood(name: str) -> None:
    case = Case(PROBLEMS[name], "laplace")
    statistics = case.posterior["sample_stats"].to_dataset()
    weights = int(statistics.sizes["chain"] * statistics.sizes["draw"])
    efficiency = float(statistics["weight_efficiency"])
    error = np.sqrt((1.0 / efficiency - 1.0) / weights)
    difference = float(statistics["log_marginal_likelihood"]) - summarise(case.surface).log_marginal
    assert abs(difference) < MOST * error + 1e-9


def test_a_proposal_that_misses_is_refused_with_any_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laplace, "PROPOSE", {"joint": propose})
    for seed in range(6):
        with pytest.raises(RefusedError, match=r"pareto_k|weight_efficiency"):
            assert Case(PROBLEMS[SICK], "laplace", seed).posterior


def test_where_it_misses_the_unit_effects_are_integrated_out() -> None:
    statistics = Case(PROBLEMS[SICK], "laplace").posterior["sample_stats"]
    assert float(statistics["collapsed"]) == 1.0
    assert float(statistics["pareto_k"]) < 0.5
    assert float(statistics["weight_efficiency"]) > 0.8


def test_the_comparison_notices_a_posterior_of_slightly_other_data() -> None:
    """The negative control: two deaths more at one of twelve hospitals."""
    surgical = PROBLEMS["surgical"]
    deaths = list(surgical.events)
    deaths[7] += 2
    other = Case(type(surgical)(surgical.n, deaths, surgical.prior), "laplace")
    exact = summarise(Case(surgical, "laplace").surface)
    scores = standard_scores(other.bench("national")["predicted"], exact.rate_mean)
    assert np.abs(scores).max() > MOST


def test_the_share_of_scores_beyond_two_is_what_it_should_be() -> None:
    """Over 40 seeds, 3-7 % of |z| beyond 2; fewer would mean that errors are overstated."""
    surface = Case(PROBLEMS["surgical"], "laplace").surface
    exact = summarise(surface).rate_mean
    scores = [
        standard_scores(
            Case(PROBLEMS["surgical"], "laplace", seed).bench("national")["predicted"], exact
        )
        for seed in range(40)
    ]
    share = np.mean(np.abs(np.concatenate(scores)) > 2.0)
    assert 0.02 < share < 0.08  # 480 scores, not independent: the binomial range is a little wide
