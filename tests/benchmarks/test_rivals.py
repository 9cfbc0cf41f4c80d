"""Rivals: draws by our names and on our scale, whatever a sampler calls them.

That their posterior is ours is tested with the comparison of samplers, where they draw.
"""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
import nutpie
import pandas as pd
import pymc as pm
import pytest
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.pymc_model import build_pymc_model
from benchmarks import rivals
from benchmarks.rivals import RIVALS, TUNE, nutpie_nuts, parameter_names, pymc_nuts
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model

CHAINS, DRAWS, UNITS = 2, 5, 7


@pytest.fixture(scope="module")
def with_covariates(people: pd.DataFrame) -> tuple[xr.Dataset, Model]:
    model = people_model()
    return cells_of(people, model), model


@pytest.fixture(scope="module")
def without() -> tuple[xr.Dataset, Model]:
    model = counts_model()
    return counts_cells([30, 40, 25], [9, 20, 3], model), model


def unconstrained(definition: pm.Model) -> dict[str, np.ndarray]:
    """Made-up draws of every free variable, on the scale that samplers work on."""
    point, rng = definition.initial_point(), np.random.default_rng(1)
    return {
        value.name: rng.normal(size=(CHAINS, DRAWS, *np.shape(point[value.name])))
        for value in definition.value_vars
    }


def test_draws_have_our_names_dims_and_scale(with_covariates: tuple[xr.Dataset, Model]) -> None:
    cells, model = with_covariates
    definition = build_pymc_model(cells, model)
    samples = unconstrained(definition)
    found = rivals._named(samples, (cells, model), definition)
    assert set(found.data_vars) == set(parameter_names(model))
    assert found["coefficient"].dims == ("chain", "draw", "term")
    assert found["unit_effect"].dims == ("chain", "draw", "unit")
    assert found["unit"].to_numpy().tolist() == cells["unit"].to_numpy().tolist()
    terms = ["joint[hip]", "joint[knee]", "age[1]", "age[2]", "age[3]", "share"]
    assert found["term"].to_numpy().tolist() == terms
    # PyMC's own way back to the sd
    variable = definition["unit_sd"]
    transform = definition.rvs_to_transforms[variable]
    back = transform.backward(samples["unit_sd_log__"], *variable.owner.inputs).eval()
    np.testing.assert_allclose(found["unit_sd"], back, rtol=1e-12)
    np.testing.assert_array_equal(found["intercept"], samples["intercept"])


def test_without_covariates_there_are_no_coefficients(without: tuple[xr.Dataset, Model]) -> None:
    cells, model = without
    definition = build_pymc_model(cells, model)
    found = rivals._named(unconstrained(definition), (cells, model), definition)
    assert set(found.data_vars) == set(parameter_names(model)) - {"coefficient"}
    assert "term" not in found.dims


def test_members_of_further_groupings_have_their_names(grouped: tuple[xr.Dataset, Model]) -> None:
    cells, model = grouped
    definition = build_pymc_model(cells, model)
    samples = unconstrained(definition)
    found = rivals._named(samples, (cells, model), definition)
    assert set(found.data_vars) == set(parameter_names(model))
    np.testing.assert_array_equal(
        found["diagnosis_effect"].sel(diagnosis="d3"), samples["diagnosis_effect"][..., 3]
    )


def tree_of(cells: xr.Dataset, **more: Any) -> xr.DataTree:
    """A sampler's answer, with more in it than the parameters."""
    shape = (CHAINS, DRAWS)
    draws = {
        "unit_sd_log__": (("chain", "draw"), np.zeros(shape)),
        "intercept": (("chain", "draw"), np.ones(shape), {"of": "a sampler"}),
        "unit_sd": (("chain", "draw"), np.full(shape, 0.5)),
        "unit_effect": (("chain", "draw", "unit"), np.zeros((*shape, cells.sizes["unit"]))),
    }
    dataset = xr.Dataset(draws, coords={"unit": cells["unit"].to_numpy()}, attrs=more)
    return xr.DataTree.from_dict({"/posterior": dataset, "/sample_stats": xr.Dataset()})


def asked(told: Mapping[str, Any], seed: str, model: Model) -> None:
    assert (told["chains"], told["draws"], told["tune"]) == (CHAINS, DRAWS, TUNE)
    assert told[seed] == model.sampling.random_seed


def test_pymc_is_asked_for_its_own_sampler_and_its_own_clock_is_read(
    without: tuple[xr.Dataset, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells, model = without
    told: dict[str, Any] = {}

    def sample(**settings: Any) -> xr.DataTree:
        told.update(settings, model=pm.modelcontext(None))
        return tree_of(cells, sampling_time=12.5)

    monkeypatch.setattr(pm, "sample", sample)
    found, seconds = pymc_nuts(cells, model, (CHAINS, DRAWS))
    asked(told, "random_seed", model)
    assert told["nuts_sampler"] == "pymc"
    assert {value.name for value in told["model"].free_RVs} == {
        "intercept",
        "unit_sd",
        "unit_effect",
    }
    assert seconds == 12.5
    assert set(found.data_vars) == {"intercept", "unit_sd", "unit_effect"}
    assert (found.attrs, found["intercept"].attrs) == ({}, {})


def test_nutpies_compiling_is_not_in_its_seconds(
    without: tuple[xr.Dataset, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells, model = without
    told: dict[str, Any] = {}
    clock = [0.0]

    def compiling(definition: pm.Model) -> str:
        told["compiled"] = definition
        clock[0] += 100.0
        return "compiled"

    def sample(compiled: str, **settings: Any) -> xr.DataTree:
        told.update(settings, given=compiled)
        clock[0] += 3.0
        return tree_of(cells)

    monkeypatch.setattr(nutpie, "compile_pymc_model", compiling)
    monkeypatch.setattr(nutpie, "sample", sample)
    monkeypatch.setattr(rivals, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
    _, seconds = nutpie_nuts(cells, model, (CHAINS, DRAWS))
    asked(told, "seed", model)
    assert told["given"] == "compiled"
    assert isinstance(told["compiled"], pm.Model)
    assert seconds == 3.0


def test_what_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(RIVALS) == ["PyMC NUTS", "nutpie", "numpyro"]
    monkeypatch.setattr(rivals, "find_spec", lambda _: None)
    assert rivals.at_hand() == ["PyMC NUTS", "nutpie"]
    monkeypatch.setattr(rivals, "find_spec", lambda name: name)
    assert rivals.at_hand() == list(RIVALS)
