"""Thinned draws, and the chain that each is of, counted one by one."""

import numpy as np
import pytest

from bayes_bench.quantities.diagnosis import mcse_of
from bayes_bench.quantities.thinned import of_rows, predictive_draws
from tests.builders.wards import arviz_mcse, flat, wards


@pytest.fixture(scope="module")
def length() -> int:
    """Draws of a chain."""
    return wards(bare=True).posterior["posterior"].sizes["draw"]


def test_the_chain_is_counted_off_chain_after_chain(length: int) -> None:
    rows = np.array([0, length - 1, length, 2 * length - 1])
    made = of_rows(np.arange(8.0).reshape(4, 2), ["a", "b"], rows, wards(bare=True))
    assert made.dims == ("draw", "label")
    assert made["chain"].values.tolist() == [0, 0, 1, 1]
    assert made.sel(label="b").values.tolist() == [1, 3, 5, 7]


def test_labels_are_text_whatever_there_is_of_them(length: int) -> None:
    rows = np.arange(0, 2 * length, 100)
    made = of_rows(np.empty((rows.size, 0)), [], rows, wards(bare=True))
    assert made.shape == (rows.size, 0)
    assert made["label"].dtype.kind == "U"


def test_predictive_draws_are_evenly_spaced_from_the_first_to_the_last(length: int) -> None:
    """2,000 at most, of both chains; each keeps its chain."""
    fit = wards(bare=True)
    whole = np.repeat(np.arange(2), length)
    kept = np.unique(np.linspace(0, 2 * length - 1, 2000).round().astype(int))
    values = flat(fit, "unit_sd")[kept, None]
    made = predictive_draws(values, ["unit_sd"], fit)
    np.testing.assert_array_equal(made["chain"], whole[kept])
    counts = np.bincount(made["chain"].values)
    assert counts.sum() == 2000
    assert np.ptp(counts) <= 2


def test_values_of_another_number_of_draws_are_no_predictive_draws() -> None:
    with pytest.raises(ValueError, match="draw"):
        predictive_draws(np.zeros((7, 1)), ["x"], wards(bare=True))


def test_thinned_draws_know_less_than_all(length: int) -> None:
    """Half of the draws, hardly autocorrelated, err more; the error of all is ArviZ's."""
    fit, rows = wards(bare=True), np.arange(0, 2 * length, 8)
    some = of_rows(flat(fit, "unit_sd")[rows, None], ["unit_sd"], rows, fit)
    whole = of_rows(flat(fit, "unit_sd")[:, None], ["unit_sd"], np.arange(2 * length), fit)
    assert mcse_of(whole)[0] == pytest.approx(arviz_mcse(fit, flat(fit, "unit_sd")), rel=1e-10)
    assert mcse_of(some)[0] > 1.5 * mcse_of(whole)[0]
