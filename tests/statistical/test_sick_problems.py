"""Posteriors that a Laplace proposal cannot follow as it is: mended, or the next one is right."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.laplace import proposal as proposals
from bayes_bench.posterior.laplace.proposal import propose
from bayes_bench.posterior.samplers import laplace
from bayes_bench.posterior.sampling import fit
from bayes_bench.trust.exact.covariate import (
    CovariateProblem,
    average,
    beta_moments,
    integrate_stack,
)
from bayes_bench.trust.exact.quadrature import Sinc
from bayes_bench.trust.exact.summaries import HalfNormal, HalfT, Prior, Problem, summarise
from bayes_bench.trust.exact.surface import COARSE, Surface
from tests.builders.agreement import MOST, standard_scores
from tests.builders.exact_problems import Case

HEAVY_TAIL = Case(Problem((5, 6, 4), (0, 2, 4), Prior(0.0, 5.0, HalfT(1.0, 2.5))), "auto")
"""Three units under a half-Cauchy."""
ONE_TRIAL = Case(Problem((1,) * 40, (1,) + (0,) * 39, Prior(0.0, 5.0, HalfNormal(2.0))), "auto")
"""Forty units of one trial each, one event in all, under wide priors."""
SEPARATED = CovariateProblem(
    ((20, 20),) * 3,
    ((6, 0), (8, 0), (5, 0)),
    (-0.5, 0.5),
    Prior(0.0, 5.0, HalfNormal(2.0)),
    10.0,
)
"""Nobody with the second value of the covariate has an event, and its prior is wide."""


def test_the_joint_proposal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laplace, "PROPOSE", {"joint": propose})
    with pytest.raises(RefusedError, match=r"pareto_k|weight_efficiency"):
        assert Case(ONE_TRIAL.problem, "laplace").posterior


def test_the_joint_proposal_follows_a_heavy_tail() -> None:
    """Its margins are by quadrature: nothing has to be integrated out."""
    assert HEAVY_TAIL.posterior.attrs["sampler"] == "laplace"
    assert float(HEAVY_TAIL.posterior["sample_stats"]["collapsed"]) == 0.0


def test_without_margins_by_quadrature_it_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(proposals, "needs_margins", lambda *_: False)
    monkeypatch.setattr(laplace, "PROPOSE", {"joint": propose})
    with pytest.raises(RefusedError, match=r"pareto_k|weight_efficiency"):
        assert Case(HEAVY_TAIL.problem, "laplace", 7).posterior
    with pytest.raises(RefusedError, match=r"pareto_k|weight_efficiency"):
        fit_separated("laplace")


def test_nuts_takes_over_from_both_and_says_why() -> None:
    assert ONE_TRIAL.posterior.attrs["sampler"] == "nuts"
    reasons = json.loads(ONE_TRIAL.posterior.attrs["passed_over"])["laplace"]
    assert any("weight_efficiency" in reason for reason in reasons)


@pytest.mark.parametrize("case", [HEAVY_TAIL, ONE_TRIAL])
def test_the_answer_agrees_with_quadrature(case: Case) -> None:
    """In log sigma: under a half-Cauchy the variance of sigma itself does not exist."""
    exact, found = summarise(case.surface), case.posterior["posterior"].to_dataset()
    log_sd = standard_scores(np.log(found["unit_sd"]), exact.log_sigma_mean)
    intercept = standard_scores(found["intercept"], exact.mu_mean)
    rates = standard_scores(case.bench("typical")["predicted"], exact.rate_mean)
    assert np.abs(np.concatenate([log_sd, intercept, rates])).max() < MOST


def fit_separated(sampler: str):
    """The package's posterior of the separated problem."""
    model = model_from_table(
        {
            "title": "Separated",
            "data": {"unit": "u", "events": "y", "trials": "n", "better": "lower"},
            "covariates": [{"name": "x", "kind": "category", "reference": "0"}],
            "priors": {
                "intercept": {"mean": 0.0, "sd": 5.0},
                "unit_sd": {"family": "half-normal", "scale": 2.0},
                "coefficient": {"sd": 10.0},
            },
            "sampling": {"sampler": sampler, "random_seed": 20160101},
            "disclosure": {"public": True},
        }
    )
    unit, level = np.indices((3, 2)).reshape(2, -1)
    counts = {"n": np.ravel(SEPARATED.n), "y": np.ravel(SEPARATED.events)}
    table = pd.DataFrame({"u": unit + 1, "x": level, **counts})
    return fit(aggregate(read_people(model, table), model), model)


def test_near_separation_is_followed_by_the_fast_sampler() -> None:
    """Against a rule for beta of which twice the nodes change the sixth digit."""

    def moments(surface: Surface) -> dict[str, np.ndarray]:
        summary = summarise(surface)
        return {name: np.array(getattr(summary, name)) for name in ("mu_mean", "log_sigma_mean")}

    stack = integrate_stack(SEPARATED, replace(COARSE, beta=Sinc(40)))
    exact = average(stack, moments) | beta_moments(stack)
    tree = fit_separated("auto")
    found = tree["posterior"]
    assert tree.attrs["sampler"] == "laplace"
    scores = [
        standard_scores(found["intercept"], exact["mu_mean"]),
        standard_scores(np.log(found["unit_sd"]), exact["log_sigma_mean"]),
        standard_scores(found["coefficient"], exact["beta_mean"]),
    ]
    assert np.abs(np.concatenate(scores)).max() < MOST
