"""Expected false discoveries among the flagged units."""

import numpy as np
import pytest

from bayes_bench.quantities.units.false_flags import FAMILY
from bayes_bench.tables.units.indicators import TABLE
from tests.builders.fits import fit_of
from tests.builders.wards import SHOWN, arviz_mcse, rates_by_hand, rows_of, ward_model, wards


def test_it_is_the_sum_over_flagged_units_of_being_within_the_margin() -> None:
    fit = wards()
    gap, table = rates_by_hand(fit).indicator, TABLE.build(fit).set_index("unit")
    false = np.zeros(len(gap))
    flagged = table.index[table["flag"].isin(["better", "worse"])]
    for unit in flagged:
        sign = -1 if table.loc[unit, "flag"] == "better" else 1
        false += ~(sign * gap[:, SHOWN.index(unit)] > 1.0)
    assert 2 <= len(flagged) < 6
    rows = rows_of(FAMILY, fit)
    assert rows.index.tolist() == ["decision[false_flags]"]
    assert rows["value"].item() == pytest.approx(false.mean(), abs=1e-12)
    assert rows["value"].item() > 0.01
    # hits of several units err together
    assert rows["mcse"].item() == pytest.approx(arviz_mcse(fit, false), rel=1e-9)


def test_where_nobody_is_flagged_none_are_false() -> None:
    fit = wards()
    strict = ward_model(benchmark={"margin": 90.0, "top": 2})
    rows = rows_of(FAMILY, fit_of(fit.posterior, fit.analysis.cells, strict))
    assert rows["value"].item() == 0
    assert rows["mcse"].isna().all()
    assert not FAMILY.judged


def test_other_is_no_unit_and_never_counts() -> None:
    """With every unit merged but two, "other" is far out, and is not flagged."""
    fit = wards()
    cells = fit.analysis.cells
    ranked = np.isin(cells["unit"].values, ["d", "f"])
    alone = cells.assign_coords(ranked=("unit", ranked))
    model = ward_model(benchmark={"top": 1, "flag_probability": 0.8})
    rows = rows_of(FAMILY, fit_of(fit.posterior, alone, model))
    assert rows["value"].item() == 0
