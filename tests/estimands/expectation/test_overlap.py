import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.expectation.overlap import MIN_OVERLAP, case_mix_overlap
from tests.builders.fits import fit_of

CATEGORIES, MEASUREMENTS = ("joint", "sex"), ("age", "bmi")


def overlap_of(problem) -> xr.Dataset:
    return case_mix_overlap(problem.fit)


def persons(problem) -> list[dict[str, float]]:
    """Everybody: unit, covariates and posterior mean logit."""
    cells, logits = problem.cells, problem.logits.mean(axis=0)
    names = (*CATEGORIES, *MEASUREMENTS)
    return [
        {name: float(cells[f"covariate_{name}"].values[cell]) for name in names}
        | {"unit": int(cells["unit_index"].values[cell]), "logit": float(logits[cell])}
        for cell in range(cells.sizes["cell"])
        for _ in range(int(cells["trials"].values[cell]))
    ]


def has_seen(own: list[dict[str, float]], person: dict[str, float], names: tuple[str, ...]) -> bool:
    levels = all(person[name] in {o[name] for o in own} for name in names if name in CATEGORIES)
    ranges = [name for name in names if name not in CATEGORIES]
    return levels and all(
        min(o[name] for o in own) <= person[name] <= max(o[name] for o in own) for name in ranges
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_is_looked_up_in_every_unit(make_problem, seed) -> None:
    problem = make_problem(seed, sizes=(6, 1, 9, 12, 3), chains=(1, 4))
    everyone, found = persons(problem), overlap_of(problem)
    for unit in range(5):
        own = [person for person in everyone if person["unit"] == unit]
        for figure, names in (
            ("levels_seen", (*CATEGORIES, *MEASUREMENTS)),
            ("risk_seen", ("logit",)),
        ):
            seen = np.mean([has_seen(own, person, names) for person in everyone])
            # sums of fractions in another order
            assert found[figure].values[unit] == pytest.approx(seen, abs=1e-12)
    small = found[["levels_seen", "risk_seen"]].to_dataframe()[["levels_seen", "risk_seen"]]
    assert found["warning"].values.tolist() == (small.min(axis=1) < MIN_OVERLAP).tolist()


def test_a_warning_where_either_is_low(make_problem) -> None:
    found = overlap_of(make_problem(sizes=(400, 2, 300, 5)))
    assert found["warning"].values.tolist() == [False, True, False, True]


def test_a_level_that_is_missing_is_missed_as_often_as_it_occurs(make_problem) -> None:
    problem = make_problem(sizes=(300, 300, 30))
    whole = overlap_of(problem)["levels_seen"].values[0]
    hip = (problem.cells["unit_index"] == 0) & (problem.cells["covariate_joint"] == 1)
    some = problem.cells.isel(cell=~hip.values)
    found = overlap_of(replace(problem, cells=some))["levels_seen"].values
    hips = some["trials"].values[some["covariate_joint"].values == 1].sum() / some["trials"].sum()
    assert whole - found[0] == pytest.approx(float(hips), abs=0.02)  # ends of ranges went too
    assert found[1] > MIN_OVERLAP  # the negative control: it still has them


def test_covariates_of_units_are_left_out(make_problem) -> None:
    """Age is made a unit's; "other", which has several units in it, may still vary."""
    problem = make_problem(sizes=(20, 30, 25, 40, 6))
    cells = problem.cells.copy(deep=True)
    unit = cells["unit_index"].values
    ages = np.where(unit < 4, 40.0 + unit, cells["covariate_age"].values)
    cells["covariate_age"] = ("cell", ages, {"kind": "linear"})
    found = overlap_of(replace(problem, cells=cells))
    assert json.loads(found.attrs["left_out"]) == ["age"]
    far = cells.copy(deep=True)
    far["covariate_age"] = ("cell", np.where(unit < 4, 2.0**unit, 0.0), {"kind": "linear"})
    constant = overlap_of(replace(problem, cells=far))
    for figure in ("levels_seen", "risk_seen"):
        assert np.array_equal(constant[figure], found[figure])
    assert json.loads(overlap_of(problem).attrs["left_out"]) == []


def test_without_covariates_everybody_is_alike(make_problem) -> None:
    found = overlap_of(make_problem(bare=True))
    for figure in ("levels_seen", "risk_seen"):
        assert found[figure].values == pytest.approx(np.ones(5))
    assert not found["warning"].any()


def test_units_are_named_and_figures_described(make_problem, tmp_path) -> None:
    found = overlap_of(make_problem())
    assert found["name"].values.tolist()[:2] == ["Town 101", "Town 102"]
    assert all(set(v.attrs) == {"units", "long_name"} for v in found.data_vars.values())
    found.to_netcdf(tmp_path / "overlap.nc", engine="h5netcdf")


def test_another_models_posterior_is_refused(make_problem) -> None:
    problem, bare = make_problem(), make_problem(bare=True)
    with pytest.raises(InputError, match="terms"):
        case_mix_overlap(fit_of(bare.posterior, problem.cells, problem.model))
