"""A seeded reduction of the calibration, with mistakes planted that it has to catch.

The full run is `scripts/calibrate.py`; here the data sets are few and quick to fit. The draws of
each are made once, and every mistake is made in them afterwards.
"""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.trust.sbc.calibration import INTERVAL, SetResult, judge_set
from bayes_bench.trust.sbc.data_sets import CalibrationSet, simulate_set
from bayes_bench.trust.sbc.shapes import small_shape_of
from bayes_bench.trust.sbc.verdict import Calibration, coverage_table, judge_sets

SETS = 60
SEED = 20160101
MOST = 3.0
"""Standard errors that the coverage of so few data sets may be off."""
SAMPLE = ("chain", "draw")

type Answered = list[tuple[CalibrationSet, xr.Dataset]]


@pytest.fixture(scope="module")
def answered() -> Answered:
    made = [simulate_set(small_shape_of(number), SEED) for number in range(SETS)]
    return [(one, answer(one)) for one in made]


def answer(made: CalibrationSet) -> xr.Dataset:
    """Every fourth draw of a posterior and its benchmark: 60 of them are held in memory."""
    sampling = made.model.sampling.model_copy(update={"sampler": "laplace"})
    model = made.model.model_copy(update={"sampling": sampling})
    cells = aggregate(read_people(model, made.people), model)
    posterior = fit(cells, model)
    bench = benchmark(posterior, cells, model)
    rank = Ranks(bench["indicator"], model.data.better).spans["first"]
    draws = xr.merge([posterior["posterior"].to_dataset(), bench.assign(rank=rank)])
    return draws.isel(draw=slice(None, None, 4)).assign_attrs(sampler="laplace")


def verdict(answered: Answered, mistake: Callable[[xr.Dataset], xr.Dataset]) -> Calibration:
    """Judge all data sets, with a mistake made in the draws of each."""
    judged = [judge_set(made, mistake(draws)) for made, draws in answered]
    return judge_sets(
        [
            SetResult(number, sampler, refusal, 0.0, ranks, units)
            for number, (sampler, refusal, ranks, units) in enumerate(judged)
        ]
    )


def off(found: Calibration) -> float:
    """How many standard errors the coverage of all intervals is from what it should be."""
    row = found.coverage.set_index("intervals").loc["all"]
    coverage, error = row[["coverage", "standard_error"]].to_numpy(dtype=float)
    return float((coverage - INTERVAL) / error)


def failed(found: Calibration) -> set[str]:
    return set(found.ranks["quantity"][~found.ranks["passed"]])


def faithful(draws: xr.Dataset) -> xr.Dataset:
    return draws


def inflated(draws: xr.Dataset) -> xr.Dataset:
    """Posteriors 1.5 times as wide: of 60 sets even full coverage is only 3.3 errors above 95 %."""
    middle = draws.mean(SAMPLE)
    return (middle + 1.5 * (draws - middle)).assign_attrs(draws.attrs)


def shrunken(draws: xr.Dataset) -> xr.Dataset:
    """Posteriors .7 times as wide."""
    middle = draws.mean(SAMPLE)
    return (middle + 0.7 * (draws - middle)).assign_attrs(draws.attrs)


def shifted(draws: xr.Dataset) -> xr.Dataset:
    """Everything most of a posterior sd too high."""
    return (draws + 0.8 * draws.std(SAMPLE)).assign_attrs(draws.attrs)


def reversed_ranks(draws: xr.Dataset) -> xr.Dataset:
    return draws.assign(rank=draws.sizes["unit"] + 1 - draws["rank"])


def next_units(draws: xr.Dataset) -> xr.Dataset:
    """Every unit's draws under the name of the next."""
    return draws.roll(unit=1, roll_coords=False)


def wrong_sign(draws: xr.Dataset) -> xr.Dataset:
    """The indicator as expected minus predicted."""
    return draws.assign(indicator=-draws["indicator"], persons=-draws["persons"])


def plug_in(draws: xr.Dataset) -> xr.Dataset:
    """Everything given that the sd between units is near its posterior mean."""
    unit_sd = draws["unit_sd"].stack(sample=SAMPLE, create_index=False)
    nearest = np.argsort(np.abs((unit_sd - unit_sd.mean()).to_numpy()), kind="stable")
    chosen = np.random.default_rng(1).choice(nearest[: unit_sd.size // 10], (4, 250))
    flat = draws.stack(sample=SAMPLE, create_index=False).drop_vars(SAMPLE)
    return flat.isel(sample=xr.DataArray(chosen, dims=SAMPLE)).assign_attrs(draws.attrs)


def test_the_package_is_calibrated(answered: Answered) -> None:
    found = verdict(answered, faithful)
    assert not failed(found)
    assert not found.refused
    assert len(found.ranks) >= 15
    assert abs(off(found)) < MOST


@pytest.mark.parametrize(
    ("mistake", "caught_in"),
    [
        (shifted, {"intercept", "national mean"}),
        (reversed_ranks, {"rank, large"}),
        (next_units, {"predicted, lower"}),
        (wrong_sign, {"indicator, large"}),
        (plug_in, {"unit sd"}),
    ],
)
def test_ranks_catch(
    answered: Answered, mistake: Callable[[xr.Dataset], xr.Dataset], caught_in: set[str]
) -> None:
    assert caught_in <= failed(verdict(answered, mistake))


@pytest.mark.parametrize(("mistake", "sign"), [(inflated, 1.0), (shrunken, -1.0)])
def test_coverage_catches(
    answered: Answered, mistake: Callable[[xr.Dataset], xr.Dataset], sign: float
) -> None:
    assert sign * off(verdict(answered, mistake)) > MOST


def test_classes_of_size_and_width_are_looked_at(answered: Answered) -> None:
    units = [judge_set(made, draws)[3] for made, draws in answered[:20]]
    table = coverage_table(units).set_index("intervals")
    assert table.loc["people", "count"].sum() == table.loc["all", "count"]
    assert table.loc["width", "count"].sum() == table.loc["all", "count"]
