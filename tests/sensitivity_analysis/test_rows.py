"""Rows of the comparison: what is said where there is nothing to compare, and of an effect."""

from typing import NoReturn

import numpy as np
import pytest
import xarray as xr

from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.sensitivity_analysis.rows import (
    COLUMNS,
    COUNTS,
    NO_TEXT,
    SKIPPED,
    Comparison,
    not_compared,
    with_effect,
)
from bayes_bench.sensitivity_analysis.variants import Variant

MODEL = model_from_table(
    {
        "title": "T",
        "data": {"unit": "unit", "outcome": "ill", "better": "lower"},
        "benchmark": {"interval": 0.5},
    }
)


def never() -> NoReturn:
    pytest.fail("it was made")


def test_nothing_is_a_row_for_each_detail_with_the_reasons_and_no_figures() -> None:
    variant = Variant("volume", ("case_mix", "own"), never)
    found = not_compared(variant, SKIPPED, ["too few units", "all alike"])
    assert [one.row["detail"] for one in found] == ["case_mix", "own"]
    for one in found:
        said = {"variant", "detail", "verdict", "note", *NO_TEXT}
        assert set(one.row) == said
        assert one.row["note"] == "too few units; all alike"
        assert one.units is None
        assert one.errors == ()


def test_every_column_is_a_number_or_has_no_text_of_its_own() -> None:
    assert len(set(COLUMNS)) == len(COLUMNS)
    assert set(COUNTS) | set(NO_TEXT) <= set(COLUMNS)
    assert not set(COUNTS) & set(NO_TEXT)


def test_an_effect_has_its_interval_and_its_error() -> None:
    draws = np.random.default_rng(1).normal(2.0, 3.0, (4, 5_000))
    effect = xr.DataArray(draws, dims=("chain", "draw"))
    before = Comparison({"variant": "volume", "detail": "own", "note": "said"})
    found = with_effect(before, effect, MODEL)
    assert found.row["note"] == "said"
    assert found.row["effect"] == pytest.approx(draws.mean())
    # half of a normal lies within .6745 sd's of its mean
    assert found.row["effect_lower"] == pytest.approx(2.0 - 0.6745 * 3.0, abs=0.1)
    assert found.row["effect_upper"] == pytest.approx(2.0 + 0.6745 * 3.0, abs=0.1)
    ((quantity, label, mcse, value),) = found.errors
    assert (quantity, label) == ("variant_effect", "volume, own")
    assert mcse == pytest.approx(3.0 / np.sqrt(20_000), rel=0.1)
    assert value == pytest.approx(draws.mean())
    assert before.errors == ()
