"""The demo's people: the same every time, of the right sizes and directions, with a true truth."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from demo.covariates import CATEGORIES
from demo.files import write_parquet
from demo.simulate import Settings, Simulated, simulate
from demo.truth import true_effects
from tests.builders.demo_people import DATA


def share(people: pd.DataFrame, column: str) -> pd.Series:
    """Share with the outcome by level of a column."""
    return people.groupby(column)["on_benefit"].mean()


def test_the_same_seed_gives_the_same_people(municipalities: pd.DataFrame, made: Simulated) -> None:
    again, other = simulate(municipalities), simulate(municipalities, 1)
    pd.testing.assert_frame_equal(again.people, made.people)
    pd.testing.assert_frame_equal(again.truth, made.truth)
    assert not np.array_equal(other.truth["unit_effect"], made.truth["unit_effect"])
    assert not other.people["joint"].equals(made.people["joint"])


def test_the_same_people_give_the_same_bytes(made: Simulated, tmp_path: Path) -> None:
    one, two = tmp_path / "one.parquet", tmp_path / "two.parquet"
    write_parquet(made.people, one)
    write_parquet(made.people, two)
    assert one.read_bytes() == two.read_bytes()


def test_the_shipped_files_are_what_is_simulated(made: Simulated) -> None:
    # not compared as bytes: Parquet holds the version of the program that wrote it
    path = str(DATA / "rehabilitation.parquet")
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT * FROM read_parquet($path)", {"path": path})
        names, shipped = [name for name, *_ in rows.description or []], rows.fetchall()
    assert names == list(made.people.columns)
    assert shipped == list(made.people.itertuples(index=False, name=None))
    truth = pd.read_csv(DATA / "rehabilitation_truth.csv", dtype={"code": str})
    pd.testing.assert_frame_equal(truth, made.truth, rtol=1e-9)
    effects = pd.read_csv(DATA / "rehabilitation_truth_effects.csv", dtype={"level": str})
    pd.testing.assert_frame_equal(effects, true_effects(), rtol=1e-9)


def test_98_municipalities_of_sizes_proportional_to_population(
    municipalities: pd.DataFrame, made: Simulated
) -> None:
    n = made.people.groupby("municipality").size()
    assert n.index.tolist() == sorted(municipalities["code"])
    assert n.size == 98
    assert (n.min(), n.max(), n.sum()) == (6, 2135, 20_359)
    population = municipalities.set_index("code")["population_thousands_approx"][n.index]
    # half a person for the rounding, and a little for what rounding adds to the sum
    assert np.abs(n - population * n.sum() / population.sum()).max() < 0.8
    pairs = made.people[["municipality", "municipality_name"]].drop_duplicates()
    assert dict(pairs.to_numpy().tolist()) == dict(municipalities[["code", "name"]].to_numpy())


def test_every_level_occurs_and_nothing_else(made: Simulated) -> None:
    for category in CATEGORIES:
        assert set(made.people[category.name]) == set(category.codes)
    assert made.people["age"].between(18, 66).all()
    assert len(next(c for c in CATEGORIES if c.name == "industry").levels) == 11
    assert not made.people.isna().any().any()


def test_about_forty_percent_are_on_benefit_at_the_start(made: Simulated) -> None:
    assert (made.people["on_benefit_at_start"] == "yes").mean() == pytest.approx(0.40, abs=0.015)


def test_effects_have_the_published_directions(made: Simulated) -> None:
    joint, industry = share(made.people, "joint"), share(made.people, "industry")
    assert joint[["hip", "knee", "neck", "shoulder"]].min() > 1.2 * joint[["hand", "foot"]].max()
    assert joint[["hip", "knee", "neck", "shoulder"]].min() > joint["elbow"]
    assert industry.idxmax() == "construction"
    office = ["finance and insurance", "information and communication"]
    assert industry[["construction", "agriculture"]].min() > 1.5 * industry[office].max()
    start = share(made.people, "on_benefit_at_start")
    ratios = {c.name: np.ptp(share(made.people, c.name)) for c in CATEGORIES}
    assert max(ratios, key=lambda name: ratios[name]) == "on_benefit_at_start"
    assert start["yes"] > 4 * start["no"]


def test_case_mix_differs_by_region_and_municipality_and_not_with_the_effects(
    municipalities: pd.DataFrame, made: Simulated
) -> None:
    regions = municipalities.set_index("code")["region"]
    region = made.people["municipality"].map(regions)
    academic = (made.people["education"] == "long higher").groupby(region).mean()
    assert academic["Hovedstaden"] > 1.5 * academic.drop("Hovedstaden").max()
    large = made.truth[made.truth["n"] >= 100]
    assert 100 * large["expected"].std() > 1.5
    # the standard error of a correlation of 0 is .1
    assert abs(np.corrcoef(made.truth["expected"], made.truth["unit_effect"])[0, 1]) < 0.3


def test_outcomes_follow_the_truth(made: Simulated) -> None:
    """Events by municipality about their true expectation, as independent people would be."""
    events = made.people.groupby("municipality")["on_benefit"].sum().to_numpy()
    truth = made.truth.sort_values("code")
    mean = (truth["n"] * truth["predicted"]).to_numpy()
    # people differ within a municipality, so that p (1 - p) at the mean is too large a variance
    squares = (events - mean) ** 2 / (mean * (1 - truth["predicted"].to_numpy()))
    assert 0.4 < squares.mean() < 1.2
    wrong = np.roll(mean / truth["n"], 1) * truth["n"]
    assert ((events - wrong) ** 2 / wrong).mean() > 1.5


def test_the_true_indicator_by_root_finding_over_people(made: Simulated) -> None:
    table = true_effects().set_index(["covariate", "level"])["log_odds"]
    columns = ["age", *(category.name for category in CATEGORIES)]
    effects = [made.people[c].astype(str).map(table[c]).to_numpy(float) for c in columns]
    predictor = Settings().intercept + np.sum(effects, axis=0)
    own = made.people["municipality"].map(made.truth.set_index("code")["unit_effect"])
    chance = expit(predictor + own.to_numpy())
    shift = brentq(lambda c: expit(predictor + c).sum() - chance.sum(), -2, 2, xtol=1e-13)
    gap = pd.Series(100 * (chance - expit(predictor + shift)))
    means = gap.groupby(made.people["municipality"]).mean()
    truth = made.truth.set_index("code")
    np.testing.assert_allclose(means, truth.loc[means.index, "indicator"], atol=1e-4)
    assert truth["n"] @ truth["indicator"] == pytest.approx(0, abs=1e-6)
    rate = expit(predictor + truth["unit_effect"]["0101"]).mean()
    assert truth["direct_rate"]["0101"] == pytest.approx(rate, abs=1e-6)


def test_true_effects_are_draws_of_a_normal_distribution(municipalities: pd.DataFrame) -> None:
    effects = np.concatenate(
        [simulate(municipalities, seed).truth["unit_effect"] for seed in range(8)]
    )
    error = 0.25 / np.sqrt(2 * effects.size)
    assert effects.std() == pytest.approx(0.25, abs=4 * error)
    assert effects.mean() == pytest.approx(0, abs=4 * 0.25 / np.sqrt(effects.size))
    assert (np.abs(effects) > 0.49).mean() == pytest.approx(0.05, abs=0.032)
