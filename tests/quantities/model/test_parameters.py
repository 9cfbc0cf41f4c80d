"""The parameters as quantities: a row for each that posterior.nc holds, and ArviZ's figures."""

import arviz
import pytest

from bayes_bench.quantities.model.parameters import FAMILY
from tests.builders.wards import COVARIATES, arviz_mcse, flat, rows_of, wards


def test_a_row_for_every_number_of_posterior_nc() -> None:
    fit = wards()
    draws = fit.posterior["posterior"].to_dataset()
    expected = [
        f"{name}[{label}]" if name in {"coefficient", "unit_effect"} else name
        for name, values in draws.data_vars.items()
        for label in (values[values.dims[-1]].values if values.ndim == 3 else [""])
    ]
    assert rows_of(FAMILY, fit).index.tolist() == expected
    assert len(expected) == 2 + 6 + 7


def test_figures_are_those_of_arviz() -> None:
    fit = wards()
    rows, draws = rows_of(FAMILY, fit), fit.posterior["posterior"].to_dataset()["unit_effect"]
    one = draws.sel(unit="e")
    found = rows.loc["unit_effect[e]"]
    assert found["r_hat"] == pytest.approx(float(arviz.rhat(one)), rel=1e-12)
    assert found["ess_bulk"] == pytest.approx(float(arviz.ess(one, method="bulk")), rel=1e-12)
    assert found["mcse"] == pytest.approx(arviz_mcse(fit, flat(fit, "unit_effect")[:, 4]))
    assert found["value"] == pytest.approx(flat(fit, "unit_effect")[:, 4].mean())


def test_without_covariates_there_are_no_coefficients() -> None:
    names = [quantity.name for quantity in FAMILY.of(wards(bare=True))]
    assert names == ["intercept", "unit_sd", "unit_effect"]
    assert len(COVARIATES) == 3, "the negative control: the other fit has some"
    assert FAMILY.judged


def test_each_says_what_it_is() -> None:
    for quantity in FAMILY.of(wards()):
        assert quantity.meaning != quantity.name
        assert quantity.unit == "logits"
