"""Contributions to an expectation must not count few people."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.estimands.expectation.contributions import expectation_contributions
from bayes_bench.estimands.expectation.summaries import expectation_table
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.tables.case_mix.rounding import contribution_steps, shown_contributions
from tests.builders.fits import fit_of, model_of_sections

LEAST = 5
PEOPLE = 60
RARE = np.arange(30) % 12  # people with the rare level in each unit


def people_of() -> pd.DataFrame:
    """Thirty units of sixty people, of whom 0 ... 11 have a rare trait that matters much."""
    rng = np.random.default_rng(5)
    rows = []
    for unit, rare in enumerate(RARE):
        trait = np.r_[np.ones(rare), np.zeros(PEOPLE - rare)].astype(int)
        sex, age = rng.integers(0, 2, PEOPLE), rng.normal(50, 12, PEOPLE).round(3)
        chance = 0.2 + 0.4 * trait + 0.05 * sex
        outcome = (rng.random(PEOPLE) < chance).astype(int)
        columns = {"u": f"{unit:02d}", "y": outcome, "trait": trait, "sex": sex, "age": age}
        rows.append(pd.DataFrame(columns))
    return pd.concat(rows, ignore_index=True)


def model_of(kind: str, *, public: bool) -> Model:
    covariates = [
        {"name": "trait", "kind": kind},
        {"name": "sex", "kind": "category"},
        {"name": "age", "kind": "linear"},
    ]
    return model_of_sections(
        title="T",
        data={"unit": "u", "outcome": "y", "better": "lower"},
        covariates=covariates,
        disclosure={"public": public, "minimum_count": LEAST},
        sampling={"draws": 200, "chains": 2, "sampler": "laplace"},
    )


type Made = tuple[pd.DataFrame, xr.DataTree, xr.Dataset, Model]


@pytest.fixture(scope="module", params=["category", "linear"])
def made(request: pytest.FixtureRequest) -> Made:
    model = model_of(request.param, public=False)
    cells = aggregate(read_people(model, people_of()), model)
    posterior = fit(cells, model)
    table = expectation_table(expectation_contributions(posterior, cells, model), model)
    return table, posterior, cells, model


def of_trait(table: pd.DataFrame) -> pd.Series:
    return table[table["covariate"] == "trait"].set_index("unit")["contribution"]


def guessed(contribution: pd.Series) -> np.ndarray:
    """The best that an attacker can do who knows how many have the trait in every other unit."""
    slope, level = np.polyfit(RARE, contribution.to_numpy(), 1)
    return ((contribution.to_numpy() - level) / slope).round()


def test_with_all_their_digits_contributions_count_people(made: Made) -> None:
    table, *_ = made
    assert np.mean(guessed(of_trait(table)) == RARE) > 0.9


def test_as_they_are_shown_they_do_not_tell_the_few_apart(made: Made) -> None:
    table, posterior, cells, model = made
    shown = of_trait(shown_contributions(table, fit_of(posterior, cells, model)))
    few = RARE < LEAST
    assert few.sum() > 10
    # so few people are all one figure, or two where the steps begin between them
    assert shown[few].nunique() <= 2
    assert np.ptp(RARE[few]) == LEAST - 1
    # and where a figure changes, it changes by as much as that many people make
    step = contribution_steps(fit_of(posterior, cells, model)).sel(covariate="trait").values[few]
    per_person = np.polyfit(RARE, of_trait(table).to_numpy(), 1)[0]
    assert (step > 0.7 * LEAST * per_person).all()


def test_what_many_have_and_measurements_are_shown_to_a_tenth(made: Made) -> None:
    table, posterior, cells, model = made
    shown = shown_contributions(table, fit_of(posterior, cells, model))
    plenty = shown[(shown["covariate"] == "age") | (shown["covariate"] == "sex")]
    assert (plenty["step"] == 0.1).all()
    figures = ["contribution", "contribution_lower", "contribution_upper"]
    exact = table.loc[plenty.index, figures]
    np.testing.assert_allclose(plenty[figures], exact.round(1), atol=1e-9)
    many = of_trait(shown)[RARE >= LEAST]
    np.testing.assert_allclose(many, of_trait(table)[RARE >= LEAST].round(1), atol=1e-9)


def test_bounds_are_rounded_like_the_value(made: Made) -> None:
    table, posterior, cells, model = made
    shown = shown_contributions(table, fit_of(posterior, cells, model))
    for name in ("contribution", "contribution_lower", "contribution_upper"):
        steps = (shown[name] / shown["step"]).to_numpy()
        np.testing.assert_allclose(steps, steps.round(), atol=1e-3)


def test_public_data_are_shown_as_they_are(made: Made) -> None:
    table, posterior, cells, model = made
    public = model_of(model.covariates[0].kind, public=True)
    shown = shown_contributions(table, fit_of(posterior, cells, public))
    pd.testing.assert_frame_equal(shown.drop(columns="step"), table)
    assert shown["step"].isna().all()
