"""The fast sampler: chains of a pool, and a pilot only where the pool leaves doubt."""

import numpy as np
import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, log_density
from bayes_bench.posterior.group_effects import choice
from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.posterior.laplace.chains import WARM_UP, draw_pool
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.samplers import laplace
from tests.builders.small_problems import counts_cells, counts_model, people_model

DRAWS = 300


@pytest.fixture
def analysis() -> Analysis:
    model = counts_model()
    return Analysis(model, counts_cells([20, 50, 90, 40], [3, 11, 30, 5], model))


def test_more_draws_begin_with_the_same_ones(analysis: Analysis) -> None:
    sample = laplace.prepare(analysis)
    few, many = sample(DRAWS), sample(3 * DRAWS)
    kept = many["posterior"].to_dataset().isel(draw=slice(DRAWS))
    for name, values in few["posterior"].to_dataset().items():
        np.testing.assert_array_equal(values, kept[name])


def test_a_pilot_decides_where_the_weights_leave_doubt(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    draw = vars(laplace)["draw_weights"]

    def counted(*of: object, **by: object) -> np.ndarray:
        sizes.append(of[2][1])
        return draw(*of, **by)

    monkeypatch.setattr(laplace, "draw_weights", counted)
    laplace.prepare(analysis)(DRAWS)
    assert not sizes
    monkeypatch.setattr(laplace, "is_doubtful", lambda _: True)
    sample = laplace.prepare(analysis)
    for _ in range(2):  # once for both
        sample(DRAWS)
    assert sizes == [laplace.PILOT["joint"] // analysis.model.sampling.chains]


def test_the_next_kind_of_proposal_is_kept(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = {"pareto_k": 2.0, "weight_efficiency": 0.0, "log_marginal_likelihood": 0.0}
    monkeypatch.setattr(laplace, "weight_figures", lambda _: never)
    sample = laplace.prepare(analysis)
    for _ in range(2):
        assert laplace.figures(sample(DRAWS)["sample_stats"].to_dataset())["collapsed"] == 1.0


def test_effects_that_cannot_be_integrated_out_are_always_proposed(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loops of the collapsed proposals know the normal and Student-t densities only."""

    class NotCollapsible(NormalEffects):
        df = None  # type: ignore[assignment]

    never = {"pareto_k": 2.0, "weight_efficiency": 0.0, "log_marginal_likelihood": 0.0}
    monkeypatch.setattr(laplace, "weight_figures", lambda _: never)
    monkeypatch.setitem(choice.KINDS, "normal", NotCollapsible())
    statistics = laplace.prepare(analysis)(DRAWS)["sample_stats"].to_dataset()
    assert laplace.figures(statistics)["collapsed"] == 0.0


def test_a_log_weight_is_the_density_of_the_draw_it_belongs_to(
    proposal: Proposal, density: Density
) -> None:
    """Repeated states keep their weight: the same point always has the same one."""
    pool = draw_pool(proposal, density, (2, DRAWS), 1)
    tree = laplace.laplace_tree(pool, {"collapsed": 0.0}, density, people_model(), DRAWS)
    log_weight = tree["sample_stats"]["log_weight"].to_numpy()
    accepted = tree["sample_stats"]["accepted"].to_numpy()
    same = log_weight[:, 1:] == log_weight[:, :-1]
    np.testing.assert_array_equal(same, ~accepted[:, 1:])
    kept = slice(WARM_UP, WARM_UP + DRAWS)
    at = pool.at[0, kept]
    assert np.isfinite(log_density(density, at)).all()
    np.testing.assert_array_equal(tree["posterior"]["unit_effect"][0], at.unit_effect)
