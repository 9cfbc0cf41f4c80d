"""What is ranked: of draws in any order the same as of the truth, and each as it is called."""

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from bayes_bench.trust.sbc.data_sets import CalibrationSet, simulate_set
from bayes_bench.trust.sbc.quantities import ESTIMANDS, drawn_state, quantities, true_state
from bayes_bench.trust.sbc.shapes import small_shape_of

DRAWS = 4


def made(number: int) -> CalibrationSet:
    return simulate_set(small_shape_of(number), 1)


def shuffled_draws(one: CalibrationSet) -> xr.Dataset:
    """The truth as each of a few draws, units and terms in another order."""
    units, state = one.shape.units, true_state(one)
    figures = {name: ("unit", state[name][0]) for name in ("unit_effect", *ESTIMANDS)}
    terms = {"coefficient": ("term", state["coefficient"][0])} if one.patterns.labels else {}
    draw = xr.Dataset(
        {"intercept": state["intercept"][0], "unit_sd": state["unit_sd"][0], **terms, **figures},
        {"unit": [str(n + 1) for n in range(units)]},
    )
    if terms:
        draw = draw.assign_coords(term=[*one.patterns.labels])
        draw = draw.isel(term=np.arange(len(one.patterns.labels))[::-1])
    return draw.isel(unit=np.random.default_rng(2).permutation(units)).expand_dims(sample=DRAWS)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_draws_are_put_in_the_order_of_the_truth(number: int) -> None:
    one = made(number)
    among, truth = (
        quantities(one, state) for state in (drawn_state(one, shuffled_draws(one)), true_state(one))
    )
    assert among.keys() == truth.keys()
    for name, values in among.items():
        np.testing.assert_allclose(values, np.repeat(truth[name], DRAWS), rtol=1e-12)


def test_small_and_large_are_of_people() -> None:
    one = made(2)
    sizes, found = one.patterns.sizes, quantities(one, true_state(one))
    effect = one.truth.unit_effect[0]
    assert found["unit effect, large"][0] == effect[np.argmax(sizes)]
    assert found["unit effect, small"][0] in effect[sizes == sizes.min()]
    assert sizes.min() < sizes.max()


@pytest.mark.parametrize("better", ["lower", "higher"])
def test_the_best_units_have_what_is_better(better: str) -> None:
    shape = replace(small_shape_of(2), better=better)
    one = simulate_set(shape, 1)
    indicator = np.sort(true_state(one)["indicator"][0])
    half = shape.units // 2
    expected = indicator[:half].mean() if better == "lower" else -indicator[-half:].mean()
    found = quantities(one, true_state(one))["best units"][0]
    assert half <= 10
    assert found == pytest.approx(expected)


def test_of_a_covariate_the_last_term_is_ranked() -> None:
    one = next(found for found in map(made, range(20)) if len(found.patterns.labels) > 3)
    found = quantities(one, true_state(one))
    for name in one.shape.covariates:
        terms = [n for n, text in enumerate(one.patterns.labels) if text.split("[")[0] == name]
        assert found[f"coefficient, {name}"][0] == one.truth.coefficient[0, terms[-1]]
