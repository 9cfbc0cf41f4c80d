import numpy as np
import pytest
import xarray as xr
from scipy.special import expit

from bayes_bench import parameters
from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark, indicator_draws
from bayes_bench.numerics.logistic_moments import CUT

MESH = 1e-9  # see test_standardise


def run(problem) -> xr.Dataset:
    return benchmark(problem.posterior, problem.cells, problem.model)


def test_chains_draws_and_units_keep_their_places(make_problem) -> None:
    problem = make_problem()
    bench = run(problem)
    assert bench["predicted"].dims == ("chain", "draw", "unit")
    own = problem.own_share().reshape(2, 4, 5)
    assert bench["predicted"].values == pytest.approx(own, abs=1e-14)  # rounding
    assert bench["unit"].values.tolist() == ["101", "102", "103", "104", "other"]
    assert bench["ranked"].values.tolist() == [True] * 4 + [False]


def test_what_is_known_is_counted(make_problem) -> None:
    problem = make_problem()
    bench = run(problem)
    for unit in range(5):
        own = problem.cells.isel(cell=problem.cells["unit_index"].values == unit)
        assert bench["n"].values[unit] == own["trials"].sum()
        assert bench["events"].values[unit] == own["events"].sum()
        assert bench["observed"].values[unit] == float(own["events"].sum() / own["trials"].sum())


def test_differences_are_in_their_units_of_measure(make_problem) -> None:
    """A hand-made unit: 3 of 4 people, 25 % predicted everywhere, so 25 % expected."""
    problem = make_problem(bare=True, sizes=(1, 1))
    problem.cells["trials"][:] = 4
    problem.cells["events"][:] = 3
    draws = problem.posterior["posterior"].to_dataset()
    draws["intercept"][:] = np.log(1 / 3)
    draws["unit_effect"][:] = 0
    bench = benchmark(xr.DataTree.from_dict({"posterior": draws}), problem.cells, problem.model)
    one_reference = bench.drop_dims("reference")
    values = {str(name): float(bench[name][..., 0].mean()) for name in one_reference.data_vars}
    assert values == pytest.approx(
        {
            "predicted": 0.25,
            "expected": 0.25,
            "indicator": 0,
            "persons": 0,
            "observed_gap": 50,
            "direct_rate": 0.25,
            "n": 4,
            "events": 3,
            "observed": 0.75,
        },
        abs=1e-13,  # rounding, in percentage points
    )


def test_persons_of_all_units_sum_to_zero(make_problem) -> None:
    persons = run(make_problem())["persons"].sum("unit")
    assert persons.values == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("reference", ["typical", "population", "average_unit"])
def test_the_models_reference_is_used(make_problem, reference) -> None:
    other, national = run(make_problem(reference=reference)), run(make_problem())
    assert other.attrs["reference"] == reference
    assert np.abs(other["expected"] - national["expected"]).min() > 1e-6
    assert np.array_equal(other["predicted"], national["predicted"])


def test_every_reference_is_there_beside_the_models_own(make_problem) -> None:
    bench = run(make_problem())
    for reference in bench["reference"].values:
        own = run(make_problem(reference=reference))["expected"]
        assert np.array_equal(bench["expected_under"].sel(reference=reference), own)


@pytest.mark.parametrize("reference", ["national", "average_unit"])
def test_the_indicator_can_be_had_alone(make_problem, reference) -> None:
    problem = make_problem(reference=reference)
    alone = indicator_draws(problem.fit)
    # percentage points; either series leaves out what it may
    xr.testing.assert_allclose(alone, run(problem)["indicator"], rtol=0, atol=200 * CUT)


def test_the_average_unit_may_be_weighted_by_persons(make_problem) -> None:
    problem = make_problem(reference="average_unit", average_weights="persons")
    bench = run(problem)
    each = [problem.mean_by_unit(expit(problem.logits + problem.effects[:, [k]])) for k in range(5)]
    direct = np.average(each, axis=0, weights=bench["n"].values)
    assert bench["expected"].values.reshape(-1, 5) == pytest.approx(direct, abs=MESH)
    assert bench.attrs["average_weights"] == "persons"


def test_a_benchmark_can_be_stored(make_problem, tmp_path) -> None:
    bench = run(make_problem())
    bench.to_netcdf(tmp_path / "bench.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "bench.nc", engine="h5netcdf") as stored:
        assert stored["indicator"].equals(bench["indicator"])


def test_the_number_of_threads_changes_no_bit(make_problem, monkeypatch) -> None:
    problem = make_problem(chains=(2, 40))
    monkeypatch.setattr(parameters, "_BLOCK", 4096)  # several blocks
    tables = []
    for threads in (1, 5):
        monkeypatch.setattr("bayes_bench.numerics.parallel.cpu_count", lambda count=threads: count)
        tables.append(run(problem))
    assert tables[0].identical(tables[1])


def test_block_sizes_change_nothing_but_rounding(make_problem, monkeypatch) -> None:
    problem = make_problem(chains=(2, 40))
    whole = run(problem)
    monkeypatch.setattr(parameters, "DRAWS", 1)
    # percentage points; sums are cut elsewhere, and so are series, which may leave out a little
    xr.testing.assert_allclose(run(problem), whole, rtol=0, atol=200 * CUT)


def test_nothing_given_is_changed(make_problem) -> None:
    problem = make_problem()
    posterior, cells = problem.posterior.copy(deep=True), problem.cells.copy(deep=True)
    run(problem)
    assert problem.cells.identical(cells)
    assert problem.posterior.identical(posterior)


def test_progress_reaches_the_end(make_problem, monkeypatch) -> None:
    monkeypatch.setattr(parameters, "DRAWS", 1)  # a block for each draw
    problem, seen = make_problem(), []
    benchmark(
        problem.posterior,
        problem.cells,
        problem.model,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (8, 8)


def test_another_models_posterior_is_refused(make_problem) -> None:
    problem, bare = make_problem(), make_problem(bare=True)
    with pytest.raises(InputError, match="terms"):
        benchmark(bare.posterior, problem.cells, problem.model)
