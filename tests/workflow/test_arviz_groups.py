"""ArviZ's functions on the saved file alone, and what its groups hold, from the people."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import arviz as az
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib import pyplot as plt
from scipy.special import expit, gammaln, logsumexp, roots_hermitenorm
from scipy.stats import binom, halfnorm, norm

from bayes_bench.analysis import Analysis
from bayes_bench.checks import leave_unit_out
from bayes_bench.checks.leave_unit_out import leave_units_out
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.posterior.sampling import sample
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.typing import Floats
from bayes_bench.workflow.arviz_groups import log_coefficients, with_arviz_groups
from tests.builders.fits import cells_of
from tests.builders.wards import people, wards

mpl.use("Agg")
GROUPS = {
    *("posterior", "sample_stats", "prior", "observed_data", "constant_data", "log_likelihood"),
    *("log_prior", "posterior_predictive", "prior_predictive", "leave_one_unit_out"),
}
PARAMETERS = ["intercept", "coefficient", "unit_sd"]
UNRELIABLE = "ignore:Estimated shape parameter:UserWarning"
DISCRETE = "ignore:(?s)Variables events in .* look discrete:UserWarning"
HOSPITALS = pd.DataFrame(
    {
        "hospital": [*"ABCDEFGHIJKL"],
        "deaths": [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24],
        "operations": [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360],
    }
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> xr.DataTree:
    """The wards' file of draws, read as a user reads it."""
    return read_again(wards(), tmp_path_factory.mktemp("wards") / "posterior.nc")


def read_again(fit: Fit, path: Path) -> xr.DataTree:
    save_posterior(with_arviz_groups(fit), path)
    return xr.load_datatree(path, engine="h5netcdf")


@pytest.fixture(autouse=True)
def no_figure_is_left() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_groups_are_by_unit_and_none_has_a_row_of_a_person(saved: xr.DataTree) -> None:
    assert set(saved.children) == GROUPS
    known = {"chain", "draw", "unit", "term"}
    for group in saved.children.values():
        assert set(group.dims) <= known
    assert saved["posterior"].attrs == {}
    assert saved.attrs["sampler"] == "laplace"


def test_the_fit_keeps_the_groups_that_it_had() -> None:
    before = set(wards().posterior.children)
    with_arviz_groups(wards())
    assert set(wards().posterior.children) == before


PLOTS: dict[str, dict[str, Any]] = {
    "plot_trace_dist": {"var_names": PARAMETERS},
    "plot_rank": {"var_names": PARAMETERS},
    "plot_forest": {},
    "plot_ess": {"var_names": PARAMETERS},
    "plot_ppc_dist": {},
    "plot_ppc_pit": {},
    "plot_ppc_tstat": {},
    "plot_prior_posterior": {"var_names": PARAMETERS},
    "plot_psense_dist": {"var_names": ["unit_sd"]},
}


@pytest.mark.filterwarnings(DISCRETE)
@pytest.mark.parametrize("name", PLOTS)
def test_arviz_draws_it_from_the_file_alone(name: str, saved: xr.DataTree) -> None:
    drawn = getattr(az, name)(saved, **PLOTS[name])
    assert len(drawn.viz.children) + len(drawn.viz.data_vars) > 0


@pytest.mark.filterwarnings(DISCRETE)
def test_arviz_draws_the_prior_predictive_and_any_statistic(saved: xr.DataTree) -> None:
    az.plot_ppc_dist(saved, group="prior_predictive", var_names="rate")
    az.plot_ppc_tstat(saved, var_names="rate", t_stat="std")


def test_arviz_summarises_it(saved: xr.DataTree) -> None:
    table = az.summary(saved, ci_prob=0.9, round_to="none")
    expected = float(wards().posterior["posterior"]["unit_sd"].mean())
    assert table.loc["unit_sd", "mean"] == pytest.approx(expected)
    assert len(table) == 2 + 6 + 7


@pytest.mark.filterwarnings(UNRELIABLE)
def test_arviz_compares_two_files(saved: xr.DataTree, tmp_path: Path) -> None:
    """The order is that of the log predictive densities; unit by unit they can be told apart."""
    other = read_again(wards(bare=True), tmp_path / "bare.nc")
    table = az.compare({"with": saved, "without": other}, round_to="none")
    sums = [az.loo(one).elpd for one in (saved, other)]
    assert sums[0] != pytest.approx(sums[1], abs=1e-3)
    assert table.index[0] == ("with", "without")[int(np.argmax(sums))]
    assert table["elpd_diff"].min() == pytest.approx(-abs(sums[0] - sums[1]))
    assert np.isfinite(table["weight"]).all()


