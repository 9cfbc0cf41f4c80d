"""The table of checks: its rows, and that they say what they should."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import skew

from bayes_bench.checks.check import COLUMNS
from bayes_bench.checks.registry import checks_table, every_check
from tests.builders.fits import fit_of
from tests.builders.registers import Register

BY_UNIT = ["posterior", "mixed", "cross_validatory"]
OF_ALL = ["spread", "minimum", "maximum", "events", "calibration", "level"]
PAGE = Path(__file__).parents[2] / "docs" / "extend" / "check.md"


@pytest.fixture(scope="module")
def table(register: Register) -> pd.DataFrame:
    return checks_table(register.fit)


def test_columns_and_rows(register: Register, table: pd.DataFrame) -> None:
    assert table.columns.tolist() == ["check", "unit", "observed", "lower", "upper", "p"]
    units = register.cells["unit"].to_numpy().tolist()
    assert table["check"][:36].tolist() == [check for check in BY_UNIT for _ in units]
    assert table["unit"][:36].tolist() == units * 3
    names = table["check"].str.partition("[")[0]
    assert set(names) == {name for check in every_check() for name in check.names}
    overall = table[36:][names[36:].isin(OF_ALL)]  # and not one added since
    assert overall["unit"].eq("").all()
    tenths = [f"calibration[{n}]" for n in range(1, 11)]
    levels = [f"level[joint={level}]" for level in ("hand", "hip", "knee")]
    assert overall["check"].tolist() == ["spread", "minimum", "maximum", "events", *tenths, *levels]
    assert table.drop(columns=["check", "unit"]).notna().all(axis=None)
    assert table["p"].between(0, 1).all()
    assert (table["lower"] <= table["upper"]).all()


def test_what_was_observed_is_counted_from_the_cells(
    register: Register, table: pd.DataFrame
) -> None:
    cells, observed = register.cells, table.set_index("check")["observed"]
    assert observed["events"] == cells["events"].sum()
    for code, level in enumerate(("hand", "hip", "knee")):
        here = cells["covariate_joint"] == code
        share = cells["events"].where(here).sum() / cells["trials"].where(here).sum()
        assert observed[f"level[joint={level}]"] == pytest.approx(float(share))
    shares = observed["mixed"].to_numpy()
    assert observed["minimum"] == shares.min()
    assert observed["maximum"] == shares.max()
    assert observed["spread"] == pytest.approx(shares.std())  # units of one size


def test_intervals_hold_what_the_model_made(table: pd.DataFrame) -> None:
    inside = table["observed"].between(table["lower"], table["upper"])
    assert inside.mean() > 0.85


def test_a_narrower_interval_lies_within(register: Register, table: pd.DataFrame) -> None:
    settings = register.model.benchmark.model_copy(update={"interval": 0.5})
    model = register.model.model_copy(update={"benchmark": settings})
    narrow = checks_table(fit_of(register.posterior, register.cells, model))
    assert (narrow["lower"] >= table["lower"]).all()
    assert (narrow["upper"] <= table["upper"]).all()
    assert (narrow["upper"] - narrow["lower"] < table["upper"] - table["lower"]).all()


def test_the_check_of_the_page_is_one(register: Register) -> None:
    block = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    page: dict[str, Any] = {}
    exec(block[1], page)  # noqa: S102 - our own page
    check = page["CHECK"]
    rows = check.rows(register.fit)
    assert rows.columns.tolist() == COLUMNS
    events = register.cells["events"].groupby("unit_index").sum().to_numpy()
    people = register.cells["trials"].groupby("unit_index").sum().to_numpy()
    assert rows.loc[0, "observed"] == pytest.approx(float(skew(events / people)))
    drawn = check.replicated(register.fit)
    assert drawn.labels == ["skewness"]
    assert drawn.values.shape == drawn.mid_p_value.shape
    assert np.isclose(rows.loc[0, "p"], drawn.mid_p_value.mean())
