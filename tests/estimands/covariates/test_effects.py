import numpy as np
import pytest
import xarray as xr
from scipy.special import expit, logit

from bayes_bench.estimands.covariates.effects import (
    covariate_odds,
    standardised_effects,
    summarise_effects,
)
from bayes_bench.fitted import Fit
from tests.builders.fits import fit_of

HEADER = (  # copied from the description of effects.csv
    "term, level, log_odds, log_odds_lower, log_odds_upper, odds_ratio, odds_ratio_lower, "
    "odds_ratio_upper, effect_pp, effect_pp_lower, effect_pp_upper"
)
# Percentage points: interpolated twice with an error under 2e-10 each, two means, times 100.
MESH_PP = 1e-7


def all_of(fit: Fit) -> xr.Dataset:
    """Odds and standardised effects; a problem has too few draws to thin."""
    return covariate_odds(fit).merge(standardised_effects(fit), compat="equals")


def effects_of(problem) -> xr.Dataset:
    return all_of(problem.fit)


def everyone(problem) -> np.ndarray:
    return problem.logits + problem.effects[:, problem.cells["unit_index"].values]


def coefficient(problem, label: str) -> np.ndarray:
    return problem.posterior["posterior"]["coefficient"].sel(term=label).values.ravel()[:, None]


def row(effects: xr.Dataset, measure: str, term: str, level: str) -> np.ndarray:
    chosen = (effects["term"].values == term) & (effects["level"].values == level)
    return effects[measure].values[..., chosen].ravel()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_level_against_the_reference_for_everybody(make_problem, seed) -> None:
    problem = make_problem(seed)
    effects = effects_of(problem)
    codes = problem.cells["covariate_joint"].values
    hip, knee = coefficient(problem, "joint[hip]"), coefficient(problem, "joint[knee]")
    hand = everyone(problem) - np.where(codes == 1, hip, 0) - np.where(codes == 2, knee, 0)
    for level, slope in (("hip", hip), ("knee", knee)):
        direct = 100 * problem.mean_over_all(expit(hand + slope) - expit(hand))
        assert row(effects, "effect_pp", "joint", level) == pytest.approx(direct, abs=MESH_PP)


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_with_each_level(make_problem, seed) -> None:
    problem = make_problem(seed)
    effects = effects_of(problem)
    codes = problem.cells["covariate_joint"].values
    slopes = {
        "hand": np.zeros((1, 1)),
        "hip": coefficient(problem, "joint[hip]"),
        "knee": coefficient(problem, "joint[knee]"),
    }
    assert list(problem.cells["covariate_joint"].attrs["levels"]) == list(slopes)
    own = np.stack([np.broadcast_to(s, everyone(problem)[:, :1].shape) for s in slopes.values()])
    alike = everyone(problem) - own[codes, :, 0].T
    for level, slope in slopes.items():
        chosen = (effects["category_term"] == "joint") & (effects["category_level"] == level)
        rate = effects["adjusted_share"].isel(category=chosen).values.ravel()
        direct = problem.mean_over_all(expit(alike + slope))
        assert rate == pytest.approx(direct, abs=1e-9)
        assert rate != pytest.approx(problem.mean_over_all(expit(everyone(problem))), abs=1e-9)


def test_a_step_of_a_linear_covariate_for_everybody(make_problem) -> None:
    problem = make_problem()
    effects = effects_of(problem)
    ages = np.repeat(problem.cells["covariate_age"].values, problem.cells["trials"].values)
    now, slope = everyone(problem), coefficient(problem, "age")
    for level, step in (("per unit", slope / ages.std()), ("per sd", slope)):
        direct = 100 * problem.mean_over_all(expit(now + step) - expit(now))
        assert row(effects, "effect_pp", "age", level) == pytest.approx(direct, abs=MESH_PP)
        assert row(effects, "log_odds", "age", level) == pytest.approx(step.ravel())


def test_odds_ratios_are_those_of_the_log_odds(make_problem) -> None:
    effects = effects_of(make_problem())
    assert np.log(effects["odds_ratio"].values) == pytest.approx(effects["log_odds"].values)


def test_people_who_are_alike_have_an_effect_by_hand(make_problem) -> None:
    """10 % with the reference and 20 % with the level are 10 points, whoever has which."""
    problem = make_problem(sizes=(6, 6))
    draws = problem.posterior["posterior"].to_dataset()
    draws["coefficient"][:] = 0.0
    draws["unit_effect"][:] = 0.0
    rise = logit(0.2) - logit(0.1)
    draws["coefficient"].loc[{"term": "sex[m]"}] = rise
    place = [term.label for term in problem.design.terms].index("sex[m]")
    draws["intercept"][:] = logit(0.1) + rise * problem.design.center[place]
    posterior = xr.DataTree.from_dict({"posterior": draws})
    effects = all_of(fit_of(posterior, problem.cells, problem.model))
    assert row(effects, "effect_pp", "sex", "m") == pytest.approx(10, abs=MESH_PP)


def test_the_table_has_the_columns_and_rows_of_the_file(make_problem) -> None:
    problem = make_problem()
    table = summarise_effects(problem.fit)
    assert ", ".join(table.columns) == HEADER
    assert list(zip(table["term"], table["level"], strict=True)) == [
        ("joint", "hip"),
        ("joint", "knee"),
        ("sex", "m"),
        ("age", "per unit"),
        ("age", "per sd"),
    ]


def test_bounds_of_odds_ratios_are_those_of_log_odds(make_problem) -> None:
    problem = make_problem(chains=(2, 201), interval=0.5)  # quantiles fall almost on draws
    table = summarise_effects(problem.fit)
    for bound in ("lower", "upper"):
        ratio = np.exp(table[f"log_odds_{bound}"])
        # linear quantiles of 402 draws: between neighbours exp bends by the square of their gap
        assert table[f"odds_ratio_{bound}"].to_numpy() == pytest.approx(ratio.to_numpy(), rel=1e-3)
    assert (table["odds_ratio"] > np.exp(table["log_odds"])).all()


def test_no_covariates_no_rows(make_problem) -> None:
    problem = make_problem(bare=True)
    table = summarise_effects(problem.fit)
    assert table.empty
    assert ", ".join(table.columns) == HEADER