@pytest.mark.filterwarnings(UNRELIABLE)
def test_weights_of_units_of_thousands_are_finite(tmp_path: Path) -> None:
    """Without the binomial coefficient exp(-2,000) is 0, and so are the weights of both models."""
    people = np.full(8, 4000)
    table = pd.DataFrame(
        {"hospital": [*"ABCDEFGH"], "deaths": 1200 + 30 * np.arange(8), "operations": people}
    )
    trees = [
        read_again(hospitals(table, scale=scale), tmp_path / f"{scale}.nc") for scale in (0.5, 2.0)
    ]
    found = az.compare(dict(zip(("narrow", "wide"), trees, strict=True)), round_to="none")
    assert found["weight"].sum() == pytest.approx(1.0)
    assert az.loo(trees[0]).elpd > -100


@pytest.mark.parametrize("variable", PARAMETERS)
def test_power_scaling_runs_on_the_whole_and_on_one_prior(
    saved: xr.DataTree, variable: str
) -> None:
    every = az.psense_summary(saved, var_names=PARAMETERS, round_to=12)
    one = az.psense_summary(saved, var_names=PARAMETERS, prior_var_names=[variable], round_to=12)
    assert np.isfinite(every[["prior", "likelihood"]]).all(axis=None)
    pd.testing.assert_series_equal(every["likelihood"], one["likelihood"])
    assert (every["prior"] != one["prior"]).all()


def test_observed_counts_are_those_of_the_people(saved: xr.DataTree) -> None:
    table = people()
    own = table["ward"].where(~table["ward"].isin([*"xyz"]), "other")
    counted = table.groupby(own)["ill"].agg(["sum", "size"])
    observed, trials = saved["observed_data"].to_dataset(), saved["constant_data"]["trials"]
    for unit, (events, size) in zip(counted.index, counted.to_numpy(), strict=True):
        assert int(observed["events"].sel(unit=unit)) == events
        assert int(trials.sel(unit=unit)) == size
        assert float(observed["rate"].sel(unit=unit)) == pytest.approx(events / size, rel=1e-6)


def test_predictive_events_are_whole_and_about_the_observed(saved: xr.DataTree) -> None:
    found, trials = saved["posterior_predictive"].to_dataset(), saved["constant_data"]["trials"]
    events = found["events"]
    assert events.dtype.kind == "i"
    assert events.sizes == {"chain": 2, "draw": 1000, "unit": 7}
    assert bool(((events >= 0) & (events <= trials)).all())
    np.testing.assert_allclose(found["rate"], events / trials, rtol=1e-6)
    apart = events.mean(("chain", "draw")) - saved["observed_data"]["events"]
    assert float(abs(apart / trials).max()) < 0.1
    prior = saved["prior_predictive"]["rate"]
    assert float(prior.std()) > 2 * float(found["rate"].std(("chain", "draw")).mean())


def test_hidden_units_are_in_it_as_they_are_in_the_benchmark(saved: xr.DataTree) -> None:
    """The file stays inside: docs/disclosure.md."""
    assert saved["observed_data"]["unit"].values.tolist() == [*"abcdef", "other"]


def hospitals(table: pd.DataFrame, scale: float = 1.0) -> Fit:
    """The hospitals under BUGS's model, with the priors of the certified posterior."""
    model = model_from_table(
        {
            "title": "Surgical",
            "data": {
                "unit": "hospital",
                "events": "deaths",
                "trials": "operations",
                "better": "lower",
            },
            "priors": {
                "intercept": {"mean": 0.0, "sd": 10.0},
                "unit_sd": {"family": "half-normal", "scale": scale},
            },
            "disclosure": {"public": True},
            "sampling": {"random_seed": 7, "sampler": "laplace", "draws": 2000},
        }
    )
    analysis = Analysis(model, cells_of(table, model))
    return Fit(analysis, sample(analysis))


def log_marginal(table: pd.DataFrame) -> Floats:
    """Log p(all), then of each hospital's absence, by quadrature over mu, sigma and each effect."""
    events, trials = table["deaths"].to_numpy(), table["operations"].to_numpy()
    mu, log_sigma = np.linspace(-5.0, -0.5, 161), np.linspace(-5.0, 1.5, 141)
    sigma = np.exp(log_sigma)
    scores, weights = roots_hermitenorm(201)
    weights = weights / weights.sum()
    eta = mu[:, None, None] + sigma[:, None] * scores
    each = np.stack(
        [np.log(binom.pmf(y, n, expit(eta)) @ weights) for y, n in zip(events, trials, strict=True)]
    )
    prior = norm.logpdf(mu, 0, 10)[:, None] + halfnorm.logpdf(sigma, scale=1) + log_sigma
    whole = each.sum(axis=0) + prior
    return np.array([logsumexp(whole), *(logsumexp(whole - one) for one in each)])


