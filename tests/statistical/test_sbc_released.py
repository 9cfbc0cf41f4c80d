"""A seeded reduction of the calibration under the default disclosure control.

Units are merged before the fit by their people and by what is expected of them, and hidden by what
happened where they are shown. Were they merged by what happened, the sd between units would come
out too small, and the intervals of the shown units too narrow.
"""

import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.trust.sbc.calibration import INTERVAL, SetResult, judge_released
from bayes_bench.trust.sbc.data_sets import CalibrationSet, simulate_set
from bayes_bench.trust.sbc.shapes import released_shape_of
from bayes_bench.trust.sbc.verdict import Calibration, judge_sets

SETS, SEED = 40, 20160101
MOST = 3.0
"""Standard errors that the coverage of so few data sets may be off."""


def answer(made: CalibrationSet) -> xr.Dataset:
    sampling = made.model.sampling.model_copy(update={"sampler": "laplace"})
    model = made.model.model_copy(update={"sampling": sampling})
    cells = aggregate(read_people(model, made.people), model)
    posterior, shown = fit(cells, model), Analysis(model, cells).is_shown
    bench = benchmark(posterior, cells, model).assign(shown=("unit", shown))
    draws = xr.merge([posterior["posterior"].to_dataset(), bench])
    return draws.assign_attrs(sampler="laplace")


@pytest.fixture(scope="module")
def found() -> Calibration:
    results = []
    for number in range(SETS):
        made = simulate_set(released_shape_of(number), SEED)
        sampler, refusal, ranks, units = judge_released(made, answer(made))
        results.append(SetResult(number, sampler, refusal, 0.0, ranks, units))
    return judge_sets(results)


def test_the_intervals_of_shown_units_have_their_coverage(found: Calibration) -> None:
    row = found.coverage.set_index("intervals").loc["all"]
    coverage, error = row[["coverage", "standard_error"]].to_numpy(dtype=float)
    assert abs(coverage - INTERVAL) < MOST * error
    assert row["count"] > 20 * SETS


def test_the_sd_between_units_has_the_ranks_it_should(found: Calibration) -> None:
    assert not found.refused
    assert found.ranks["passed"].all()
    assert "unit sd" in set(found.ranks["quantity"])
