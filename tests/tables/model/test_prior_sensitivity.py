"""Which figures move with the priors, as a table."""

from fnmatch import fnmatchcase

import numpy as np
import pandas as pd

from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.sensitivity_analysis.power_scaling import power_scaling
from bayes_bench.tables.hiding import blanked
from bayes_bench.tables.model.prior_sensitivity import TABLE
from tests.builders.dictionary import documented, is_documented
from tests.builders.wards import wards


def test_rows_and_columns() -> None:
    table, found = TABLE.build(wards()), power_scaling(wards())
    assert is_documented(table, "prior_sensitivity.csv")
    np.testing.assert_array_equal(table["change"], found.change)
    np.testing.assert_array_equal(table["prior"], found.sensitivity["prior"])
    assert table["diagnosis"].tolist() == found.diagnosis
    assert len(table) == len(found.figures)


def test_without_covariates_no_prior_of_theirs_is_scaled() -> None:
    bare = TABLE.build(wards(bare=True))
    said = documented("prior_sensitivity.csv")
    lacking = {name for name in said if not any(fnmatchcase(has, name) for has in bare.columns)}
    assert lacking == {"prior_coefficient"}
    assert [column.name for column in TABLE.columns if not column.is_there(wards(bare=True))] == [
        *lacking
    ]


def test_of_a_hidden_unit_nothing_is_shown_but_its_name() -> None:
    table = TABLE.build(wards())
    shown = blanked(TABLE, table, Hidden(units=frozenset("b"), least=5))
    own = shown["unit"] == "b"
    assert own.sum() == 2
    numbers = shown.loc[own].select_dtypes("number")
    assert numbers.shape[1] >= 5
    assert numbers.isna().all(axis=None)
    assert (shown.loc[own, "diagnosis"] == "").all()
    pd.testing.assert_frame_equal(shown[~own], table[~own])
