"""Ranks of the indicator, and who is among the best and the worst k, by scipy and by counting."""

import numpy as np
import pytest

from bayes_bench.quantities.units.ranks import FAMILY, rank_draws
from tests.builders.fits import fit_with_benchmark
from tests.builders.luce import values_of
from tests.builders.wards import arviz_mcse, indicator_ranks_by_hand, rows_of, ward_model, wards


def test_values_and_errors_by_counting() -> None:
    fit, rows = wards(), rows_of(FAMILY, wards())
    ranks = indicator_ranks_by_hand(fit)
    counted = {
        "rank": ranks,
        "probability_best_k": (ranks <= 2).astype(float),
        "probability_worst_k": (ranks >= 5).astype(float),
    }
    for name, draws in counted.items():
        for place, unit in enumerate("abcdef"):
            row = rows.loc[f"{name}[{unit}]"]
            assert row["value"] == pytest.approx(draws[:, place].mean(), abs=1e-12)
            if np.ptp(draws[:, place]):
                error = arviz_mcse(fit, draws[:, place])
                assert row["mcse"] == pytest.approx(error, rel=1e-9)


def test_only_ranked_units_have_rows() -> None:
    rows = rows_of(FAMILY, wards()).index
    assert len(rows) == 3 * 6
    assert not any("other" in row for row in rows)


def test_ties_share_their_ranks_and_their_places_among_the_best() -> None:
    """One draw, two chains: b and c tie for the second place of two."""
    values = values_of(np.tile([1.0, 2.0, 2.0, 9.0], (2, 1, 1)), unit=list("abcd"))
    values = values.assign_coords(
        name=("unit", list("abcd")), ranked=("unit", np.ones(4, dtype=bool))
    )
    fit = wards()
    cells = fit.analysis.cells.isel(unit=slice(0, 4)).assign_coords(unit=list("abcd"))
    bench = values.to_dataset(name="indicator")
    found = rank_draws(fit_with_benchmark(bench, cells, ward_model(bare=True)))
    assert found["rank"].values[0, 0].tolist() == [1, 2.5, 2.5, 4]
    assert found["probability_best_k"].values[0, 0].tolist() == [1, 0.5, 0.5, 0]
    assert found["probability_worst_k"].values[0, 0].tolist() == [0, 0.5, 0.5, 1]
