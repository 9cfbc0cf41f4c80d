"""What the priors allow, as a table: means and quantiles of draws of the prior."""

import numpy as np
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.predictive.prior_predictive import prior_effects, prior_predictive
from bayes_bench.tables.model.prior_predictive import TABLE
from tests.builders.dictionary import is_documented
from tests.builders.wards import wards


def test_rows_and_columns() -> None:
    table = TABLE.build(wards())
    assert is_documented(table, "prior_predictive.csv")
    assert len(table) == 3 + 4
    assert len(TABLE.build(wards(bare=True))) == 3
    assert TABLE.column("value").quantity == "prior_{quantity}"


def test_a_rate_is_that_of_any_unit_and_a_spread_that_of_all() -> None:
    table, found = TABLE.build(wards()).set_index("quantity"), prior_predictive(wards())
    spread = 100 * found.rate.std(axis=1)
    for name, values in (("unit_rate", found.rate.ravel()), ("unit_spread", spread)):
        expected = [values.mean(), *np.quantile(values, [0.05, 0.95])]
        assert table.loc[name, ["value", "lower", "upper"]].tolist() == pytest.approx(expected)


def test_effects_are_symmetric_about_nothing() -> None:
    table, effects = TABLE.build(wards()).set_index("quantity"), prior_effects(wards())
    row = table.loc["effect_pp[job=field]"]
    assert row["lower"] == pytest.approx(-row["upper"], rel=0.2)
    one = effects.to_numpy()[:, 0]
    assert row["value"] == pytest.approx(one.mean())
    assert abs(row["value"]) < 4 * one.std() / np.sqrt(one.size)


def test_draws_without_a_prior_have_no_such_table() -> None:
    fit = wards()
    assert TABLE.is_there(fit)
    assert not TABLE.is_there(Fit(fit.analysis, fit.posterior.drop_nodes("prior")))
