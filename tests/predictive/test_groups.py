"""Groups by risk and by level, and what of them may be shown."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.predictive.groups import shown_groups, tenths_of
from tests.builders.fits import fit_of
from tests.builders.registers import Register


def test_tenths_hold_a_tenth_of_the_people_each() -> None:
    rng = np.random.default_rng(3)
    risk, trials = rng.normal(size=5000), rng.integers(1, 4, 5000)
    tenths = tenths_of(risk, trials)
    people = np.bincount(tenths, weights=trials)
    assert people.size == 10
    assert np.abs(people - trials.sum() / 10).max() <= 3  # a cell is not split
    assert all(risk[tenths == n].max() <= risk[tenths == n + 1].min() for n in range(9))


def test_a_rare_level_shows_only_with_another(register: Register) -> None:
    cells = register.cells.copy(deep=True)
    rare = np.flatnonzero(cells["covariate_joint"].to_numpy() == 2)
    cells["covariate_joint"][rare[3:]] = 1
    names = [g.check for g in shown_groups(fit_of(register.posterior, cells, register.model))]
    assert [n for n in names if n.startswith("level")] in (
        ["level[joint=hand+knee]", "level[joint=hip]"],
        ["level[joint=hand]", "level[joint=hip+knee]"],
    )
    public = model_from_table(
        {**register.model.model_dump(exclude_none=True), "disclosure": {"public": True}}
    )
    groups = shown_groups(fit_of(register.posterior, cells, public))
    assert "level[joint=knee]" in [g.check for g in groups]


@pytest.mark.parametrize("way", ["calibration", "level[joint"])
def test_the_groups_of_a_way_hold_everybody_once(register: Register, way: str) -> None:
    groups = shown_groups(register.fit)
    members = sum(g.cells.astype(int) for g in groups if g.check.startswith(way))
    np.testing.assert_array_equal(members, 1)


def test_names_are_never_formats(register: Register) -> None:
    sections = register.model.model_dump(exclude_none=True)
    for covariate in sections["covariates"]:
        covariate["name"] = {"joint": "joint {DKK}"}.get(covariate["name"], covariate["name"])
    cells = register.cells.rename({"covariate_joint": "covariate_joint {DKK}"})
    draws = register.posterior["posterior"].to_dataset()
    terms = [term.replace("joint[", "joint {DKK}[") for term in draws["term"].values]
    posterior = xr.DataTree.from_dict({"/posterior": draws.assign_coords(term=terms)})
    fit = fit_of(posterior, cells, model_from_table(sections))
    assert "level[joint {DKK}=hip]" in [group.check for group in shown_groups(fit)]
