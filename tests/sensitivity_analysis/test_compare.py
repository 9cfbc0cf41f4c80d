"""What a variant changes in worlds where it is known what should."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.sensitivity_analysis.compare import (
    Sensitivity,
    examined,
    sensitivity,
)
from bayes_bench.sensitivity_analysis.rows import COLUMNS, base_conclusions
from bayes_bench.sensitivity_analysis.variants import variants_of
from bayes_bench.tables.units.indicators import indicator_table
from tests.builders.fits import fit_of, sampled
from tests.builders.posterior import refuse_laplace

MODEL = {
    "title": "World",
    "data": {"unit": "unit", "outcome": "ill", "better": "lower"},
    "covariates": [{"name": "x", "kind": "linear"}, {"name": "sex", "reference": "f"}],
    "sensitivity": {"without": ["sex"]},
}
SLOPE = 0.6
DETAILS = ("case_mix", "own")

type Floats = NDArray[np.float64]


def model_with(**sections: object) -> Model:
    return model_from_table({**MODEL, **sections})


@dataclass(frozen=True)
class World:
    """People, and the indicator that each unit truly has, percentage points."""

    people: pd.DataFrame
    truth: Floats


def world(sizes: Collection[int], of_mix: float = 0.0, of_volume: float = 0.0) -> World:
    """Units that do worse by their mean of x, or by the log of their size, and by chance."""
    rng, size = np.random.default_rng(1), np.asarray([*sizes], dtype=np.int64)
    mix, volume = rng.normal(0.0, 0.5, size.size), np.log2(size)
    effect = of_mix * mix + of_volume * (volume - volume.mean()) + rng.normal(0.0, 0.15, size.size)
    unit = np.repeat(np.arange(size.size), size)
    x = (mix[unit] + rng.normal(0.0, 0.7, unit.size)).round(1)
    chance = expit(-1.0 + SLOPE * x + effect[unit])
    people = pd.DataFrame(
        {
            "unit": [f"u{n:02d}" for n in unit],
            "x": x,
            "sex": rng.choice(["f", "m"], unit.size),
            "ill": (rng.random(unit.size) < chance).astype(int),
        }
    )
    return World(people, 100 * _by_unit(chance - _expected(x, chance), unit))


def _expected(x: Floats, chance: Floats) -> Floats:
    """Of the same people, if the country's events were spread by x alone."""

    def excess(intercept: float) -> float:
        return float((expit(intercept + SLOPE * x) - chance).sum())

    return np.asarray(expit(brentq(excess, -5.0, 5.0) + SLOPE * x))


def _by_unit(values: Floats, unit: NDArray[np.int64]) -> Floats:
    return np.asarray(pd.Series(values).groupby(unit).mean())


@cache
def analysed(of_mix: float = 0.0, of_volume: float = 0.0) -> tuple[World, Fit]:
    sizes = [120] * 30 if of_volume == 0.0 else [int(20 * 2 ** (n / 5)) for n in range(30)]
    made, model = world(sizes, of_mix, of_volume), model_with(disclosure={"public": True})
    return made, sampled(model, made.people)


def small(**sections: object) -> Fit:
    """Five units that are shown, and six that are together."""
    return sampled(model_with(**sections), world([4] * 6 + [40] * 5).people)


def only(names: Collection[str], base: Fit) -> Sensitivity:
    every = variants_of(base)
    return examined([variant for variant in every if variant.variant in names], base)


def indicators(found: Sensitivity, variant: str, detail: str) -> Floats:
    units = found.units.set_index(["variant", "detail"])
    return np.asarray(units.loc[(variant, detail), "indicator"])


def effect(found: Sensitivity) -> tuple[float, float]:
    row = found.summary[found.summary["detail"] == "own"].iloc[0]
    return row["effect_lower"], row["effect_upper"]


def mean_change(found: Sensitivity, detail: str) -> float:
    return float(found.summary.set_index("detail")["mean_change"].loc[detail])


def test_performance_that_goes_with_case_mix_is_found_by_unit_means() -> None:
    made, base = analysed(of_mix=0.8)
    _, same = analysed()
    found, control = (only(["unit_risk"], of) for of in (base, same))
    # a unit's mean adds .8 to the log odds, and is measured by what the base takes x to add
    by_sd = base.posterior["posterior"]["coefficient"].sel(term="x").mean()
    low, high = effect(found)
    assert 0.2 < low < 0.8 / float(by_sd / made.people["x"].std(ddof=0)) < high
    assert effect(control)[0] < 0.0 < effect(control)[1]
    assert mean_change(found, "case_mix") > 4 * mean_change(control, "case_mix")

    def far(table: Floats) -> float:
        return float(np.std(table - made.truth))

    # counted as the unit's own, it is told apart from what x does to a person; taken for case mix,
    # it is excused
    found_far = {detail: far(indicators(found, "unit_risk", detail)) for detail in DETAILS}
    base_far = far(base_conclusions(base).table["indicator"].to_numpy())
    assert found_far["own"] < 0.8 * base_far < base_far < found_far["case_mix"]


