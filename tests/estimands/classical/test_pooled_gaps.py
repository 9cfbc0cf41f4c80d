"""What a ministry prints, by hand; ours beside it."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.classical.pooled_gaps import SEPARATED, classical_beside, classical_table
from bayes_bench.files import write_csv
from tests.builders.fits import fit_with_benchmark, model_of_sections

COLUMNS = [
    *("unit", "name", "n", "events", "observed"),
    *("expected_classical", "gap_classical", "se_classical", "z_classical", "rank_classical"),
]
OURS = ["indicator", "indicator_lower", "indicator_upper", "rank"]


def a_model(better="lower", joint=True):
    return model_of_sections(
        title="Test",
        data={"unit": "hospital", "outcome": "died", "better": better},
        covariates=[{"name": "joint", "kind": "category"}] if joint else [],
        disclosure={"public": True},
    )


def cells_of(events, trials):
    """Two joints in each of three units; the last unit is "other"."""
    joint = {"levels": ["hand", "hip"], "labels": ["hand", "hip"], "reference": "hand"}
    return xr.Dataset(
        {"events": ("cell", events), "trials": ("cell", trials)},
        coords={
            "unit": ["A", "B", "other"],
            "name": ("unit", ["Aa", "Bb", "other"]),
            "ranked": ("unit", [True, True, False]),
            "unit_index": ("cell", [0, 0, 1, 1, 2, 2]),
            "covariate_joint": ("cell", [0, 1, 0, 1, 0, 1], {"kind": "category"} | joint),
        },
    )


@pytest.fixture
def cells():
    """Hand: 10 of 100 in all; hip: 40 of 100."""
    return cells_of([3, 24, 5, 10, 2, 6], [20, 40, 60, 30, 20, 30])


def test_the_table_by_hand(cells):
    table = classical_table(Analysis(a_model(), cells))
    assert list(table.columns) == [*COLUMNS, "note"]
    assert table["n"].tolist() == [60, 90, 50]
    assert table["events"].tolist() == [27, 15, 8]
    np.testing.assert_allclose(table["observed"], [27 / 60, 15 / 90, 8 / 50])
    # Expected at 10 % of the hands and 40 % of the hips: 2 + 16, 6 + 12, 2 + 12 people.
    np.testing.assert_allclose(table["expected_classical"], [18 / 60, 18 / 90, 14 / 50])
    np.testing.assert_allclose(table["gap_classical"], [15, -100 * 3 / 90, -12], rtol=1e-8)
    # Variance of A's events: 20 x .09 + 40 x .24 = 11.4.
    assert table["se_classical"][0] == pytest.approx(100 * 11.4**0.5 / 60)
    assert table["z_classical"][0] == pytest.approx(9 / 11.4**0.5)
    assert table["rank_classical"].tolist() == [2, 1, pd.NA]
    assert table["note"].tolist() == ["", "", ""]


def test_the_expected_events_are_the_countrys(cells):
    table = classical_table(Analysis(a_model(), cells))
    assert (table["gap_classical"] * table["n"]).sum() == pytest.approx(0, abs=1e-8)


def test_higher_may_be_better(cells):
    table = classical_table(Analysis(a_model("higher"), cells))
    assert table["rank_classical"].tolist() == [1, 2, pd.NA]


def test_without_covariates_the_country_is_expected_everywhere(cells):
    table = classical_table(Analysis(a_model(joint=False), cells))
    np.testing.assert_allclose(table["expected_classical"], 0.25)


def test_people_and_their_counts_agree(cells):
    order = np.arange(6).repeat(cells["trials"])
    people = cells.isel(cell=order)
    counts = zip(cells["events"].values, cells["trials"].values, strict=True)
    first = [np.arange(n) < k for k, n in counts]
    people = people.assign(
        events=("cell", np.concatenate(first).astype(int)),
        trials=("cell", np.ones(order.size, dtype=int)),
    )
    counted, listed = (classical_table(Analysis(a_model(), data)) for data in (cells, people))
    pd.testing.assert_frame_equal(listed, counted, rtol=1e-9)


def test_separation_is_said_in_every_row():
    table = classical_table(
        Analysis(a_model(), cells_of([3, 0, 5, 0, 2, 0], [20, 40, 60, 30, 20, 30]))
    )
    assert (table["note"] == SEPARATED).all()
    np.testing.assert_allclose(table["expected_classical"] * table["n"], [2, 6, 2], rtol=1e-8)


def test_perfect_separation_leaves_no_gap_and_no_z():
    table = classical_table(
        Analysis(a_model(), cells_of([0, 40, 0, 30, 0, 30], [20, 40, 60, 30, 20, 30]))
    )
    np.testing.assert_allclose(table["gap_classical"], 0, atol=1e-12)
    assert table["z_classical"].isna().all()
    assert table["rank_classical"].tolist() == [1, 1, pd.NA]


def test_small_units_come_out_at_the_ends_by_chance():
    # What methods.md warns of: with equal chances for all, the extremes are the small units.
    rng = np.random.default_rng(1)
    sizes = np.array([20] * 20 + [2000] * 20)
    units = [f"{j:02d}" for j in range(40)]
    cells = xr.Dataset(
        {"events": ("cell", rng.binomial(sizes, 0.22)), "trials": ("cell", sizes)},
        coords={
            "unit": units,
            "name": ("unit", units),
            "ranked": ("unit", np.ones(40, dtype=bool)),
            "unit_index": ("cell", np.arange(40)),
        },
    )
    table = classical_table(Analysis(a_model(joint=False), cells)).sort_values("gap_classical")
    assert set(table["n"].iloc[[0, 1, 2, -3, -2, -1]]) == {20}
    assert (table["z_classical"].abs() < 4).all()


@pytest.fixture
def bench(cells):
    draws = np.arange(24.0).reshape(2, 4, 3) % 7
    coords = {name: cells[name] for name in ("unit", "name", "ranked")}
    return xr.Dataset({"indicator": (("chain", "draw", "unit"), draws)}, coords=coords)


def test_ours_stands_beside(bench, cells):
    table = classical_beside(fit_with_benchmark(bench, cells, a_model()))
    assert list(table.columns) == [*COLUMNS, *OURS, "note"]
    flat = bench["indicator"].values.reshape(-1, 3)
    np.testing.assert_allclose(table["indicator"], flat.mean(0))
    bounds = np.quantile(flat, [0.025, 0.975], axis=0)
    np.testing.assert_allclose(table[["indicator_lower", "indicator_upper"]].T, bounds)
    a_is_better = (flat[:, 0] < flat[:, 1]).mean() > 0.5
    assert table["rank"].tolist() == ([1, 2, pd.NA] if a_is_better else [2, 1, pd.NA])
    reversed_table = classical_beside(fit_with_benchmark(bench, cells, a_model("higher")))
    assert reversed_table["rank"].tolist() == ([2, 1, pd.NA] if a_is_better else [1, 2, pd.NA])


def test_a_missing_rank_is_an_empty_cell(bench, cells, tmp_path):
    write_csv(
        classical_beside(fit_with_benchmark(bench, cells, a_model())), tmp_path / "classical.csv"
    )
    header, *rows = (tmp_path / "classical.csv").read_text(encoding="utf-8").splitlines()
    place = header.split(",").index("rank_classical")
    assert [row.split(",")[place] for row in rows] == ["2", "1", ""]
