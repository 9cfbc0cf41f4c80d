"""Ranks, verdicts and the run of a calibration, without fitting anything."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.trust.sbc import run
from bayes_bench.trust.sbc.band import p_value
from bayes_bench.trust.sbc.calibration import DRAWS, SetResult, calibrate_set, rank_of, thinned
from bayes_bench.trust.sbc.data_sets import Parameters, simulate_set
from bayes_bench.trust.sbc.estimands import log_likelihood
from bayes_bench.trust.sbc.report import calibration_table, figure, page, summary, write_report
from bayes_bench.trust.sbc.shapes import shape_of, small_shape_of
from bayes_bench.trust.sbc.verdict import judge_sets


def result(number: int, period: int = 20, *, alike: bool = False) -> SetResult:
    """A data set that misses one unit in `period`, as often in every class over 60 of them."""
    unit = np.arange(40)
    covered = (number + (0 * unit if alike else unit)) % period > 0
    people = np.array([3, 10, 50, 200, 1000])[unit % 5]
    width = unit // 8 + number / 1000
    units = pd.DataFrame({"people": people, "width": width, "covered": covered})
    return SetResult(number, "laplace", "", 1.0, {"x": 123 * number % (DRAWS + 1)}, units)


def test_a_rank_counts_the_draws_below_and_breaks_ties_at_random() -> None:
    rng = np.random.default_rng(1)
    assert rank_of(2.5, np.array([1.0, 2.0, 3.0]), rng) == 2
    ranks = [rank_of(2.0, np.array([1.0, 2.0, 2.0, 3.0]), rng) for _ in range(300)]
    assert set(ranks) == {1, 2, 3}
    assert np.bincount(ranks)[1:] == pytest.approx(100, abs=35)


def chains(of: Callable[[np.ndarray], np.ndarray]) -> xr.Dataset:
    noise = np.random.default_rng(1).normal(size=(4, 1000))
    drawn = xr.DataArray(of(noise), dims=("chain", "draw"))
    return xr.Dataset({"intercept": drawn, "unit_sd": drawn})


def test_draws_are_thinned_only_where_they_are_then_independent() -> None:
    kept = thinned(chains(lambda noise: noise))
    assert kept is not None
    assert kept.sizes["sample"] == DRAWS
    assert thinned(chains(lambda noise: np.cumsum(noise, axis=1))) is None


def test_a_refusal_is_a_result() -> None:
    def answer(people: pd.DataFrame, model: Model) -> xr.Dataset:
        raise RefusedError([f"{len(people)} rows", model.title])

    found = calibrate_set(0, 1, answer, small_shape_of)
    assert found.refusal == "5 rows"
    assert not found.ranks


def test_the_likelihood_catches_a_posterior_that_ignores_the_data() -> None:
    """Draws from the prior have the right ranks for every parameter (Modrák et al. 2023)."""
    ranks: dict[str, list[int]] = {"intercept": [], "log likelihood": []}
    for number in range(100):
        made = simulate_set(small_shape_of(7 * number), 1)  # without covariates
        rng = np.random.default_rng(number)
        truths = [
            simulate_set(made.shape, 1000 + n).truth for n in range(number * 19, number * 19 + 19)
        ]
        parts = (
            np.concatenate([getattr(truth, name) for truth in truths])
            for name in ("intercept", "coefficient", "unit_sd", "unit_effect")
        )
        prior = Parameters(*parts)
        ranks["intercept"].append(rank_of(made.truth.intercept[0], prior.intercept, rng))
        among, true = (log_likelihood(made.patterns, at) for at in (prior, made.truth))
        ranks["log likelihood"].append(rank_of(true[0], among, rng))
    assert p_value(np.array(ranks["intercept"]), 20) > 0.01
    assert p_value(np.array(ranks["log likelihood"]), 20) < 1e-9


def test_good_results_pass() -> None:
    found = judge_sets([result(number) for number in range(60)])
    assert found.failures == ()
    assert found.samplers == {"laplace": 60}


def test_ranks_in_the_middle_intervals_that_are_short_and_refusals_fail() -> None:
    middle = [
        SetResult(r.number, "laplace", "", 1.0, {"x": 60 + r.number % 80}, r.units)
        for r in (result(number) for number in range(180))
    ]
    assert judge_sets(middle).failures == ("ranks of x",)
    assert "coverage, all: all" in judge_sets([result(n, 10) for n in range(60)]).failures
    refused = [SetResult(n, "", "pareto_k", 1.0) for n in range(60, 63)]
    found = judge_sets([*(result(n) for n in range(60)), *refused])
    assert found.failures == ("4.8% of the data sets refused",)
    assert found.refused == {"pareto_k": 3}


def test_the_standard_error_knows_that_a_sets_units_are_alike() -> None:
    all_or_none = [result(n, alike=True) for n in range(60)]
    row = judge_sets(all_or_none).coverage.iloc[0]
    assert row["coverage"] == pytest.approx(0.95)
    assert row["standard_error"] == pytest.approx(np.sqrt(0.95 * 0.05 / 60), rel=1e-6)


def test_a_failure_is_repeated_once_with_the_second_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def two_runs(_answer: object, sets: int, _jobs: int, seed: int) -> list[SetResult]:
        period = 10 if seed == run.RANDOM_SEEDS[0] else 20
        return [result(number, period) for number in range(sets)]

    monkeypatch.setattr(run, "run_sets", two_runs)
    runs = run.calibrate(lambda *_: xr.Dataset(), 60, 1)
    assert [seed for seed, _ in runs] == [*run.RANDOM_SEEDS]
    assert not judge_sets(runs[-1][1]).failures


def test_the_report(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "calibration.md").write_text("# About\n<!-- old -->\n", encoding="utf-8")
    results = [result(number) for number in range(60)]
    found = write_report(folder, [(1, results)], 2.0, 1)
    assert not found.failures
    table = pd.read_csv(folder / "calibration.csv")
    assert table["table"].value_counts().to_dict() == {"ranks": 1, "coverage": 11}
    text = (folder / "calibration.md").read_text(encoding="utf-8")
    assert "60 data sets in 2 minutes on one process" in text
    assert text == page(text, results, 2.0, 1)  # what was written before is replaced
    assert (folder / "calibration.png").read_bytes().startswith(b"\x89PNG")
    assert len(figure(results).axes) == 4
    assert summary(results).endswith("calibrated")
    assert list(calibration_table([(1, results)])["random_seed"].unique()) == [1]


def test_shapes_that_are_rare_have_large_units() -> None:
    assert all(shape_of(n).largest == 2000 for n in range(200) if shape_of(n).rate < 0.05)