def test_with_one_covariate_mean_and_risk_are_the_same() -> None:
    base = small(covariates=MODEL["covariates"][:1], sensitivity={})
    found = only(["unit_risk", "unit_means"], base)
    for detail in DETAILS:
        pair = (indicators(found, name, detail) for name in ("unit_risk", "unit_means"))
        np.testing.assert_allclose(*pair, rtol=0, atol=1e-6)


def test_performance_that_goes_with_volume_is_found_by_volume() -> None:
    made, base = analysed(of_volume=-0.25)
    found = only(["volume"], base)
    low, high = effect(found)
    assert low < -0.25 < high < -0.1
    assert mean_change(found, "case_mix") > 2.0
    # shrunk to units of their size, small units are nearer to the truth than shrunk to all
    small = slice(10)
    far = np.abs(base_conclusions(base).table["indicator"] - made.truth)[small].mean()
    assert np.abs(indicators(found, "volume", "own") - made.truth)[small].mean() < 0.8 * far


def test_without_an_effect_of_volume_little_moves() -> None:
    _, base = analysed(of_volume=1e-9)
    found = only(["volume"], base)
    assert effect(found)[0] < 0.0 < effect(found)[1]
    assert mean_change(found, "case_mix") < 0.5


def test_another_seed_moves_by_monte_carlo_error_and_a_covariate_by_more() -> None:
    _, base = analysed(of_mix=0.8)
    every = variants_of(base)
    without = only(["seed"], base).units
    without = without[without["variant"] == "seed"]
    # 30 units: a normal variable is beyond 4.5 in one of 150,000
    assert (np.abs(without["change"]) < 4.5 * without["change_error"]).all()
    names = model_with(sensitivity={"without": ["x"]}).sensitivity
    model = base.model.model_copy(update={"sensitivity": names})
    moved = only(["without"], fit_of(base.posterior, base.analysis.cells, model)).units
    moved = moved[moved["detail"] == "x"]
    # of 1,000 draws, and still far beyond chance: of 30 normal variables .1 are beyond 3
    assert (np.abs(moved["change"]) > 3 * moved["change_error"]).mean() > 0.8
    assert [variant.details for variant in every if variant.variant == "without"] == [("sex",)]


def test_coding_does_not_matter() -> None:
    _, base = analysed()
    found = only(["coding"], base).units
    # the prior is of the contrast with the reference: in the second decimal, not the first
    assert (found["change"].abs() < 4.5 * found["change_error"] + 0.05).all()


def test_other_references_are_the_benchmark_under_them() -> None:
    _, base = analysed()
    found = only(["reference"], base)
    assert list(found.summary["detail"]) == ["", "average_unit", "population", "typical"]
    for name in ("average_unit", "population", "typical"):
        model = model_with(disclosure={"public": True}, benchmark={"reference": name})
        table = indicator_table(fit_of(base.posterior, base.analysis.cells, model))
        units = found.units[found.units["detail"] == name]
        np.testing.assert_allclose(units["indicator"], table["indicator"], rtol=1e-9)
        assert list(units["flag"]) == list(table["flag"])


def test_a_refused_variant_is_a_row_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    base = small(sampling={"sampler": "laplace"})
    refuse_laplace(monkeypatch)
    found = only(["without", "unit_risk", "unit_means", "prior_unit_sd", "reference"], base)
    by_variant = found.summary.set_index("variant")
    assert by_variant.loc["without", "verdict"] == "refused"
    assert "pareto_k" in by_variant.loc["without", "note"]
    assert by_variant["flags_flipped"].isna()["without"]
    assert "pareto_k" in by_variant["note"].loc[["prior_unit_sd"]].iloc[1]
    assert list(by_variant["verdict"].loc[["unit_risk"]]) == ["refused", "refused"]
    assert list(by_variant["verdict"].loc[["unit_means"]]) == ["skipped", "skipped"]
    assert set(by_variant["verdict"].loc[["reference"]]) == {"accepted"}  # no draws of their own
    assert set(found.units["variant"]) == {"base", "reference"}


def test_the_whole_and_whom_it_hides() -> None:
    base = small()
    cells = base.analysis.cells
    told: list[tuple[int, int]] = []
    bench = benchmark_of(base)
    found = sensitivity(cells, base.model, base.posterior, bench, lambda *done: told.append(done))
    assert list(found.summary.columns) == COLUMNS
    # other processes take theirs meanwhile
    assert told == sorted(set(told))
    assert {total for _, total in told} == {10}
    assert told[-1] == (10, 10)
    ranked = list(cells["unit"].to_numpy()[cells["ranked"].to_numpy()])
    assert "other" in cells["unit"].to_numpy()
    for _, units in found.units.groupby(["variant", "detail"], sort=False):
        assert list(units["unit"]) == ranked
    accepted = found.summary[found.summary["verdict"] == "accepted"]
    assert len(found.units) == len(accepted) * len(ranked)
    assert not found.summary[["variant", "detail"]].duplicated().any()
    with_reason = found.summary["verdict"].isin(("skipped", "refused"))
    assert (found.summary.loc[with_reason, "note"] != "").all()
    units = found.units[found.units["variant"] == "base"]
    assert list(units["flag"]) == list(indicator_table(base)["flag"])[:-1]
