"""One pass gives all the means over everybody."""

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench import parameters
from bayes_bench.estimands.covariates.averages import averages_of
from bayes_bench.estimands.covariates.contrasts import POINTS, contrasts_of, factors_of, grids_of
from bayes_bench.estimands.covariates.everyone import Everyone
from bayes_bench.numerics.mesh import Mesh
from tests.builders.fits import fit_of


def test_one_pass_serves_effects_and_curves(make_problem, monkeypatch) -> None:
    problem, passes = make_problem(), []
    meshes = Everyone.meshes

    def counted(self: Everyone, block: parameters.Parameters) -> tuple[Mesh, dict[str, Mesh]]:
        passes.append(len(block))
        return meshes(self, block)

    monkeypatch.setattr(Everyone, "meshes", counted)
    for _ in range(2):
        averages = averages_of(problem.fit)
    assert passes == [8]  # all draws at a time, once
    assert averages.changes.shape == (8, len(contrasts_of(problem.design)))
    assert averages.rates.shape == (8, sum(len(f.levels) for f in factors_of(problem.fit.analysis)))
    assert {name: curve.shape for name, curve in averages.curves.items()} == {
        "bmi": (8, POINTS + 1)
    }


def test_rates_with_any_level_of_a_factor_without_effects_are_everybodys(make_problem) -> None:
    problem = make_problem()
    draws = problem.posterior.copy(deep=True)
    draws["posterior"]["coefficient"].loc[{"term": ["joint[hip]", "joint[knee]"]}] = 0.0
    fit = fit_of(draws, problem.cells, problem.model)
    rates = averages_of(fit).rates[:, :3]
    terms = problem.design.matrix.toarray() - problem.design.center
    logits = fit.parameters.intercept[:, None] + fit.parameters.coefficient @ terms.T
    logits += problem.effects[:, problem.cells["unit_index"].values]
    everybody = problem.mean_over_all(expit(logits))
    assert rates == pytest.approx(np.tile(everybody[:, None], 3), abs=1e-9)


def test_the_number_of_threads_changes_no_bit(make_problem, monkeypatch) -> None:
    problem, found = make_problem(chains=(2, 20)), []
    monkeypatch.setattr(parameters, "_BLOCK", 30_000)  # several blocks
    for threads in (1, 5):
        monkeypatch.setattr("bayes_bench.numerics.parallel.cpu_count", lambda count=threads: count)
        averages = averages_of(fit_of(problem.posterior, problem.cells, problem.model))
        found.append((averages.changes, averages.rates, averages.curves["bmi"]))
    for one, other in zip(*found, strict=True):
        np.testing.assert_array_equal(one, other)


def test_without_covariates_there_are_no_means(make_problem) -> None:
    fit = make_problem(bare=True).fit
    averages = averages_of(fit)
    assert averages.changes.shape == averages.rates.shape == (8, 0)
    assert averages.curves == grids_of(fit) == {}
