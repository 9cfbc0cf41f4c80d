import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.design.splines import spline_basis
from bayes_bench.estimands.covariates.contrasts import POINTS
from bayes_bench.estimands.covariates.curves import spline_curves, spline_effects

MESH_PP = 1e-7  # see test_effects


def test_the_curve_moves_everybody_to_each_value(make_problem) -> None:
    problem = make_problem()
    effects = spline_effects(problem.fit, "bmi")
    slopes = problem.posterior["posterior"]["coefficient"].sel(term=["bmi[1]", "bmi[2]", "bmi[3]"])
    slopes = slopes.values.reshape(-1, 3)
    knots = problem.design.knots["bmi"]
    own = slopes @ spline_basis(problem.cells["covariate_bmi"].values, knots).T
    without = problem.logits + problem.effects[:, problem.cells["unit_index"].values] - own
    median = slopes @ spline_basis(np.array([effects.attrs["median"]]), knots).T
    for point in (0, 7, POINTS - 1):
        there = slopes @ spline_basis(effects["value"].values[[point]], knots).T
        rise = problem.mean_over_all(expit(without + there) - expit(without + median))
        assert effects["effect_pp"].values[..., point].ravel() == pytest.approx(
            100 * rise, abs=MESH_PP
        )
        log_odds = effects["log_odds"].values[..., point].ravel()
        assert log_odds == pytest.approx((there - median).ravel())


def test_values_run_between_the_first_and_last_percentiles_of_people(make_problem) -> None:
    problem = make_problem(sizes=(200, 300))
    effects = spline_effects(problem.fit, "bmi")
    people = np.repeat(problem.cells["covariate_bmi"].values, problem.cells["trials"].values)
    assert effects["value"].values[[0, -1]] == pytest.approx(np.quantile(people, [0.01, 0.99]))
    assert effects.attrs["median"] == pytest.approx(np.median(people))
    assert people.min() < effects["value"].values[0]  # no single person's value is an end


def test_the_table_has_a_row_per_value(make_problem) -> None:
    problem = make_problem()
    table = spline_curves(problem.fit)
    assert table["covariate"].tolist() == ["bmi"] * POINTS
    assert table["value"].is_monotonic_increasing
    nearest = (table["value"] - np.median(table["value"])).abs().argmin()
    assert (table["effect_pp_lower"] <= table["effect_pp_upper"]).all()
    assert table["log_odds_upper"].iloc[nearest] < table["log_odds_upper"].max()


def test_no_splines_no_rows_but_the_same_columns(make_problem) -> None:
    bare, problem = make_problem(bare=True), make_problem()
    empty = spline_curves(bare.fit)
    assert empty.empty
    full = spline_curves(problem.fit)
    assert empty.columns.tolist() == full.columns.tolist()
