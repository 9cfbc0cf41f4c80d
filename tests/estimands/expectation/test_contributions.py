from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from scipy.integrate import quad, quad_vec
from scipy.optimize import brentq
from scipy.special import expit

from bayes_bench import fitted, parameters
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import InputError
from bayes_bench.estimands.expectation.contributions import (
    _secant_slopes,
    expectation_contributions,
)
from bayes_bench.estimands.expectation.summaries import covariate_contributions
from bayes_bench.estimands.indicators import benchmark

# Secant slopes are interpolated with an error under 1e-10 a logit, and the people of these tests
# are a few logits from the average; expected rates of the benchmark err by 1e-9 at most.
MESH = 1e-9
MESH_PP = 100 * MESH
ROUNDING_PP = 1e-11
REFERENCES = [(name, "units") for name in ("national", "typical", "population", "average_unit")]
REFERENCES += [("average_unit", "persons")]


def contributions_of(problem) -> xr.Dataset:
    return expectation_contributions(problem.posterior, problem.cells, problem.model)


def slopes_of(problem) -> NDArray[np.float64]:
    return problem.posterior["posterior"]["coefficient"].values.reshape(
        -1, len(problem.design.terms)
    )


def people_of(problem) -> NDArray[np.int64]:
    return problem.cells["trials"].groupby(problem.cells["unit_index"]).sum().values


