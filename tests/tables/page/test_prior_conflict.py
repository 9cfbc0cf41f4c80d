"""The page's row about a prior that the data contradict."""

from dataclasses import replace

import xarray as xr

from bayes_bench.estimands.prior_conflict import prior_conflict
from bayes_bench.fitted import Fit
from bayes_bench.tables.page.prior_conflict import PAGE_TABLE
from tests.builders.wards import wards


def test_no_row_where_there_is_no_conflict() -> None:
    table = PAGE_TABLE.build(wards())
    assert list(table.columns) == ["median", "odds", "line"]
    assert table.empty


def test_a_row_says_what_to_write() -> None:
    fit = wards()
    draws = fit.posterior["posterior"].to_dataset()
    wide = draws.assign(unit_sd=draws["unit_sd"] + 3.0)
    other = Fit(replace(fit.analysis), xr.DataTree.from_dict({"/posterior": wide}))
    (row,) = PAGE_TABLE.build(other).to_dict("records")
    found = prior_conflict(wide["unit_sd"], fit.model.priors.unit_sd)
    assert found is not None
    assert row == {"median": found.median, "odds": found.odds, "line": found.line}
