"""Each variant is the analysis that its name says, held to people counted and summed one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import DataError
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.posterior.sampling import sample
from bayes_bench.sensitivity_analysis.choices import (
    recoded,
    reseeded,
    with_coefficient_prior,
    with_reference,
    with_unit_sd_prior,
    without_covariate,
)
from bayes_bench.sensitivity_analysis.contextual import (
    contextual_as_unit_effect,
    contextual_effect,
    with_unit_covariates,
)
from bayes_bench.sensitivity_analysis.unit_columns import (
    RISK,
    VOLUME,
    unit_means,
    unit_risk,
    unit_volume,
)
from bayes_bench.sensitivity_analysis.variants import MAX_LEFT_OUT, variants_of
from tests.builders.fits import cells_of, fit_of, sampled

COVARIATES: list[dict[str, Any]] = [
    {"name": "joint", "kind": "category"},
    {"name": "sex", "kind": "category", "reference": "m"},
    {"name": "age", "kind": "linear"},
    {"name": "bmi", "kind": "spline", "df": 2},
]
SIZES = [3, 2, *range(30, 105, 5)]
"""People by unit: three of the units become "other", and fourteen are ranked."""


def model_of(covariates: list[dict[str, Any]], **sections: Mapping[str, Any]) -> Model:
    data = {"unit": "unit", "outcome": "ill", "better": "lower"}
    return model_from_table({"title": "T", "data": data, "covariates": covariates, **sections})


def people_of(seed: int) -> pd.DataFrame:
    """People whose covariates differ within units, and whose region does not."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(SIZES)), SIZES)
    age = (rng.normal(50.0, 10.0, unit.size) + unit % 5).round()
    joint = np.array(["hand", "hip", "knee"])[rng.choice(3, unit.size, p=[0.5, 0.2, 0.3])]
    risk = expit(-1.0 + 0.03 * (age - 50.0) + 0.6 * (joint == "hip") + 0.3 * np.sin(unit))
    return pd.DataFrame(
        {
            "unit": [f"u{n:02d}" for n in unit],
            "joint": joint,
            "sex": rng.choice(["f", "m"], unit.size),
            "age": age,
            "bmi": rng.normal(25.0, 3.0, unit.size).round(),
            "region": np.where(unit % 3 == 0, "east", "west"),
            "ill": (rng.random(unit.size) < risk).astype(int),
        }
    )


@dataclass(frozen=True)
class Fitted:
    """People, as they are analysed, and the draws."""

    people: pd.DataFrame
    fit: Fit

    @property
    def base(self) -> Analysis:
        return self.fit.analysis


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    people, model = people_of(3), model_of(COVARIATES)
    return Fitted(people, sampled(model, people))


@pytest.mark.parametrize("name", ["joint", "sex", "age", "bmi"])
def test_leaving_out_is_the_model_file_without_it(fitted: Fitted, name: str) -> None:
    model = model_of([c for c in COVARIATES if c["name"] != name])
    cells, found = cells_of(fitted.people, model), without_covariate(fitted.base, name)
    assert found.model.covariates == model.covariates
    xr.testing.assert_identical(found.cells.drop_attrs(deep=False), cells.drop_attrs(deep=False))
    if name == "joint":  # one fit will do: the cells are all that goes in
        draws, wanted = (
            sample(analysis)["posterior"] for analysis in (found, Analysis(model, cells))
        )
        xr.testing.assert_identical(draws.to_dataset(), wanted.to_dataset())


def test_the_base_is_left_as_it_was(fitted: Fitted) -> None:
    before = fitted.base.cells.copy(deep=True)
    for variant in variants_of(fitted.fit):
        with_nothing = variant.variant == "unit_means"  # five columns for fifteen units
        if not with_nothing:
            variant.make()
    xr.testing.assert_identical(fitted.base.cells, before)


def test_unit_means_are_means_over_people(fitted: Fitted) -> None:
    found = unit_means(fitted.base)
    merged = fitted.base.cells.attrs["merged_units"]
    by_unit = fitted.people.groupby(fitted.people["unit"].replace(dict.fromkeys(merged, "other")))
    share = {
        f"{name}[{level}]": by_unit[name].agg(lambda values, level=level: (values == level).mean())
        for name, level in (("joint", "hip"), ("joint", "knee"), ("sex", "f"))
    }
    age = by_unit["age"].mean() / fitted.people["age"].std(ddof=0)
    wanted = {**share, "age": age, "bmi": by_unit["bmi"].mean()}
    assert list(found.values) == [f"unit mean of {name}" for name in wanted]
    order = fitted.base.cells["unit"].to_numpy()
    for name, means in wanted.items():
        np.testing.assert_allclose(
            found.values[f"unit mean of {name}"], means.loc[order], rtol=1e-12
        )
    assert found.left_out == ()


