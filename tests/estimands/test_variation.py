"""Measures of variation against distributions, people counted one by one, and sums by hand."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from scipy.optimize import approx_fprime

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.variation import (
    median_odds_ratio,
    observed_rates,
    sampling_variances,
    summarise_variation,
    variance_partition_coefficient,
    variation_draws,
)
from bayes_bench.fitted import Fit
from bayes_bench.posterior.group_effects.normal import NormalEffects
from tests.builders.fits import fit_of, model_of_sections


def a_model(*covariates, interval=0.95):
    return model_of_sections(
        title="Test",
        data={"unit": "hospital", "outcome": "died", "better": "lower"},
        covariates=covariates,
        benchmark={"interval": interval},
    )


def cells_of(unit_index, events, trials, ranked=None, **covariates):
    units = [chr(ord("A") + j) for j in range(max(unit_index) + 1)]
    return xr.Dataset(
        {"events": ("cell", events), "trials": ("cell", trials)},
        coords={
            "unit": units,
            "name": ("unit", units),
            "ranked": ("unit", ranked or [True] * len(units)),
            "unit_index": ("cell", unit_index),
        }
        | {f"covariate_{name}": ("cell", v, {"kind": "linear"}) for name, v in covariates.items()},
        attrs={"merged_units": [], "dropped": "{}"},
    )


def posterior_of(cells, intercept, unit_sd, unit_effect, coefficient=None):
    sample = ("chain", "draw")
    draws = xr.Dataset(
        {
            "intercept": (sample, intercept),
            "unit_sd": (sample, unit_sd),
            "unit_effect": ((*sample, "unit"), unit_effect),
        },
        coords={"unit": cells["unit"].values},
    )
    if coefficient is not None:
        draws["coefficient"] = ((*sample, "term"), coefficient)
        draws = draws.assign_coords(term=["age"])
    return xr.DataTree.from_dict({"posterior": draws})


@pytest.fixture
def three_hospitals():
    """Seven cells of three hospitals with ages, and four draws of a posterior for them."""
    cells = cells_of(
        [0, 0, 0, 1, 1, 2, 2],
        [1, 2, 0, 3, 4, 0, 1],
        [3, 2, 4, 5, 7, 1, 2],
        age=[20.0, 30, 40, 25, 35, 60, 30],
    )
    rng = np.random.default_rng(7)
    posterior = posterior_of(
        cells,
        rng.normal(size=(2, 2)),
        np.array([[0.1, 0.2], [0.3, 0.4]]),
        rng.normal(size=(2, 2, 3)),
        rng.normal(size=(2, 2, 1)),
    )
    return cells, a_model({"name": "age", "kind": "linear"}), posterior


@pytest.mark.parametrize("unit_sd", [0.0, 0.1, 0.25, 1.0, 2.0])
def test_the_median_odds_ratio_is_the_median_over_pairs_of_units(unit_sd):
    # The difference of two unit effects is normal with twice the variance, its size half-normal.
    median = np.exp(stats.halfnorm(scale=1).median() * unit_sd * 2**0.5)
    assert float(median_odds_ratio(xr.DataArray(unit_sd), NormalEffects())) == pytest.approx(
        median, rel=1e-12
    )


def test_the_median_odds_ratio_in_a_million_simulated_pairs():
    effects = np.random.default_rng(1).normal(0, 0.4, size=(2, 1_000_000))
    simulated = np.median(np.exp(np.abs(effects[0] - effects[1])))
    # The simulated median's standard error is some .0007.
    assert float(median_odds_ratio(xr.DataArray(0.4), NormalEffects())) == pytest.approx(
        simulated, abs=0.003
    )


@pytest.mark.parametrize("unit_sd", [0.0, 0.25, 1.0])
def test_the_variance_share_is_against_a_standard_logistic(unit_sd):
    noise = float(stats.logistic.var())
    vpc = float(variance_partition_coefficient(xr.DataArray(unit_sd)))
    assert vpc / (1 - vpc) * noise == pytest.approx(unit_sd**2)


def test_the_sampling_variance_is_the_inverse_curvature_of_a_units_likelihood(three_hospitals):
    cells, model, posterior = three_hospitals
    fit = Fit(Analysis(model, cells), posterior)
    parameters, found = fit.parameters, sampling_variances(fit)
    ages = cells["covariate_age"].values.repeat(cells["trials"])
    scaled = (ages - ages.mean()) / ages.std()
    unit = cells["unit_index"].values.repeat(cells["trials"])
    for draw in range(4):
        for j in range(3):
            fixed = parameters.intercept[draw] + parameters.coefficient[draw, 0] * scaled[unit == j]

            def score(effect, fixed=fixed):
                return stats.logistic.cdf(fixed + effect[0]).sum()

            curvature = approx_fprime([parameters.unit_effect[draw, j]], score, 1e-6)[0]
            assert found[draw, j] == pytest.approx(1 / curvature, rel=1e-4)


def even_hospitals(ranked=None):
    """Hospitals of 100, 100, 400 and 25 people, all with probability 1/2."""
    cells = cells_of([0, 1, 2, 3], [50, 50, 50, 12], [100, 100, 400, 25], ranked)
    sd = np.array([[0.2, 0.0], [0.4, 1e-9]])
    return cells, posterior_of(cells, np.zeros((2, 2)), sd, np.zeros((2, 2, 4)))


def test_rankability_by_hand():
    # p(1 - p) = 1/4: sampling variances .04, .04, .01, .16, their median .04.
    cells, posterior = even_hospitals()
    found = variation_draws(fit_of(posterior, cells, a_model()))["rankability"]
    np.testing.assert_allclose(found, [[0.5, 0.0], [0.8, 0.0]], atol=1e-15)
    assert found.dims == ("chain", "draw")


def test_rankability_is_about_the_ranked_units():
    # Without the two of 100 people the median is that of .01 and .16.
    cells, posterior = even_hospitals([False, False, True, True])
    found = variation_draws(fit_of(posterior, cells, a_model()))["rankability"]
    assert float(found[0, 0]) == pytest.approx(0.04 / (0.04 + 0.085))


def test_people_and_counts_of_the_same_people_agree(three_hospitals):
    cells, model, posterior = three_hospitals
    order = np.arange(7).repeat(cells["trials"])
    people = cells.isel(cell=order)
    people["trials"] = xr.ones_like(people["trials"])
    counted = variation_draws(fit_of(posterior, cells, model))
    xr.testing.assert_allclose(
        variation_draws(fit_of(posterior, people, model)), counted, rtol=1e-12
    )


def test_every_draw_keeps_its_place(three_hospitals):
    cells, model, posterior = three_hospitals
    found = variation_draws(fit_of(posterior, cells, model))
    alone = posterior.isel(chain=[1], draw=[0])
    xr.testing.assert_allclose(
        variation_draws(fit_of(alone, cells, model)), found.isel(chain=[1], draw=[0]), rtol=1e-12
    )
    np.testing.assert_array_equal(found["unit_sd"], [[0.1, 0.2], [0.3, 0.4]])


def test_certain_outcomes_leave_nothing_to_rank():
    cells, posterior = even_hospitals()
    posterior["posterior"]["intercept"][:] = 800.0
    found = variation_draws(fit_of(posterior, cells, a_model()))["rankability"]
    np.testing.assert_allclose(found, 0.0, atol=1e-100)  # odds end at e^300: p (1 - p) is 5e-131


def test_the_two_national_means_by_hand():
    cells = cells_of([0, 0, 1, 2], [1, 2, 1, 0], [5, 5, 2, 8], [True, True, False])
    rates = observed_rates(cells)
    assert rates["observed_share_persons"] == pytest.approx(4 / 20)
    assert rates["observed_share_units"] == pytest.approx((0.3 + 0.5) / 2)


def test_the_table_has_means_and_linear_quantiles(three_hospitals):
    cells, model, posterior = three_hospitals
    table = summarise_variation(fit_of(posterior, cells, model)).set_index("quantity")
    assert list(table.columns) == ["value", "lower", "upper"]
    assert list(table.index) == [
        "unit_sd",
        "median_odds_ratio",
        "variance_share",
        "rankability",
        "observed_share_persons",
        "observed_share_units",
    ]
    # Of .1, .2, .3, .4 the point 2.5 % of the way from first to last is .1 + .3 x .025.
    np.testing.assert_allclose(table.loc["unit_sd"], [0.25, 0.1075, 0.3925])
    assert table.loc["observed_share_persons", ["lower", "upper"]].isna().all()


def test_the_interval_is_the_models(three_hospitals):
    cells, _, posterior = three_hospitals
    model = a_model({"name": "age", "kind": "linear"}, interval=0.5)
    table = summarise_variation(fit_of(posterior, cells, model)).set_index("quantity")
    np.testing.assert_allclose(table.loc["unit_sd"], [0.25, 0.175, 0.325])


def test_a_posterior_of_other_units_is_refused(three_hospitals):
    cells, model, posterior = three_hospitals
    renamed = cells.assign_coords(unit=["A", "B", "X"])
    with pytest.raises(InputError, match="units"):
        variation_draws(fit_of(posterior, renamed, model))


def test_variances_of_all_levels_are_shared(grouped_fit: Fit) -> None:
    """With the person's, pi^2 / 3, they make the whole in every draw."""
    found = variation_draws(grouped_fit)
    draws = grouped_fit.posterior["posterior"].to_dataset()
    sds = [draws[f"{name}_sd"] for name in ("unit", "region", "diagnosis")]
    total = sum(sd**2 for sd in sds) + np.pi**2 / 3
    shares = ["variance_share", "region_variance_share", "diagnosis_variance_share"]
    for share, sd in zip(shares, sds, strict=True):
        np.testing.assert_allclose(found[share], (sd**2 / total).transpose("chain", "draw"))
    # the median of |w_1 - w_2|, normal with twice the variance, from many pairs
    pairs = np.abs(np.diff(np.random.default_rng(1).standard_normal((400_000, 2)), axis=1))
    ratio = np.exp(np.median(pairs) * draws["region_sd"].to_numpy())
    np.testing.assert_allclose(found["region_median_odds_ratio"], ratio, rtol=0.02)
