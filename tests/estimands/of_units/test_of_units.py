"""Estimands against what they are made of."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.direct_gap import direct_gap
from bayes_bench.estimands.of_units.indirect_rate import indirect_rate
from bayes_bench.estimands.of_units.odds_ratio import odds_ratio
from bayes_bench.estimands.of_units.ratio_oe import ratio_oe
from bayes_bench.estimands.of_units.ratio_pe import ratio_pe


@pytest.fixture
def bench(make_problem) -> xr.Dataset:
    problem = make_problem()
    return benchmark(problem.posterior, problem.cells, problem.model)


def test_direct_gaps_of_people_sum_to_zero(bench) -> None:
    gap = direct_gap(bench)
    assert (gap * bench["n"]).sum("unit").values == pytest.approx(0, abs=1e-9)  # rounding
    spread = 100 * (bench["direct_rate"].max("unit") - bench["direct_rate"].min("unit"))
    assert (gap.max("unit") - gap.min("unit")).values == pytest.approx(spread.values)


def test_ratios_give_the_shares_back(bench) -> None:
    assert (ratio_pe(bench) * bench["expected"]).values == pytest.approx(bench["predicted"].values)
    oe = ratio_oe(bench)
    assert oe.dims == ("chain", "draw", "unit")
    back = (oe * bench["expected"]).std(("chain", "draw"))
    assert back.values == pytest.approx(0, abs=1e-12)  # what was observed has no uncertainty


def test_the_indirect_rate_is_refused_but_under_typical(bench) -> None:
    with pytest.raises(InputError, match=r"'typical'.*'national'"):
        indirect_rate(bench)


def test_the_indirect_rate_of_a_unit_as_expected_is_the_countrys(make_problem) -> None:
    problem = make_problem(reference="typical")
    draws = problem.posterior["posterior"].to_dataset()
    draws["unit_effect"][..., 0] = 0.0
    posterior = xr.DataTree.from_dict({"posterior": draws})
    rates = indirect_rate(benchmark(posterior, problem.cells, problem.model))
    observed = float(problem.cells["events"].sum() / problem.cells["trials"].sum())
    assert rates[..., 0].values == pytest.approx(observed, rel=1e-8)  # interpolated


def test_odds_ratios_compare_any_two_units_as_their_effects_do(make_problem) -> None:
    posterior = make_problem().posterior
    effect = posterior["posterior"]["unit_effect"]
    ratio = odds_ratio(posterior)
    between = np.log((ratio[..., 1] / ratio[..., 0]).values)
    assert between == pytest.approx((effect[..., 1] - effect[..., 0]).values)
    assert ratio.prod("unit").values == pytest.approx(1)