def test_columns_without_a_mean_of_their_own_are_left_out() -> None:
    people = people_of(4)
    people["half"] = np.where(people.groupby("unit").cumcount() % 2 == 0, "a", "b")
    people = people[people.groupby("unit")["unit"].transform("size") % 10 == 0]
    covariates = [{"name": name, "kind": "category"} for name in ("region", "half", "sex")]
    model = model_of(covariates)
    found = unit_means(Analysis(model, cells_of(people, model)))
    assert list(found.values) in (["unit mean of sex[f]"], ["unit mean of sex[m]"])
    reasons = [text.partition(": ")[2] for text in found.left_out]
    assert reasons == ["the same for everybody in a unit", "the same in every unit"]


def test_the_risk_is_the_mean_of_the_case_mix_log_odds(fitted: Fitted) -> None:
    cells, model = fitted.base.cells, fitted.base.model
    found = unit_risk(fitted.fit).values[RISK]
    design = design_matrix(cells, model)
    effect = (
        fitted.fit.posterior["posterior"]["coefficient"].to_numpy().reshape(-1, len(design.terms))
    )
    by_person = np.repeat(design.matrix.toarray() @ effect.mean(axis=0), cells["trials"])
    unit = np.repeat(cells["unit_index"].to_numpy(), cells["trials"])
    wanted = [by_person[unit == n].mean() for n in range(cells.sizes["unit"])]
    np.testing.assert_allclose(found, wanted, rtol=1e-10)


def test_what_is_the_same_within_units_is_no_risk() -> None:
    model = model_of([{"name": "region", "kind": "category"}])
    cells = cells_of(people_of(5), model)
    found = unit_risk(fit_of(xr.DataTree(), cells, model))
    assert (dict(found.values), len(found.left_out)) == ({}, 1)


def test_volume_is_the_number_of_people_and_of_other_that_of_its_members(fitted: Fitted) -> None:
    cells = fitted.base.cells
    found = unit_volume(fitted.base).values[VOLUME]
    assert cells["unit"].to_numpy()[-1] == "other"
    merged = len(cells.attrs["merged_units"])
    wanted = [*SIZES[merged:], np.mean(SIZES[:merged])]
    np.testing.assert_allclose(2.0**found, wanted, rtol=1e-12)


def test_units_of_one_size_have_no_volume() -> None:
    people = people_of(6).groupby("unit").head(30).groupby("unit").filter(lambda of: len(of) == 30)
    model = model_of([])
    base = Analysis(model, cells_of(people, model))
    with pytest.raises(DataError, match="the same in every unit"):
        with_unit_covariates(base, unit_volume(base))


def test_few_units_carry_few_unit_level_covariates(fitted: Fitted) -> None:
    with pytest.raises(DataError, match="15 units are too few for 5 unit-level covariates"):
        with_unit_covariates(fitted.base, unit_means(fitted.base))


@pytest.fixture(scope="module")
def by_volume(fitted: Fitted) -> tuple[Analysis, xr.DataTree]:
    wider = with_unit_covariates(fitted.base, unit_volume(fitted.base))
    return wider, sample(wider)


