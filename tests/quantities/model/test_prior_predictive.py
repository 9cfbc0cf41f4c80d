"""Rows for what the priors allow: every figure of the table has one, with its error."""

import numpy as np
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.predictive.prior_predictive import prior_figures
from bayes_bench.quantities.model.prior_predictive import FAMILY
from bayes_bench.tables.model.prior_predictive import TABLE
from tests.builders.wards import rows_of, wards


def test_a_row_for_every_row_that_is_printed() -> None:
    rows, table = rows_of(FAMILY, wards()), TABLE.build(wards())
    assert rows.index.tolist() == [f"prior_{name}" for name in table["quantity"]]
    np.testing.assert_allclose(rows["value"], table["value"], rtol=1e-12)
    assert not FAMILY.judged


def test_errors_are_those_of_independent_draws() -> None:
    """But for what the effective sample size of independent draws errs by."""
    rows = rows_of(FAMILY, wards())
    for name, values in prior_figures(wards()).items():
        means = values.mean(axis=1)
        expected = means.std() / np.sqrt(means.size)
        assert rows.loc[f"prior_{name}", "mcse"] == pytest.approx(expected, rel=0.35)


def test_without_draws_of_the_prior_there_is_none() -> None:
    fit = wards()
    assert FAMILY.of(Fit(fit.analysis, fit.posterior.drop_nodes("prior"))) == ()
    assert all(one.unit and one.meaning for one in FAMILY.of(fit))
