import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.estimands.flags import decide, decision_variables, expected_false_flags
from bayes_bench.inputs.model.file import Model
from tests.builders.fits import model_of_sections


def model_of(better: str = "lower", **benchmark: float) -> Model:
    data = {"unit": "municipality", "outcome": "on_benefit", "better": better}
    return model_of_sections(title="Test", data=data, benchmark=benchmark)


def indicators(*fractions: dict[float, float]) -> xr.DataArray:
    """One unit per argument: percentage points and how many of 4,000 draws hold them."""
    rng = np.random.default_rng(1)
    columns = []
    for unit in fractions:
        counts = [round(4000 * fraction) for fraction in unit.values()]
        columns.append(rng.permutation(np.repeat(list(unit), counts)).reshape(4, 1000))
    return xr.DataArray(np.stack(columns, axis=-1), dims=("chain", "draw", "unit"))


SURE_LOW, SURE_HIGH = {-3.0: 0.99, 0.0: 0.01}, {3.0: 0.99, 0.0: 0.01}
IGNORANT = {-10.0: 0.5, 10.0: 0.5}
ON_THE_LINE = {-3.0: 0.952, 0.0: 0.048}
SMALL = {-0.5: 1.0}


def test_flags_follow_the_direction() -> None:
    decided = decide(indicators(SURE_LOW, SURE_HIGH, SMALL), model_of("lower"))
    assert decided["flag"].values.tolist() == ["better", "worse", "none"]
    mirrored = decide(indicators(SURE_LOW, SURE_HIGH, SMALL), model_of("higher"))
    assert mirrored["flag"].values.tolist() == ["worse", "better", "none"]


def test_ignorance_earns_no_flag() -> None:
    """Surely beyond the margin, but nobody knows on which side."""
    decided = decide(indicators(IGNORANT), model_of())
    assert decided["flag"].item() == "none"
    assert decided["probability_beyond_margin"].item() == 0.5


def test_a_probability_on_the_line_is_undecided() -> None:
    decided = decide(indicators(ON_THE_LINE), model_of())
    assert decided["flag"].item() == "undecided"
    assert (
        decide(indicators(ON_THE_LINE), model_of(flag_probability=0.9))["flag"].item() == "better"
    )


def test_the_error_of_a_probability_is_that_of_its_draws() -> None:
    mcse = decide(indicators(ON_THE_LINE), model_of())["mcse_beyond_margin"].item()
    # independent draws: the binomial standard error; ArviZ's effective size is within a tenth
    assert mcse == pytest.approx(np.sqrt(0.952 * 0.048 / 4000), rel=0.1)


def test_agreeing_draws_are_decided() -> None:
    decided = decide(indicators({-3.0: 1.0}, {-1.0: 1.0}), model_of())
    assert decided["flag"].values.tolist() == ["better", "none"]  # at the margin is not beyond it
    assert decided["mcse_beyond_margin"].values.tolist() == [0.0, 0.0]


def test_no_difference_is_not_better() -> None:
    for better in ("lower", "higher"):
        decided = decide(indicators({0.0: 0.75, -1.0: 0.25}), model_of(better))
        assert decided["probability_better"].item() == (0.25 if better == "lower" else 0.0)


def test_the_draws_mean_the_probabilities() -> None:
    values = indicators(SURE_LOW, IGNORANT)
    draws = decision_variables(values, "lower", 1.0)
    decided = decide(values, model_of())
    assert np.array_equal(
        draws["probability_better"].mean(("chain", "draw")), decided["probability_better"]
    )
    assert draws["probability_beyond_worse"].mean(("chain", "draw")).values.tolist() == [0.0, 0.5]


def test_false_flags_are_counted_among_the_marked() -> None:
    flags = ["better", "worse", "none", "undecided"]
    table = pd.DataFrame({"flag": flags, "probability_beyond_margin": [0.96, 0.99, 0.5, 0.95]})
    assert expected_false_flags(table) == pytest.approx(0.05)


def test_flags_hold_what_they_promise() -> None:
    """Of many units with known posteriors, the flagged ones that are not beyond the margin."""
    rng = np.random.default_rng(5)
    truth = rng.normal(0, 3, 600)
    means = truth + rng.normal(0, 1, 600)  # known error 1, prior sd 3: a normal posterior
    shrunk, sd = means * 0.9, np.sqrt(0.9)
    draws = shrunk + sd * rng.normal(size=(4, 500, 600))
    decided = decide(xr.DataArray(draws, dims=("chain", "draw", "unit")), model_of())
    flags = decided["flag"].values
    false = ((flags == "better") & (truth >= -1)) | ((flags == "worse") & (truth <= 1))
    table = decided[["flag", "probability_beyond_margin"]].to_dataframe()
    promised = expected_false_flags(table)
    # a Poisson-like count: three of its standard deviations
    assert abs(false.sum() - promised) < 3 * np.sqrt(promised)
    assert (flags == "better").sum() > 50