def test_both_readings_predict_the_same_and_expect_what_they_say(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    (wider, draws), base = by_volume, with_reference(fitted.base, "typical")
    own = contextual_as_unit_effect(draws, wider, base.model)
    as_own = benchmark_of(Fit(base, own))
    as_case_mix = benchmark_of(Fit(wider, draws))
    # what a unit's people have coming does not depend on whom it is put down to
    xr.testing.assert_allclose(as_own["predicted"], as_case_mix["predicted"], rtol=1e-12)
    design = design_matrix(base.cells, base.model)
    one = draws["posterior"].to_dataset().isel(chain=2, draw=17)
    effect = one["coefficient"].to_numpy()[:-1]
    risk = expit(float(one["intercept"]) + (design.matrix.toarray() - design.center) @ effect)
    unit = base.cells["unit_index"].to_numpy()
    sums = pd.Series(risk * base.cells["trials"].to_numpy()).groupby(unit).sum()
    wanted = sums / as_own["n"].to_numpy()
    # the mesh errs by less than 1e-9
    np.testing.assert_allclose(as_own["expected"].isel(chain=2, draw=17), wanted, rtol=0, atol=1e-9)


def test_what_goes_with_volume_is_a_part_of_the_spread(
    fitted: Fitted, by_volume: tuple[Analysis, xr.DataTree]
) -> None:
    wider, draws = by_volume
    own = contextual_as_unit_effect(draws, wider, fitted.base.model)["posterior"].to_dataset()
    one, told = (of.isel(chain=1, draw=5) for of in (draws["posterior"].to_dataset(), own))
    moved = (told["unit_effect"] - one["unit_effect"]).to_numpy()
    assert float(told["unit_sd"]) ** 2 == pytest.approx(float(one["unit_sd"]) ** 2 + moved.var())
    effect = contextual_effect(draws, wider, fitted.base.model)
    assert effect is not None
    volume = unit_volume(Analysis(fitted.base.model, wider.cells)).values[VOLUME]
    np.testing.assert_allclose(np.ptp(moved), abs(effect[1, 5]) * np.ptp(volume), rtol=1e-9)


def test_a_covariate_by_the_name_of_a_unit_mean_does_no_harm() -> None:
    people = people_of(7).rename(columns={"age": VOLUME})
    model = model_of([{"name": VOLUME, "kind": "linear"}])
    base = Analysis(model, cells_of(people, model))
    wider = with_unit_covariates(base, unit_volume(base))
    assert [covariate.name for covariate in wider.model.covariates] == [VOLUME, f"{VOLUME}'"]


def test_other_reference_levels_are_the_most_frequent_of_the_others(fitted: Fitted) -> None:
    found = recoded(fitted.base)
    counts = fitted.people["joint"].value_counts()
    wanted = {"joint": counts.index[1], "sex": "f"}  # "m" is named, whether or not it leads
    for name, level in wanted.items():
        assert found.cells[f"covariate_{name}"].attrs["reference"] == level
    assert [c.reference for c in found.model.covariates] == [*wanted.values(), None, None]
    terms = design_matrix(found.cells, found.model).terms
    assert [term.label for term in terms[:3]] == ["joint[hand]", "joint[hip]", "sex[m]"]


def test_levels_are_counted_by_people_and_not_by_cells() -> None:
    people = pd.DataFrame(
        {
            "unit": [f"u{n % 5}" for n in range(100)],
            "joint": ["hand"] * 50 + ["knee"] * 30 + ["hip"] * 20,
            "age": [50] * 80 + [*range(40, 60)],  # a cell for each hip
            "ill": [n // 5 % 2 for n in range(100)],
        }
    )
    model = model_of([COVARIATES[0], COVARIATES[2]])
    found = recoded(Analysis(model, cells_of(people, model)))
    assert found.model.covariates[0].reference == "knee"


@pytest.mark.parametrize(
    "prior",
    [
        {"family": "half-normal", "scale": 0.7},
        {"family": "half-t", "df": 3, "scale": 0.4},
        {"family": "exponential", "rate": 5.0},
    ],
)
def test_a_stretched_prior_has_stretched_quantiles(prior: dict[str, Any]) -> None:
    base = Analysis(model_of([], priors={"unit_sd": prior}), xr.Dataset())
    levels = np.array([0.1, 0.5, 0.9])
    for factor in (2.0, 0.5):
        found = with_unit_sd_prior(base, factor).model.priors.unit_sd
        assert found.family == prior["family"]
        wanted = factor * base.model.priors.unit_sd.quantile(levels)
        np.testing.assert_allclose(found.quantile(levels), wanted, rtol=1e-9)


def test_one_choice_at_a_time(fitted: Fitted) -> None:
    model = fitted.base.model
    changed: dict[str, Callable[[], Analysis]] = {
        "benchmark": lambda: with_reference(fitted.base, "typical"),
        "sampling": lambda: reseeded(fitted.base, 7),
        "priors": lambda: with_coefficient_prior(fitted.base, 2.5),
    }
    for section, make in changed.items():
        before, after = model.model_dump(), make().model.model_dump()
        assert {name for name in before if before[name] != after[name]} == {section}
    assert with_coefficient_prior(fitted.base, 2.5).model.priors.coefficient.sd == 2.5


def listed(model: Model) -> list[tuple[str, tuple[str, ...]]]:
    found = variants_of(fit_of(xr.DataTree(), xr.Dataset(), model))
    return [(variant.variant, variant.details) for variant in found]


def test_the_variants_of_a_model(fitted: Fitted) -> None:
    both = ("case_mix", "own")
    assert listed(model_of(COVARIATES, sensitivity={"without": ["age"]})) == [
        ("seed", ("20160102",)),
        ("reference", ("average_unit", "population", "typical")),
        ("without", ("age",)),
        *((name, both) for name in ("unit_risk", "unit_means", "volume")),
        *(("prior_unit_sd", (factor,)) for factor in ("2", "0.5")),
        ("prior_coefficient", ("2.5",)),
        ("coding", ("",)),
    ]
    each = [detail for variant, detail in listed(fitted.base.model) if variant == "without"]
    assert each == [("joint",), ("sex",), ("age",), ("bmi",)]


@pytest.mark.parametrize(("count", "words"), [(0, "no covariates"), (16, r"under \[sensitivity\]")])
def test_nothing_is_left_out_of_nothing_or_of_too_many(count: int, words: str) -> None:
    model = model_of([{"name": f"x{n}", "kind": "linear"} for n in range(count)])
    assert count not in range(1, MAX_LEFT_OUT + 1)
    (without,) = (
        v for v in variants_of(fit_of(xr.DataTree(), xr.Dataset(), model)) if v.variant == "without"
    )
    with pytest.raises(DataError, match=words):
        without.make()


def test_what_makes_no_sense_says_so() -> None:
    bare = Analysis(model_of([{"name": "age", "kind": "linear"}]), xr.Dataset())
    with pytest.raises(DataError, match="no categories"):
        recoded(bare)
    with pytest.raises(DataError, match="no covariates"):
        with_coefficient_prior(Analysis(model_of([]), xr.Dataset()), 2.5)
