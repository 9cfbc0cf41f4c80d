"""NUTS: how far units are centred, and its figures of a whole run."""

import os
import sys

import numpy as np
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.numerics.side_by_side import SideBySide
from bayes_bench.posterior.density import density_of
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.samplers import nuts
from tests.builders.small_problems import counts_cells, counts_model


@pytest.fixture
def analysis() -> Analysis:
    model = counts_model()
    return Analysis(model, counts_cells([4, 100, 10_000], [1, 25, 2500], model))


def test_units_are_centred_by_what_their_own_people_say(analysis: Analysis) -> None:
    centring = nuts.centring_of(analysis.cells, unit_sd=0.5)
    # by hand: n p (1 - p) sigma^2 / (1 + n p (1 - p) sigma^2) at p = .25
    reliability = np.array([4, 100, 10_000]) * 0.1875 * 0.25
    np.testing.assert_allclose(centring, reliability / (1.0 + reliability), rtol=1e-3)
    assert np.all(np.diff(centring) > 0.0)


def test_where_there_is_no_mode_the_sd_is_small(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: object) -> None:
        raise LaplaceError

    assert nuts.likely_unit_sd(density_of(analysis)) > 0.0
    monkeypatch.setattr(nuts, "outer_mode", none)
    assert nuts.likely_unit_sd(density_of(analysis)) == nuts.SMALL_UNIT_SD


def test_draws_of_nutpie_get_the_names_of_the_package(analysis: Analysis) -> None:
    rng, dims = np.random.default_rng(1), ("chain", "draw")
    shape, units = (2, 4), analysis.cells["unit"].to_numpy()
    draws = {name: (dims, rng.random(shape)) for name in ("intercept", "unit_sd", "other")}
    effect = ((*dims, "unit"), rng.random((*shape, 3)))
    statistics = {name: (dims, rng.random(shape)) for name in [*nuts.KEPT_STATISTICS, "index"]}
    coords = {"chain": [0, 1], "draw": np.arange(4)}
    tree = xr.DataTree.from_dict(
        {
            "/posterior": xr.Dataset({**draws, "unit_effect": effect}, {**coords, "unit": units}),
            "/sample_stats": xr.Dataset(statistics, coords),
        }
    )
    found = nuts.nuts_tree(tree, analysis)
    assert list(found["posterior"].to_dataset()) == ["intercept", "unit_sd", "unit_effect"]
    assert set(found["sample_stats"].to_dataset()) == set(nuts.KEPT_STATISTICS.values())
    assert found.attrs["sampler"] == "nuts"


def test_figures_of_a_whole_run() -> None:
    rng, dims = np.random.default_rng(2), ("chain", "draw")
    energy = rng.normal(50.0, 3.0, (4, 1000))
    statistics = xr.Dataset(
        {
            "diverging": (dims, np.arange(4000).reshape(4, 1000) < 2),
            "energy": (dims, energy),
            "tree_depth": (dims, rng.integers(1, 6, (4, 1000))),
        }
    )
    found = nuts.figures(statistics)
    # by hand: mean squared change over variance, of independent energies 2
    by_chain = np.square(np.diff(energy)).sum(axis=1) / np.square(
        energy - energy.mean(axis=1, keepdims=True)
    ).sum(axis=1)
    assert found["e_bfmi"] == pytest.approx(by_chain.min(), rel=0.01)
    assert found["divergences"] == 2.0
    assert found["tree_depth"] == 5.0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux")
def test_a_forked_process_leaves_nuts_to_the_one_that_forked_it(analysis: Analysis) -> None:
    begun, entry = os.pipe()

    def prepared() -> int:
        os.write(entry, b"x")
        nuts.prepare(analysis)
        return os.getpid()

    with SideBySide([prepared, os.getpid], 1) as under_way:
        os.read(begun, 1)  # the other process was first
        assert under_way.results()[0] == os.getpid()
