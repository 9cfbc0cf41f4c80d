"""Every estimand by its name, from a posterior alone."""

import numpy as np
import pytest
import xarray as xr
from scipy.special import expit

from bayes_bench.errors import InputError
from bayes_bench.estimands.catalogue import CATALOGUE, ESTIMANDS, estimand, every_estimand
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.fitted import Fit
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.registry import names_in
from tests.builders.fits import fit_of

MESH = 1e-7  # percentage points and ratios; see test_standardise


@pytest.fixture(scope="module")
def problem(make_problem):
    return make_problem()


@pytest.fixture(scope="module")
def tree(problem) -> xr.DataTree:
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    whole = problem.posterior.copy()
    whole["benchmark"] = xr.DataTree(bench)
    return whole


@pytest.fixture(scope="module")
def whole(problem, tree) -> Fit:
    """The same as a fit, whose benchmark is the one in the tree."""
    return fit_of(tree, problem.cells, problem.model)


def flat(draws: xr.DataArray) -> np.ndarray:
    return draws.transpose("chain", "draw", "unit").to_numpy().reshape(-1, draws.sizes["unit"])


def test_a_saved_posterior_has_them_all(problem, tree, tmp_path) -> None:
    save_posterior(tree, tmp_path / "posterior.nc")
    saved = load_posterior(tmp_path / "posterior.nc")
    again = fit_of(saved, problem.cells, problem.model)
    for (name, reference), draws in every_estimand(again).items():
        assert draws.equals(estimand(tree, name, reference or None)), (name, reference)


def test_each_is_made_anew_and_may_be_of_fewer_draws(whole) -> None:
    found = every_estimand(whole)
    assert len(found) == len(set(found)) == len(dict(found))
    few = found.thinned(3)
    assert few.keys() == found.keys()
    for named, draws in found.items():
        assert draws.isel(draw=slice(None, None, 3)).identical(few[named])
    with pytest.raises(KeyError):
        found["indicator", ""]


def test_each_says_what_it_is_and_in_which_unit(whole) -> None:
    found = every_estimand(whole)
    assert {name for name, _ in found} == set(CATALOGUE)
    for (name, reference), draws in found.items():
        assert draws.name == name
        assert draws.attrs["reference"] == reference
        assert all(draws.attrs[key] for key in ("units", "long_name", "formula"))
        assert set(draws.dims) == {"chain", "draw", "unit"}
        assert draws["ranked"].values.tolist() == [True] * 4 + [False]
        assert draws["name"].values[0] == "Town 101"


def test_all_of_them_person_by_person(problem, tree) -> None:
    """Typical and average unit, worked out the long way from the logits of the cells."""
    own, typical = problem.own_share(), problem.mean_by_unit(expit(problem.logits))
    everybody = [
        problem.mean_over_all(expit(problem.logits + problem.effects[:, [j]])) for j in range(5)
    ]
    direct = np.stack(everybody, axis=1)
    each = [problem.mean_by_unit(expit(problem.logits + problem.effects[:, [k]])) for k in range(5)]
    average = np.mean(each, axis=0)
    unit_of = problem.cells["unit_index"].values
    events, people = (
        np.bincount(unit_of, problem.cells[name].values) for name in ("events", "trials")
    )
    observed = events / people
    expected = {
        ("indicator", "typical"): 100 * (own - typical),
        ("indicator", "average_unit"): 100 * (own - average),
        ("persons", "typical"): people * (own - typical),
        ("observed_gap", "typical"): 100 * (observed - typical),
        ("ratio_pe", "typical"): own / typical,
        ("ratio_oe", "average_unit"): observed / average,
        ("indirect_rate", "typical"): events.sum() / people.sum() * own / typical,
        ("direct_rate", ""): direct,
        ("direct_gap", ""): 100 * (direct - (direct @ people / people.sum())[:, None]),
        ("odds_ratio", ""): np.exp(problem.effects - problem.effects.mean(1, keepdims=True)),
        ("predicted", ""): own,
    }
    for (name, reference), values in expected.items():
        draws = estimand(tree, name, reference or None)
        np.testing.assert_allclose(flat(draws), values, atol=MESH, err_msg=name)


def test_the_models_reference_is_the_default_and_the_indirect_rates_is_typical(tree) -> None:
    assert estimand(tree, "indicator").attrs["reference"] == "national"
    assert estimand(tree, "indirect_rate").attrs["reference"] == "typical"
    assert estimand(tree, "direct_rate").attrs["reference"] == ""


def test_no_two_estimands_have_the_same_draws(whole) -> None:
    found = list(every_estimand(whole).values())
    for place, one in enumerate(found):
        assert not any(np.allclose(flat(one), flat(other)) for other in found[:place])


@pytest.mark.parametrize(
    ("name", "reference", "message"),
    [
        ("indicater", None, 'did you mean "indicator".*direct_gap, direct_rate'),
        ("indicator", "regional", "'regional'.*average_unit, national, population, typical"),
        ("direct_rate", "national", "direct_rate has no reference"),
        ("indirect_rate", "national", "'typical': leave the reference out"),
    ],
)
def test_what_there_is_not_is_refused(tree, name, reference, message) -> None:
    with pytest.raises(InputError, match=message):
        estimand(tree, name, reference)


def test_a_posterior_without_a_benchmark_is_refused(problem) -> None:
    with pytest.raises(InputError, match="no /benchmark"):
        estimand(problem.posterior, "indicator")


def test_an_older_file_holds_its_own_reference_only(tree) -> None:
    older = tree.copy()
    older["benchmark"] = xr.DataTree(tree["benchmark"].to_dataset().drop_dims("reference"))
    assert estimand(older, "indicator").equals(estimand(tree, "indicator"))
    with pytest.raises(InputError, match="earlier version"):
        estimand(older, "indicator", "typical")


def test_every_estimand_is_a_file_of_its_name() -> None:
    assert set(names_in("bayes_bench.estimands.of_units")) == set(CATALOGUE)


def test_each_is_measured_in_what_its_file_says(tree) -> None:
    for name, kind in CATALOGUE.items():
        assert kind.long_name
        assert kind.formula
        for reference in kind.named_references:
            draws = estimand(tree, name, reference or None)
            assert (kind.attrs | {"reference": reference}).items() <= draws.attrs.items()
            assert draws.attrs["draws_of"]
            assert kind.bounds[0] <= draws.min() <= draws.max() <= kind.bounds[1]


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("SMR", '"ratio_pe" (predicted over expected) or "ratio_oe"'),
        ("O/E", '"ratio_oe"'),
        ("odds ratio", '"odds_ratio"'),
        ("Odds-Ratio", '"odds_ratio"'),
        ("excess deaths", '"persons"'),
    ],
)
def test_another_name_is_answered_with_ours(name: str, ours: str) -> None:
    with pytest.raises(InputError) as caught:
        estimand(xr.DataTree(), name)
    assert f"; here it is called {ours}" in str(caught.value)


def test_no_synonym_is_a_name_and_each_is_spelt_as_it_is_looked_up() -> None:
    for one in ESTIMANDS:
        for synonym in one.synonyms:
            assert synonym not in CATALOGUE or CATALOGUE[synonym] is one
            assert synonym == " ".join(synonym.casefold().replace("_", " ").split())
