"""Key figures, against pandas on the raw people."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import DataError
from bayes_bench.inputs.key_figures import FRACTION, MEAN, WHOLE, key_figures_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people

COLUMNS = ["wage", "origin", "children"]


def model_with(columns: list[str], *, public: bool, **more: Any) -> Model:
    data = {"unit": "u", "outcome": "y", "better": "lower"} | more
    disclosure = {"public": public, "minimum_count": 5}
    table = {"title": "T", "data": data, "disclosure": disclosure}
    return Model.model_validate(table | {"report": {"key_figures": columns}})


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    random = np.random.default_rng(3)
    unit = np.repeat(["A", "B", "C", "D", "E"], [60, 50, 40, 45, 6])
    table = pd.DataFrame({"u": unit, "y": random.integers(0, 2, unit.size)})
    wage = random.normal(300.0, 40.0, unit.size).round(2)
    wage[::9] = np.nan
    origin = random.choice(["here", "there", "far"], unit.size, p=[0.6, 0.3, 0.1]).astype(object)
    origin[::17] = None
    origin[1] = "elsewhere"
    table = table.assign(wage=wage, origin=origin, children=random.poisson(0.4, unit.size))
    table.loc[table["u"] == "C", "children"] = 0
    return table


def figures(people: pd.DataFrame, model: Model) -> pd.DataFrame:
    return key_figures_of(aggregate(read_people(model, people), model))


def test_public_figures_are_those_of_the_people(people: pd.DataFrame) -> None:
    table = figures(people, model_with(COLUMNS, public=True))
    found = table.set_index(["column", "level", "unit"])["value"].sort_index()
    assert set(table["measure"][table["column"] == "wage"]) == {MEAN}
    means = people.groupby("u")["wage"].mean()
    assert found["wage", ""][means.index].to_numpy() == pytest.approx(means.to_numpy())
    assert found["wage", "", WHOLE] == pytest.approx(people["wage"].mean())
    for name in ("origin", "children"):  # a few whole numbers are levels
        filled = people[name].fillna("missing")
        fractions = pd.crosstab(people["u"], filled, normalize="index")
        for (unit, level), value in fractions.stack().items():
            assert found[name, str(level), unit] == pytest.approx(value)
        for level, value in filled.value_counts(normalize=True).items():
            assert found[name, str(level), WHOLE] == pytest.approx(value)
    assert not table["value"].isna().any()


def test_counts_of_the_same_people_give_the_same(people: pd.DataFrame) -> None:
    grouped = people.groupby(["u", *COLUMNS], dropna=False)["y"].agg(["sum", "size"]).reset_index()
    counts = grouped.rename(columns={"sum": "e", "size": "n"})
    by_count = model_with(COLUMNS, public=False, outcome=None, events="e", trials="n")
    by_person = model_with(COLUMNS, public=False)
    one, other = figures(people, by_person), figures(counts, by_count)
    pd.testing.assert_frame_equal(one, other)


def test_nothing_small_shows(people: pd.DataFrame) -> None:
    table = figures(people, model_with(COLUMNS, public=False))
    found = table.set_index(["column", "level", "unit"])["value"].sort_index()
    # of E too few events are expected, and it is one with the next two: D has not half of the 91
    owner = people["u"].replace(dict.fromkeys("CDE", "other"))
    assert set(table["unit"]) == {WHOLE, *owner}
    filled = people["origin"].fillna("missing")
    assert "elsewhere" not in set(table["level"])
    counts = pd.crosstab(owner, filled)
    for (unit, level), count in counts.stack().items():
        if level in set(table["level"]) and not np.isnan(value := found["origin", level, unit]):
            size = counts.loc[unit].sum()
            assert value == pytest.approx(count / size)
            assert count == 0 or min(count, size - count) >= 5
    hidden = table[(table["measure"] == FRACTION) & table["value"].isna()].groupby("unit").size()
    assert hidden.drop(WHOLE, errors="ignore").min() >= 2
    shown = found["origin"].unstack("level").notna().all()
    assert found["origin"].unstack("level").loc[WHOLE].notna().to_list() == shown.to_list()
    means = found["wage", ""].drop(WHOLE)
    for unit, mean in people.groupby(owner)["wage"].mean().items():
        assert np.isnan(means[unit]) or means[unit] == float(f"{mean:.3g}")


def test_a_mean_that_few_differ_from_is_hidden_and_not_alone(people: pd.DataFrame) -> None:
    table = people[people["u"] != "E"].assign(flag=0.0)
    table.loc[table.index[table["u"] == "A"][:3], "flag"] = 0.5
    for unit in ("B", "C", "D"):
        table.loc[table.index[table["u"] == unit][:9], "flag"] = 0.5
    found = figures(table, model_with(["flag"], public=False)).set_index("unit")["value"]
    assert np.isnan(found["A"])
    assert found.isna().sum() == 2
    assert found[WHOLE] == float(f"{table['flag'].mean():.3g}")


def test_what_is_missing_in_a_key_figure_drops_nobody(people: pd.DataFrame) -> None:
    model = model_with(COLUMNS, public=True)
    cells = aggregate(read_people(model, people), model)
    assert int(cells["trials"].sum()) == len(people)


def test_without_key_figures_there_are_none(people: pd.DataFrame) -> None:
    model = model_with([], public=True)
    cells = aggregate(read_people(model, people), model)
    assert "key_figures" not in cells.attrs
    assert key_figures_of(cells).empty


def test_a_column_that_identifies_people_is_refused(people: pd.DataFrame) -> None:
    named = people.assign(who=[f"p{n}" for n in range(len(people))])
    with pytest.raises(DataError, match='"who" has 201 levels, and a key figure has at most 30'):
        read_people(model_with(["who"], public=True), named)