def mixture(problem, draw: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shifts of the logit and their weights, one draw's reference as the long way has it."""
    settings, effects = problem.model.benchmark, problem.effects[draw]
    if settings.reference == "typical":
        return np.zeros(1), np.ones(1)
    if settings.reference == "average_unit":
        raw = people_of(problem) if settings.average_weights == "persons" else np.ones(effects.size)
        return effects, raw / raw.sum()
    if settings.reference == "population":
        nodes, weights = np.polynomial.hermite_e.hermegauss(100)
        return problem.sds[draw] * nodes, weights / weights.sum()
    target = problem.own_share()[draw] @ people_of(problem) / people_of(problem).sum()

    def excess(shift: float) -> float:
        return problem.mean_over_all(expit(problem.logits[[draw]] + shift))[0] - target

    return np.array([brentq(excess, -5, 5, xtol=1e-14)]), np.ones(1)


def gradient(problem, draw: int, logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Derivative of the expected rate by the logit, at each logit."""
    shifts, weights = mixture(problem, draw)
    probability = expit(logits[:, None] + shifts)
    return (probability * (1 - probability)) @ weights


def along_the_line(problem, draw: int) -> NDArray[np.float64]:
    """The line integral of the gradient, everybody's, by unit less the country; (unit, term)."""
    intercept = problem.posterior["posterior"]["intercept"].values.ravel()[draw]
    rise = problem.logits[draw] - intercept

    def along(t: float) -> Any:
        return gradient(problem, draw, intercept + t * rise)

    integral, _ = quad_vec(along, 0, 1, epsabs=1e-13)
    columns = problem.design.matrix.toarray() - problem.design.center
    parts = (columns * slopes_of(problem)[draw] * integral[:, None]).T  # (term, cell)
    return 100 * (problem.mean_by_unit(parts) - problem.mean_over_all(parts)[:, None]).T


@pytest.mark.parametrize(("reference", "weighting"), REFERENCES)
def test_contributions_are_the_gradient_along_the_line(make_problem, reference, weighting) -> None:
    problem = make_problem(reference=reference, average_weights=weighting)
    found = contributions_of(problem)["contribution"]
    assert found.dims == ("draw", "unit", "term")
    for draw in range(0, 8, 3):
        assert found.values[draw] == pytest.approx(along_the_line(problem, draw), abs=MESH_PP)


@pytest.mark.parametrize(("reference", "weighting"), REFERENCES)
def test_they_add_up_to_what_the_benchmark_expects(make_problem, reference, weighting) -> None:
    problem = make_problem(reference=reference, average_weights=weighting)
    found = contributions_of(problem)
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    expected = bench["expected"].values.reshape(-1, 5)
    country = expected @ people_of(problem) / people_of(problem).sum()
    assert found["expected"].values == pytest.approx(expected, abs=MESH)
    assert found["expected_country"].values == pytest.approx(country, abs=MESH)
    total = found["contribution"].sum("term")
    inside = 100 * (found["expected"] - found["expected_country"])
    assert total.values == pytest.approx(inside.values, abs=ROUNDING_PP)
    assert total.values == pytest.approx(100 * (expected - country[:, None]), abs=MESH_PP)


def test_the_gradient_at_the_person_does_not_add_up(make_problem) -> None:
    """The negative control: the end of the line is not the line."""
    problem = make_problem(reference="typical")
    found = contributions_of(problem)
    columns = problem.design.matrix.toarray() - problem.design.center
    steep = gradient(problem, 0, problem.logits[0])
    parts = (columns * slopes_of(problem)[0] * steep[:, None]).T
    naive = 100 * (problem.mean_by_unit(parts) - problem.mean_over_all(parts)[:, None]).sum(axis=0)
    assert np.abs(naive - found["contribution"].sum("term").values[0]).max() > 0.1


def test_a_unit_with_the_countrys_people_owes_nothing_to_them(make_problem) -> None:
    """Two units, and a third that is both: it has the country's mix, term by term."""
    problem = make_problem(sizes=(9, 14, 23), chains=(2, 2))
    both = np.flatnonzero(problem.cells["unit_index"].values < 2)
    cells = problem.cells.isel(cell=np.r_[both, both])
    cells["unit_index"] = ("cell", np.repeat([0, 1, 2], [9, 14, 23]))
    contribution = expectation_contributions(problem.posterior, cells, problem.model)[
        "contribution"
    ]
    assert contribution.values[:, 2] == pytest.approx(0, abs=ROUNDING_PP)
    assert np.abs(contribution.values[:, :2]).min() > 1e-3


def test_a_term_without_effect_contributes_nothing(make_problem) -> None:
    problem = make_problem()
    posterior = problem.posterior.copy(deep=True)
    posterior["posterior"]["coefficient"].loc[{"term": "sex[m]"}] = 0.0
    contribution = contributions_of(replace(problem, posterior=posterior))["contribution"]
    assert (contribution.sel(term="sex[m]") == 0).all()
    assert (abs(contribution.drop_sel(term="sex[m]")).max(("draw", "unit")) > 0.1).all()


def test_without_covariates_nothing_is_to_be_explained(make_problem) -> None:
    for reference, weighting in REFERENCES:
        problem = make_problem(bare=True, reference=reference, average_weights=weighting)
        found = contributions_of(problem)
        assert found["contribution"].shape == (8, 5, 0)
        country = found["expected_country"].values[:, None]
        # one node, and people who lie on it
        assert found["expected"].values == pytest.approx(np.tile(country, 5), abs=1e-14)
        bench = benchmark(problem.posterior, problem.cells, problem.model)
        own = bench["expected"].values.reshape(-1, 5)
        # the benchmark's series is cut where less than 3e-10 is left
        assert found["expected"].values == pytest.approx(own, abs=1e-11)


def with_reference(problem, name: str, level: str) -> tuple[xr.DataTree, xr.Dataset]:
    """The same posterior of log odds, told against another reference level."""
    cells = problem.cells.copy()
    cells[f"covariate_{name}"].attrs = cells[f"covariate_{name}"].attrs | {"reference": level}
    draws = problem.posterior["posterior"].to_dataset()
    terms = [term.label for term in design_matrix(cells, problem.model).terms]
    own = draws["coefficient"].reindex(term=terms, fill_value=0.0)
    is_own = xr.DataArray([term.startswith(f"{name}[") for term in terms], dims="term")
    shifted = own - draws["coefficient"].sel(term=f"{name}[{level}]", drop=True) * is_own
    without = draws.drop_vars(["coefficient", "term"])
    return xr.DataTree.from_dict({"/posterior": without.assign(coefficient=shifted)}), cells


def test_the_reference_level_changes_no_covariates_contribution(make_problem) -> None:
    problem = make_problem()
    found = contributions_of(problem)
    other = expectation_contributions(*with_reference(problem, "joint", "knee"), problem.model)
    sums, others = covariate_contributions(found), covariate_contributions(other)
    assert others.values == pytest.approx(sums.values, abs=MESH_PP)
    hip = (made["contribution"].sel(term="joint[hip]") for made in (found, other))
    assert np.abs(np.subtract(*hip)).max() > 1  # the negative control: a single term's does change


def test_a_far_origin_of_a_measurement_loses_no_digits(make_problem) -> None:
    problem = make_problem()
    cells = problem.cells.copy(deep=True)
    cells["covariate_age"] = cells["covariate_age"] + 2.0**24
    moved = contributions_of(replace(problem, cells=cells))
    # ages have a digit that is no binary fraction: 2^24 leaves nine digits of them
    assert moved["contribution"].values == pytest.approx(
        contributions_of(problem)["contribution"].values, abs=1e-6
    )
    total = 100 * (moved["expected"] - moved["expected_country"])
    assert moved["contribution"].sum("term").values == pytest.approx(total.values, abs=ROUNDING_PP)


@pytest.mark.parametrize("gap", [0.0, 1e-12, -1e-9, 1e-4, 0.3, -2.0, 30.0])
def test_secant_slopes_are_mean_derivatives(gap) -> None:
    base, shifts, weights = np.array([-1.1]), np.array([[-0.4, 0.7]]), np.array([[0.25, 0.75]])
    mean, _ = quad(
        lambda t: np.sum(
            weights * expit(base + t * gap + shifts) * expit(-base - t * gap - shifts)
        ),
        0,
        1,
        epsabs=1e-14,
        epsrel=1e-14,
        points=[0.1],
    )
    slope = _secant_slopes(base[:, None] + gap, base, shifts, weights)[0, 0]
    assert slope == pytest.approx(mean, rel=1e-12)  # rounding, and base + gap has 16 digits


def test_secant_slopes_of_certainties_are_finite() -> None:
    nodes = np.array([[-900.0, -40.0, 0.0, 40.0, 900.0]])
    for base in (-900.0, 0.0, 900.0):
        slopes = _secant_slopes(nodes, np.array([base]), np.zeros((1, 1)), np.ones((1, 1)))
        rises = slopes * (nodes - base)
        assert rises == pytest.approx(expit(nodes) - expit(base), abs=1e-15)


def test_evenly_spaced_draws_are_used_where_there_are_many(make_problem, monkeypatch) -> None:
    problem = make_problem()
    posterior, cells = problem.posterior.copy(deep=True), problem.cells.copy(deep=True)
    whole = contributions_of(problem)
    monkeypatch.setattr(fitted, "MAX_THINNED", 3)
    monkeypatch.setattr(fitted, "MIN_THINNED", 1)
    some = contributions_of(problem)
    assert problem.cells.identical(cells)  # nothing given is changed
    assert problem.posterior.identical(posterior)
    assert some["draw"].values.tolist() == [0, 3, 6]
    # a block of other draws has another mesh
    xr.testing.assert_allclose(some, whole.sel(draw=[0, 3, 6]), rtol=0, atol=MESH_PP)


def test_units_and_terms_have_their_names(make_problem) -> None:
    found = contributions_of(make_problem())
    assert found["unit"].values.tolist() == ["101", "102", "103", "104", "other"]
    assert found["ranked"].values.tolist() == [True] * 4 + [False]
    owners = dict(
        zip(found["term"].values.tolist(), found["covariate"].values.tolist(), strict=True)
    )
    assert owners["joint[hip]"] == "joint"
    assert owners["bmi[3]"] == "bmi"
    assert found["contribution"].attrs["units"] == "percentage points"


def test_the_number_of_threads_changes_no_bit(make_problem, monkeypatch) -> None:
    problem = make_problem(chains=(2, 20))
    monkeypatch.setattr(parameters, "_BLOCK", 4096)  # several blocks
    tables = []
    for threads in (1, 5):
        monkeypatch.setattr("bayes_bench.numerics.parallel.cpu_count", lambda count=threads: count)
        tables.append(contributions_of(problem))
    assert tables[0].identical(tables[1])


def test_another_models_posterior_is_refused(make_problem) -> None:
    problem, bare = make_problem(), make_problem(bare=True)
    with pytest.raises(InputError, match="terms"):
        expectation_contributions(bare.posterior, problem.cells, problem.model)
