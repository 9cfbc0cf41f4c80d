"""Runs of a calibration: every data set once, in order, and a failure repeated."""

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.inputs.model.file import Model
from bayes_bench.trust.sbc import run
from bayes_bench.trust.sbc.calibration import SetResult
from bayes_bench.trust.sbc.verdict import judge_sets
from tests.builders.calibration import result


def test_a_failure_is_repeated_once_with_the_second_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def two_runs(_answer: object, sets: int, _jobs: int, seed: int, *_: object) -> list[SetResult]:
        period = 10 if seed == run.RANDOM_SEEDS[0] else 20
        return [result(number, period) for number in range(sets)]

    monkeypatch.setattr(run, "run_sets", two_runs)
    runs = run.calibrate(lambda *_: xr.Dataset(), 60, 1)
    assert [seed for seed, _ in runs] == [*run.RANDOM_SEEDS]
    assert not judge_sets(runs[-1][1]).failures


def test_a_run_that_passes_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    def good(_answer: object, sets: int, *_: object) -> list[SetResult]:
        return [result(number) for number in range(sets)]

    monkeypatch.setattr(run, "run_sets", good)
    assert [seed for seed, _ in run.calibrate(lambda *_: xr.Dataset(), 60, 1)] == [20160101]


def refuse(people: pd.DataFrame, model: Model) -> xr.Dataset:
    """Nothing is fitted; the reason says which people were seen, and that they are new ones."""
    column = "event" if "event" in people else "events"
    raise RefusedError([f"{model.title}: {people[column].sum()} of {len(people)}"])


def test_every_data_set_is_seen_once_in_order_and_by_its_seed() -> None:
    one, again, other = (run.run_sets(refuse, 6, 1, seed) for seed in (1, 1, 2))
    assert [found.number for found in one] == [*range(6)]
    reasons = [found.refusal for found in one]
    assert [text.partition(":")[0] for text in reasons] == [f"Data set {n}" for n in range(6)]
    assert reasons == [found.refusal for found in again]
    assert reasons != [found.refusal for found in other]
