from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.expectation.contributions import expectation_contributions
from bayes_bench.estimands.expectation.summaries import (
    expectation_table,
    expectation_totals,
    similar_units,
)

COLUMNS = "unit, name, covariate, contribution, contribution_lower, contribution_upper"
NAMES = ["joint", "sex", "age", "bmi"]


def contributions_of(problem) -> xr.Dataset:
    return expectation_contributions(problem.posterior, problem.cells, problem.model)


@pytest.fixture(scope="module")
def many(make_problem) -> xr.Dataset:
    """Eleven ranked units, and "other"."""
    return contributions_of(make_problem(3, sizes=(9, 4, 14, 20, 5, 8, 12, 6, 7, 10, 11, 3)))


def test_a_row_per_unit_and_covariate(make_problem) -> None:
    problem = make_problem()
    table = expectation_table(contributions_of(problem), problem.model)
    assert ", ".join(table.columns) == COLUMNS
    assert table["covariate"].tolist() == NAMES * 5
    assert table["unit"].tolist() == np.repeat(["101", "102", "103", "104", "other"], 4).tolist()
    assert table["name"].iloc[4] == "Town 102"


def test_points_are_means_and_bounds_leave_equal_tails(make_problem) -> None:
    problem = make_problem(chains=(2, 50), interval=0.8)
    found = contributions_of(problem)
    table = expectation_table(found, problem.model).set_index(["unit", "covariate"])
    spline = found["contribution"].sel(unit="103", term=["bmi[1]", "bmi[2]", "bmi[3]"])
    draws, row = spline.values.sum(axis=1), table.loc[("103", "bmi")]
    assert row["contribution"] == pytest.approx(draws.mean(), rel=1e-12)
    # linear quantiles of 100 draws lie between the 10th and 11th, the 90th and 91st
    assert (draws < row["contribution_lower"]).sum() == 10
    assert (draws < row["contribution_upper"]).sum() == 90


def test_contributions_add_up_to_the_totals(make_problem) -> None:
    problem = make_problem(chains=(2, 50), interval=0.8)
    found = contributions_of(problem)
    totals = expectation_totals(found, problem.model).set_index("unit")
    sums = expectation_table(found, problem.model).groupby("unit")["contribution"].sum()
    assert sums.to_numpy() == pytest.approx(totals["difference"].to_numpy(), abs=1e-9)  # promised
    gap = 100 * (totals["expected"] - totals["expected_country"])
    assert gap.to_numpy() == pytest.approx(totals["difference"].to_numpy(), abs=1e-12)
    draws = found["contribution"].sum("term").sel(unit="102").values
    assert (draws < totals.loc["102", "difference_lower"]).sum() == 10
    assert (draws < totals.loc["102", "difference_upper"]).sum() == 90


def test_people_weighted_differences_cancel(make_problem) -> None:
    problem = make_problem()
    totals = expectation_totals(contributions_of(problem), problem.model)
    people = problem.cells["trials"].groupby(problem.cells["unit_index"]).sum().values
    assert totals["difference"].to_numpy() @ people == pytest.approx(0, abs=1e-9)  # rounding


def test_no_covariates_no_rows_but_the_same_columns(make_problem) -> None:
    bare = make_problem(bare=True)
    found = contributions_of(bare)
    table = expectation_table(found, bare.model)
    assert table.empty
    assert ", ".join(table.columns) == COLUMNS
    totals = expectation_totals(found, bare.model)
    assert totals["difference"].to_numpy() == pytest.approx(np.zeros(5), abs=1e-12)
    similar = similar_units(found)
    assert similar.empty
    assert ", ".join(similar.columns) == "unit, name, place, similar, similar_name, distance"


def by_hand(found: xr.Dataset, unit: str) -> list[tuple[float, str]]:
    """All other ranked units, nearest first, from sums over the terms of every covariate."""
    means = found["contribution"].mean("draw").groupby("covariate").sum()
    ranked = [str(u) for u in found["unit"].values if u not in (unit, "other")]
    gaps = {other: means.sel(unit=unit) - means.sel(unit=other) for other in ranked}
    return sorted((float((gap**2).sum()) ** 0.5, other) for other, gap in gaps.items())


def test_the_five_nearest_of_every_ranked_unit(many) -> None:
    table = similar_units(many)
    assert table["unit"].tolist() == np.repeat(many["unit"].values[:-1], 5).tolist()
    assert table["place"].tolist() == [1, 2, 3, 4, 5] * 11
    for unit, rows in table.groupby("unit"):
        nearest = by_hand(many, str(unit))[:5]
        assert rows["similar"].tolist() == [other for _, other in nearest]
        assert rows["distance"].to_numpy() == pytest.approx([gap for gap, _ in nearest], abs=1e-12)
        assert rows["similar_name"].tolist() == [f"Town {other}" for _, other in nearest]
        assert all(near <= far for near, far in pairwise(rows["distance"]))


def test_other_is_neither_given_nor_offered(many) -> None:
    table = similar_units(many, count=100)
    assert len(table) == 11 * 10  # every ranked unit has all ranked units but itself
    assert "other" not in {*table["unit"], *table["similar"]}
    assert (table["unit"] != table["similar"]).all()


def test_few_units_have_as_many_as_there_are(make_problem) -> None:
    table = similar_units(contributions_of(make_problem()))
    assert table["place"].tolist() == [1, 2, 3] * 4


def nearest_of(found: xr.Dataset) -> pd.DataFrame:
    return similar_units(found).sort_values(["unit", "place"], ignore_index=True)


def test_the_order_of_units_and_terms_changes_no_neighbour(many) -> None:
    rng = np.random.default_rng(0)
    units, terms = rng.permutation(many.sizes["unit"]), rng.permutation(many.sizes["term"])
    mixed = nearest_of(many.isel(unit=units, term=terms))
    pd.testing.assert_frame_equal(mixed, nearest_of(many), rtol=0, atol=1e-12)


def test_new_names_go_with_their_units(many) -> None:
    codes = {unit: f"{999 - n}" for n, unit in enumerate(many["unit"].values)}
    renamed = many.assign_coords(unit=[codes[unit] for unit in many["unit"].values])
    table, expected = similar_units(renamed), similar_units(many)
    assert table["similar"].tolist() == [codes[unit] for unit in expected["similar"]]
    assert table["distance"].equals(expected["distance"])


def test_only_the_covariates_sum_counts(many) -> None:
    """What one level adds and another takes is not a difference; what both add is."""
    pull = xr.zeros_like(many["contribution"])
    pull.loc[{"unit": "101", "term": "joint[hip]"}] = 40.0
    pull.loc[{"unit": "101", "term": "joint[knee]"}] = -40.0
    same = similar_units(many.assign(contribution=many["contribution"] + pull))
    moved = similar_units(many.assign(contribution=many["contribution"] + abs(pull)))
    own = similar_units(many)
    pd.testing.assert_frame_equal(same, own, rtol=0, atol=1e-12)
    assert moved.loc[moved["unit"] == "101", "distance"].min() > 40  # the negative control


def test_none_are_refused(many) -> None:
    with pytest.raises(InputError, match="1 or more, not 0"):
        similar_units(many, count=0)
