"""The shipped demo through the package: the published figures and the simulated truth."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.design.matrix import design_matrix
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from demo.empirical_bayes import quick_fit
from demo.figures import (
    MIN_PEOPLE,
    PUBLISHED,
    figures_of,
    misses,
    shares_of,
    tens,
)
from demo.simulate import Simulated, simulate
from tests.builders.agreement import MOST
from tests.statistical.test_samplers_agree import joint_scores

ROOT = Path(__file__).parents[2]
DRAWS = ("chain", "draw")


class Demo:
    """The demo's people through the package, each step made once."""

    def __init__(self, model: Model, people: pd.DataFrame | None = None) -> None:
        self.model = model
        self.people = read_people(model, people)
        self.cells = aggregate(self.people, model)
        self.posterior = fit(self.cells, model)
        self.bench = benchmark(self.posterior, self.cells, model)

    @property
    def shown(self) -> xr.DataArray:
        """Indicators of the ranked units."""
        return self.bench["indicator"].sel(unit=self.bench["ranked"])

    @property
    def indicator(self) -> pd.Series:
        """Their posterior means, by code."""
        return self.shown.mean(DRAWS).to_series()


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(ROOT / "models" / "rehabilitation.toml")


@pytest.fixture(scope="module")
def municipalities() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "municipalities.csv", dtype={"code": str})


@pytest.fixture(scope="module")
def made(municipalities: pd.DataFrame) -> Simulated:
    return simulate(municipalities)


@pytest.fixture(scope="module")
def demo(model: Model) -> Demo:
    return Demo(model)


def covered(demo: Demo, truth: pd.DataFrame) -> pd.Series:
    """Whether each shown municipality's 95 % interval holds its true indicator."""
    low, high = (demo.shown.quantile(q, DRAWS).to_series() for q in (0.025, 0.975))
    true = truth.set_index("code")["indicator"][low.index]
    return (low < true) & (true < high)


def test_the_seven_published_figures(demo: Demo, made: Simulated) -> None:
    figures = figures_of(shares_of(made.people), demo.indicator)
    print({name: round(value, 2) for name, value in figures.items()})  # noqa: T201
    assert not misses(figures)
    # the negative control: what was observed, not shrunk, is no such indicator
    gap = demo.bench["observed_gap"].sel(unit=demo.bench["ranked"]).mean(DRAWS).to_series()
    assert {"best_ten", "worst_ten"} <= set(misses(figures_of(shares_of(made.people), gap)))


def test_the_figures_are_the_same_among_all_that_are_shown(demo: Demo, made: Simulated) -> None:
    shown = shares_of(made.people).loc[demo.indicator.index]
    figures = figures_of(shown.assign(n=np.maximum(shown["n"], MIN_PEOPLE)), demo.indicator)
    assert not [name for name in misses(figures) if name != "country"]  # here unweighted


def test_the_smallest_islands_are_merged(demo: Demo) -> None:
    assert demo.cells.attrs["merged_units"] == ["0563", "0741", "0825"]
    assert demo.indicator.size == 95


def test_the_figures_do_not_hang_on_the_merging(model: Model, made: Simulated) -> None:
    disclosure = model.disclosure.model_copy(update={"public": True})
    open_demo = Demo(model.model_copy(update={"disclosure": disclosure}))
    assert open_demo.indicator.size == 98
    assert not misses(figures_of(shares_of(made.people), open_demo.indicator))


def test_the_two_tens_differ(demo: Demo, made: Simulated) -> None:
    actual = tens(shares_of(made.people)["actual"][demo.indicator.index])
    ours = tens(demo.indicator)
    assert all(ten != other for ten, other in zip(actual, ours, strict=True))


def test_laplace_is_accepted(demo: Demo) -> None:
    assert demo.posterior.attrs["sampler"] == "laplace"
    statistics = demo.posterior["sample_stats"].to_dataset()
    assert float(statistics["pareto_k"]) < 0.5
    assert float(statistics["acceptance"]) > 0.8


def test_intervals_cover_the_simulated_truth(demo: Demo, made: Simulated) -> None:
    share = covered(demo, made.truth).mean()
    print(f"coverage of the truth by 95 % intervals: {share:.3f} of {demo.indicator.size}")  # noqa: T201
    # binomial with 95 trials: .95 +- 4 standard errors of .0225
    assert share > 0.86
    assert covered(demo, made.truth.assign(indicator=-made.truth["indicator"])).mean() < 0.8


def test_simulated_effects_are_recovered(demo: Demo) -> None:
    file = ROOT / "data" / "rehabilitation_truth_effects.csv"
    truth = pd.read_csv(file, dtype={"level": str}).set_index(["covariate", "level"])["log_odds"]
    terms = [t for t in design_matrix(demo.cells, demo.model).terms if t.kind == "category"]
    true = np.array([truth[term.covariate, term.level] for term in terms])
    draws = demo.posterior["posterior"]["coefficient"].sel(term=[term.label for term in terms])
    scores = ((draws.mean(DRAWS) - true) / draws.std(DRAWS)).to_numpy()
    assert np.abs(scores).max() < 4
    # references in common make the scores depend on each other: a wide band
    assert 0.4 < np.mean(scores**2) < 1.8
    unit_sd = demo.posterior["posterior"]["unit_sd"]
    assert abs(float(unit_sd.mean()) - 0.25) < 3 * float(unit_sd.std())


def test_estimates_follow_the_truth(demo: Demo, made: Simulated) -> None:
    true = made.truth.set_index("code")["indicator"][demo.indicator.index]
    assert np.corrcoef(true, demo.indicator)[0, 1] > 0.7


def test_the_quick_fit_is_near_the_posterior(demo: Demo, made: Simulated) -> None:
    difference = quick_fit(made.people).indicator[demo.indicator.index] - demo.indicator
    assert np.abs(difference).max() < 0.2
    assert np.sqrt(np.mean(difference**2)) < 0.08


@pytest.mark.slow
def test_laplace_and_nuts_agree_on_every_indicator(demo: Demo, model: Model) -> None:
    sampling = model.sampling.model_copy(update={"sampler": "nuts"})
    other = Demo(model.model_copy(update={"sampling": sampling}))
    assert np.abs(joint_scores(demo.bench["indicator"], other.bench["indicator"])).max() < MOST


@pytest.mark.slow
def test_pooled_coverage_over_regenerations(model: Model, municipalities: pd.DataFrame) -> None:
    """20 times 95 intervals, which depend a little on each other within a regeneration."""
    hits = []
    for seed in range(3001, 3021):
        made = simulate(municipalities, seed)
        hits.append(covered(Demo(model, made.people), made.truth))
    share = float(pd.concat(hits).mean())
    print(f"pooled coverage: {share:.4f}")  # noqa: T201
    assert 0.93 < share < 0.97
    assert len(PUBLISHED) == 7