@pytest.fixture(scope="module")
def surgical(tmp_path_factory: pytest.TempPathFactory) -> xr.DataTree:
    return read_again(hospitals(HOSPITALS), tmp_path_factory.mktemp("surgical") / "posterior.nc")


def log_mean_density(tree: xr.DataTree) -> Floats:
    """Log predictive density of each unit by draws that have seen it."""
    values = tree["log_likelihood"]["events"].to_numpy()
    of_units = values.reshape(-1, values.shape[2])
    return np.asarray(logsumexp(of_units, axis=0) - np.log(len(of_units)))


@pytest.mark.filterwarnings(UNRELIABLE)
def test_loo_of_the_file_leaves_out_a_hospital(surgical: xr.DataTree) -> None:
    """Log p(y_j | the others) = log p(all) - log p(the others), by quadrature."""
    found, marginal = az.loo(surgical, pointwise=True), log_marginal(HOSPITALS)
    exact = marginal[0] - marginal[1:]
    reliable = (found.pareto_k < 0.7).to_numpy()
    assert reliable.sum() >= 10
    np.testing.assert_allclose(found.elpd_i.to_numpy()[reliable], exact[reliable], atol=0.05)
    seen = log_mean_density(surgical)
    assert np.abs(seen - exact)[reliable].max() > 0.2, "the negative control: nobody left out"


def test_where_weights_fail_the_file_has_the_refit(surgical: xr.DataTree) -> None:
    found, marginal = surgical["leave_one_unit_out"].to_dataset(), log_marginal(HOSPITALS)
    exact = marginal[0] - marginal[1:]
    np.testing.assert_allclose(found["elpd"], exact, atol=0.1)
    assert (found["pareto_k"].to_numpy() > 0.5).tolist() == found["refitted"].to_numpy().tolist()


def test_refits_replace_what_loo_has_of_unreliable_weights(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(leave_unit_out, "MAX_PARETO_K", -np.inf)
    monkeypatch.setattr(leave_unit_out, "REFIT_BUDGET", 1e12)
    fit = hospitals(HOSPITALS)
    tree = read_again(fit, tmp_path / "posterior.nc")
    left = tree["leave_one_unit_out"].to_dataset()
    assert bool(left["refitted"].all())
    by_checks = leave_units_out(fit)["log_density"].to_numpy()
    np.testing.assert_allclose(left["elpd"], by_checks + log_coefficients(fit.analysis.population))
    marginal = log_marginal(HOSPITALS)
    np.testing.assert_allclose(left["elpd"], marginal[0] - marginal[1:], atol=0.1)


def test_the_binomial_coefficient_by_gamma_functions() -> None:
    fit = wards()
    people, events = (getattr(fit.analysis.population, name) for name in ("people", "unit_events"))
    expected = gammaln(people + 1) - gammaln(events + 1) - gammaln(people - events + 1)
    np.testing.assert_allclose(log_coefficients(fit.analysis.population), expected, rtol=1e-10)


def test_the_same_draws_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.nc", "two.nc"):
        save_posterior(with_arviz_groups(Fit(wards().analysis, wards().posterior)), tmp_path / name)
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "two.nc").read_bytes()
    again = load_posterior(tmp_path / "one.nc")
    save_posterior(with_arviz_groups(Fit(wards().analysis, again)), tmp_path / "three.nc")
    assert (tmp_path / "three.nc").read_bytes() == (tmp_path / "one.nc").read_bytes()


def test_a_tree_without_a_prior_has_no_prior_predictive() -> None:
    less = wards().posterior.drop_nodes("prior")
    assert "prior_predictive" not in with_arviz_groups(Fit(wards().analysis, less)).children
    assert json.dumps(less.attrs) == json.dumps(dict(wards().posterior.attrs))


@pytest.mark.filterwarnings(UNRELIABLE)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")  # two models that are one
def test_the_page_on_the_file_runs_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "posterior.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    read_again(wards(), tmp_path / "posterior.nc")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile("\n".join(blocks), "posterior.md", "exec"), names)  # noqa: S102 - our own page
    assert list(names["sensitivity"].index) == ["intercept", "unit_sd"]
    assert names["elpd"].sizes == {"unit": 7}
    for group in names["posterior"].children:
        assert f"`/{group}`" in page
