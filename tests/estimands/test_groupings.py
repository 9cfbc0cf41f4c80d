"""Members of further groupings: counted from the people, effects from the draws."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.optimize import brentq

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.groupings import is_around_units, summarise_groupings
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from tests.builders.posterior import grouped_people


@pytest.fixture(scope="module")
def table(grouped_fit: Fit) -> pd.DataFrame:
    return summarise_groupings(grouped_fit)


def test_people_are_those_of_the_table(table: pd.DataFrame) -> None:
    people = grouped_people()
    for grouping in ("region", "diagnosis"):
        counted = people[grouping].value_counts()
        rows = table[table["grouping"] == grouping].set_index("member")["people"]
        assert rows.to_dict() == counted.to_dict()


def test_effects_are_those_of_the_draws(table: pd.DataFrame, grouped_fit: Fit) -> None:
    draws = grouped_fit.posterior["posterior"]["diagnosis_effect"].sel(diagnosis="d3").to_numpy()
    row = table[table["member"] == "d3"].iloc[0]
    found = row[["effect", "effect_lower", "effect_upper"]].to_numpy(float)
    wanted = [draws.mean(), *np.quantile(draws, [0.025, 0.975])]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_the_effects_are_near_the_truth(table: pd.DataFrame) -> None:
    """Of 250 people each: within some three posterior sd's, and in the right order mostly."""
    rows = table[table["grouping"] == "diagnosis"]
    truth = 0.6 * np.sin(3.0 * np.arange(8))
    truth -= truth.mean()
    away = rows["effect"].to_numpy() - rows["effect"].mean() - truth
    sd = (rows["effect_upper"] - rows["effect_lower"]).to_numpy() / 3.92
    assert np.abs(away / sd).max() < 3.5
    assert np.corrcoef(rows["effect"], truth)[0, 1] > 0.9


def test_around_and_across_are_told_apart(table: pd.DataFrame, grouped_fit: Fit) -> None:
    assert is_around_units("region", grouped_fit.analysis)
    assert not is_around_units("diagnosis", grouped_fit.analysis)
    assert table.groupby("grouping")["around_units"].all().to_dict() == {
        "diagnosis": False,
        "region": True,
    }


@pytest.mark.parametrize("reference", ["typical", "average_unit", "national"])
def test_groupings_stay_as_drawn_in_what_is_expected(grouped_fit: Fit, reference: str) -> None:
    """Underlying and expected rates, person by person and unit by unit, of some draws."""
    fit = _under(grouped_fit, reference)
    draws, people = fit.posterior["posterior"].to_dataset(), grouped_people()
    units = draws["unit"].to_numpy()
    for place in ((0, 3), (3, 700)):
        at = draws.isel(chain=place[0], draw=place[1])
        own, others = _logits(at, people)
        of = at["unit_effect"].sel(unit=people["unit"].to_numpy()).to_numpy()
        underlying = _by_unit(_expit(own + others + of), people)
        expected = _by_unit(_expected(own + others, of, at, reference), people)
        bench = benchmark_of(fit).isel(chain=place[0], draw=place[1]).sel(unit=units)
        np.testing.assert_allclose(bench["predicted"], underlying[units], atol=1e-8)
        np.testing.assert_allclose(bench["expected"], expected[units], atol=1e-8)


def _under(fit: Fit, reference: str) -> Fit:
    settings = fit.model.benchmark.model_copy(update={"reference": reference})
    model = fit.model.model_copy(update={"benchmark": settings})
    return Fit(Analysis(model, fit.analysis.cells), fit.posterior)


def _expit(logit: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-logit))


def _logits(at: xr.Dataset, people: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Of every person, without the unit: by the case mix, and by the two groupings."""
    own = np.full(len(people), float(at["intercept"]))
    for level in ("hip", "knee"):
        is_level = (people["joint"] == level).to_numpy(float)
        own += (is_level - is_level.mean()) * float(at["coefficient"].sel(term=f"joint[{level}]"))
    region = at["region_effect"].sel(region=people["region"].to_numpy()).to_numpy()
    diagnosis = at["diagnosis_effect"].sel(diagnosis=people["diagnosis"].to_numpy()).to_numpy()
    return own, region + diagnosis


def _expected(logit: np.ndarray, of: np.ndarray, at: xr.Dataset, reference: str) -> np.ndarray:
    if reference == "typical":
        return _expit(logit)
    if reference == "average_unit":
        shifts = at["unit_effect"].to_numpy()
        return np.mean([_expit(logit + shift) for shift in shifts], axis=0)
    events = _expit(logit + of).sum()
    shift = brentq(lambda shift: _expit(logit + shift).sum() - events, -10.0, 10.0, xtol=1e-12)
    return _expit(logit + shift)


def _by_unit(rates: np.ndarray, people: pd.DataFrame) -> pd.Series:
    return pd.Series(rates).groupby(people["unit"].to_numpy()).mean()
