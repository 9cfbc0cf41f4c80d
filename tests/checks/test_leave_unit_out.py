"""Units left out: by weights and by refitting, which have to agree."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.checks import leave_unit_out
from bayes_bench.checks.leave_unit_out import leave_units_out, without_people_of
from bayes_bench.errors import RefusedError
from tests.builders.fits import fit_of
from tests.builders.registers import Register


def left_out(register: Register) -> pd.DataFrame:
    """Anew, for what is kept with a fit does not see what a test changes."""
    return leave_units_out(fit_of(register.posterior, register.cells, register.model))


def test_refitting_agrees_with_weights(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """The refit codes age and centres over the others: a prior moved by a hundredth of its sd."""
    weighted = left_out(register)
    assert not weighted["refitted"].any()
    monkeypatch.setattr(
        leave_unit_out, "MAX_PARETO_K", weighted["pareto_k"].nlargest(3).min() - 1e-9
    )
    refitted = left_out(register)
    again = refitted["refitted"].to_numpy()
    assert again.sum() == 3
    apart = (weighted["p"] - refitted["p"])[again]
    error = np.hypot(weighted["mcse"], refitted["mcse"])[again]
    assert (apart.abs() < 4 * error + 0.003).all()
    assert (apart != 0).all()
    # of 40,000 draws the refits differ by .14 at most; of these 2,000 by another .02
    np.testing.assert_allclose(weighted["log_density"], refitted["log_density"], atol=0.2)
    np.testing.assert_allclose(weighted["lower"], refitted["lower"], atol=0.05)
    np.testing.assert_allclose(weighted["upper"], refitted["upper"], atol=0.05)


def test_where_no_fit_holds_the_figures_are_missing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(analysis: Analysis) -> xr.DataTree:  # noqa: ARG001
        raise RefusedError("no")

    monkeypatch.setattr(leave_unit_out, "sample_few", refuse)
    monkeypatch.setattr(leave_unit_out, "MAX_PARETO_K", -np.inf)
    found = left_out(register)
    assert found[["p", "mcse", "lower", "upper", "log_density"]].isna().all(axis=None)
    assert found["pareto_k"].notna().all()


def test_the_budget_goes_to_the_least_reliable_weights(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for two fits, the third unit keeps its weights; above .7 it would have nothing."""
    weighted = left_out(register)
    doubtful = weighted["pareto_k"].nlargest(3).index
    line = float(weighted["pareto_k"][doubtful[2]])
    monkeypatch.setattr(leave_unit_out, "MAX_PARETO_K", line - 1e-9)
    monkeypatch.setattr(leave_unit_out, "_most_refits", lambda _: 2)
    found = left_out(register)
    assert found.index[found["refitted"]].tolist() == sorted(doubtful[:2])
    pd.testing.assert_series_equal(found.loc[doubtful[2]], weighted.loc[doubtful[2]])
    monkeypatch.setattr(leave_unit_out, "USABLE_PARETO_K", line - 1e-9)
    nothing = left_out(register)
    assert nothing.loc[doubtful[2], [*leave_unit_out.FIGURES]].isna().all()
    assert nothing["pareto_k"].tolist() == weighted["pareto_k"].tolist()
    assert nothing.drop(index=doubtful[2]).equals(found.drop(index=doubtful[2]))


def test_one_fit_is_always_allowed_and_a_small_register_has_many(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    analysis = register.fit.analysis
    allowed = leave_unit_out._most_refits(analysis)
    assert allowed > analysis.population.units
    for dear in ("CELLS_PER_UNIT", "CELLS_PER_PRODUCT"):
        with monkeypatch.context() as patch:
            patch.setattr(leave_unit_out, dear, 10**9)
            assert leave_unit_out._most_refits(analysis) == 1


def test_blocks_of_units_change_nothing(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = left_out(register)
    monkeypatch.setattr(leave_unit_out, "_UNITS", 5)  # the last block is not full
    pd.testing.assert_frame_equal(left_out(register), together, rtol=1e-12)


def test_only_the_people_of_the_unit_go(register: Register) -> None:
    others = without_people_of(register.cells, 3)
    here = register.cells["unit_index"].to_numpy() == 3
    assert others["trials"].to_numpy()[here].sum() == 0
    for name in ("events", "trials"):
        assert others[name].dtype == np.int64
        np.testing.assert_array_equal(
            others[name].to_numpy()[~here], register.cells[name].to_numpy()[~here]
        )
    assert others["unit"].identical(register.cells["unit"])
