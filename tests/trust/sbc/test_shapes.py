"""The design of the data sets: balanced, and of sizes and priors that a model file can say."""

from collections import Counter

import pytest

from bayes_bench.trust.sbc.shapes import (
    COMMON_RATES,
    COVARIATES,
    RATES,
    UNIT_SD_PRIORS,
    UNITS,
    Shape,
    model_of,
    shape_of,
    small_shape_of,
)


def test_the_design_holds_every_combination_of_units_rates_priors_and_covariates() -> None:
    shapes = [shape_of(number) for number in range(840)]
    cases = {(s.units, s.rate, str(s.unit_sd), s.covariates) for s in shapes}
    assert len(cases) == len(UNITS) * len(RATES) * len(UNIT_SD_PRIORS) * len(COVARIATES)
    assert {s.reference for s in shapes} == {"national", "typical", "population", "average_unit"}


@pytest.mark.parametrize("number", range(8))
def test_sizes_go_from_one_person_to_the_largest(number: int) -> None:
    shape = shape_of(number)
    assert shape.sizes.size == shape.units
    assert (shape.sizes.min(), shape.sizes.max()) == (1, shape.largest)


def test_shapes_that_are_rare_have_large_units() -> None:
    assert all(shape_of(n).largest == 2000 for n in range(200) if shape_of(n).rate < 0.05)


@pytest.mark.parametrize("first", [0, 137])
def test_a_run_of_numbers_is_balanced_in_every_factor(first: int) -> None:
    shapes = [shape_of(number) for number in range(first, first + 280)]
    for factor in ("units", "rate", "unit_sd", "covariates", "better", "counted"):
        counts = Counter(str(getattr(shape, factor)) for shape in shapes)
        assert max(counts.values()) - min(counts.values()) <= 0.3 * 280 / len(counts), factor


def test_common_rates_have_every_size_of_unit() -> None:
    shapes = [shape_of(number) for number in range(840)]
    low, high = COMMON_RATES
    common = {shape.largest for shape in shapes if low <= shape.rate <= high}
    assert common == {25, 60, 150, 400, 1000, 2000}
    assert {shape.largest for shape in shapes if not low <= shape.rate <= high} == {2000}


def test_the_intercept_is_the_log_odds_of_the_rate() -> None:
    shape = shape_of(0)
    assert 1 / (1 + 2.718281828459045**-shape.intercept_mean) == pytest.approx(shape.rate)


@pytest.mark.parametrize("of", [shape_of, small_shape_of])
@pytest.mark.parametrize("number", range(0, 60, 7))
def test_the_model_has_the_priors_that_the_truth_is_drawn_from(of, number: int) -> None:
    shape: Shape = of(number)
    model = model_of(shape, 99)
    assert model.priors.intercept.mean == pytest.approx(shape.intercept_mean)
    assert (model.priors.intercept.sd, model.priors.coefficient.sd) == (0.5, 1.0)
    unit_sd = model.priors.unit_sd
    assert {name: getattr(unit_sd, name) for name in shape.unit_sd} == shape.unit_sd
    assert tuple(c.name for c in model.covariates) == shape.covariates
    assert (model.benchmark.reference, model.data.better) == (shape.reference, shape.better)
    assert (model.data.events is not None) == shape.counted
    assert model.disclosure.public
    assert model.sampling.random_seed == 99


def test_small_shapes_are_small_and_of_every_kind() -> None:
    shapes = [small_shape_of(number) for number in range(60)]
    assert max(shape.sizes.sum() for shape in shapes) < 5000
    assert {s.reference for s in shapes} == {"national", "typical", "population", "average_unit"}
    assert {s.covariates for s in shapes} == set(COVARIATES)
