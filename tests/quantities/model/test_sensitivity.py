"""Errors of what is printed of variants: by their quantity, and a row for each number."""

from typing import Any

import numpy as np
import pytest

from bayes_bench.quantities.model import sensitivity
from bayes_bench.quantities.model.sensitivity import FAMILY, QUANTITIES
from tests.builders.wards import arviz_mcse, flat, rows_of, varied, wards


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Any:
    fit, found = varied()
    monkeypatch.setattr(sensitivity, "sensitivity_of", lambda _fit: found)
    return rows_of(FAMILY, fit)


def test_only_a_model_that_names_covariates_to_leave_out_has_them() -> None:
    assert FAMILY.of(varied()[0]) == QUANTITIES
    assert FAMILY.of(wards()) == ()
    assert not FAMILY.judged


def test_a_row_for_every_accepted_variant_and_quantity(rows: Any) -> None:
    accepted = varied()[1].summary.query("verdict == 'accepted'")
    labels = [
        ", ".join(filter(None, pair))
        for pair in zip(accepted["variant"], accepted["detail"], strict=True)
    ]
    kinds = ["unit_sd", "change", "rank", "probability"]
    expected = {f"variant_{kind}[{label}]" for kind in kinds for label in labels}
    expected |= {f"variant_effect[volume, {detail}]" for detail in ("case_mix", "own")}
    assert set(rows.index) == expected
    assert rows.index.is_unique


def test_the_error_of_a_variants_sd_is_arviz_own(rows: Any) -> None:
    """A reading of the same draws has the same sd, with the same error."""
    fit = varied()[0]
    for label in ("base", "reference, typical", "reference, population"):
        row = rows.loc[f"variant_unit_sd[{label}]"]
        assert row["value"] == pytest.approx(flat(fit, "unit_sd").mean())
        assert row["mcse"] == pytest.approx(arviz_mcse(fit, flat(fit, "unit_sd")), rel=1e-9)


def test_errors_of_several_units_have_no_value_and_the_base_changes_nothing(
    rows: Any,
) -> None:
    several = rows.filter(regex="^variant_(change|rank|probability)", axis=0)
    assert several["value"].isna().all()
    assert np.isnan(rows.loc["variant_change[base]", "mcse"]), "no change, so no error"
    assert rows.loc["variant_change[without, job]", "mcse"] > 0
