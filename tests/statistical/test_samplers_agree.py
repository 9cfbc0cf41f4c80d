"""Two samplers, and another package, on the same real people: election88."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from arviz_stats.base.array import array_stats

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from tests.builders.agreement import MOST, flat

MODEL = Path(__file__).parents[2] / "models" / "election88.toml"


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(MODEL)


@pytest.fixture(scope="module")
def cells(model: Model) -> xr.Dataset:
    return aggregate(read_people(model), model)


def fitted(cells: xr.Dataset, model: Model, sampler: str) -> xr.DataTree:
    sampling = model.sampling.model_copy(update={"sampler": sampler})
    return fit(cells, model.model_copy(update={"sampling": sampling}))


@pytest.fixture(scope="module")
def laplace(cells: xr.Dataset, model: Model) -> xr.DataTree:
    return fitted(cells, model, "laplace")


def joint_scores(one: xr.DataArray, other: xr.DataArray) -> np.ndarray:
    """Difference of the means over their joint Monte Carlo error."""
    means, errors = [], []
    for draws in (flat(one), flat(other)):
        means.append(draws.mean(axis=(0, 1)))
        errors.append(array_stats.mcse(draws, chain_axis=0, draw_axis=1, method="mean"))
    return np.asarray((means[0] - means[1]) / np.hypot(*errors))


def test_laplace_and_nuts_agree_on_every_indicator(
    laplace: xr.DataTree, cells: xr.Dataset, model: Model
) -> None:
    nuts = fitted(cells, model, "nuts")
    ours, theirs = (benchmark(tree, cells, model) for tree in (laplace, nuts))
    for estimand in ("indicator", "predicted", "expected", "direct_rate"):
        assert np.abs(joint_scores(ours[estimand], theirs[estimand])).max() < MOST
        # the spread, too: the same mean with another width would be another posterior
        middle = ours[estimand].mean(("chain", "draw"))
        spreads = ((bench[estimand] - middle) ** 2 for bench in (ours, theirs))
        assert np.abs(joint_scores(*spreads)).max() < MOST
    assert np.abs(joint_scores(ours["indicator"] + 0.2, theirs["indicator"])).max() > MOST


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")  # bambi's own
def test_bambi_agrees(laplace: xr.DataTree, model: Model) -> None:
    """The same people through another package's formula, coding and sampler."""
    import bambi as bmb

    people = read_people(model).reset_index(drop=True)
    plain = people.astype({name: str for name in people if people[name].dtype == "category"})
    plain["republican"] = plain["republican"].astype(int)
    share = plain["previous_republican_share"]
    plain["share"] = (share - share.mean()) / share.std(ddof=0)
    formula = "republican ~ female + black + age + education + share + (1|state)"
    unit_sd = bmb.Prior("HalfNormal", sigma=0.5)
    priors = {
        "Intercept": bmb.Prior("Normal", mu=0.0, sigma=1.5),
        **{
            name: bmb.Prior("Normal", mu=0.0, sigma=1.0)
            for name in ("female", "black", "age", "education", "share")
        },
        "1|state": bmb.Prior("Normal", mu=0.0, sigma=unit_sd),
    }
    other = bmb.Model(formula, plain, family="bernoulli", priors=priors, center_predictors=True)
    tree = other.fit(draws=1000, chains=4, random_seed=1, target_accept=0.95)
    draws, ours = tree["posterior"].to_dataset(), laplace["posterior"].to_dataset()
    theirs = draws["1|state"].rename({"state__factor_dim": "unit"})
    effects = theirs.sel(unit=ours["unit"].to_numpy())
    assert np.abs(joint_scores(ours["unit_effect"], effects)).max() < MOST
    assert np.abs(joint_scores(ours["unit_sd"], draws["1|state_sigma"])).max() < MOST
    slope = ours["coefficient"].sel(term="previous_republican_share")
    assert np.abs(joint_scores(slope, draws["share"])).max() < MOST
