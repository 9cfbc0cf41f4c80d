"""Key figures of the people of each unit, by pandas; and who asks for none gets no file."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.tables.units.key_figures import TABLE, key_figure_table
from tests.builders.dictionary import is_documented
from tests.builders.fits import fit_of
from tests.builders.wards import SHOWN, people, ward_model, wards


@pytest.mark.parametrize("public", [True, False])
def test_people_and_events_are_those_of_the_unit_or_of_all(*, public: bool) -> None:
    table = key_figure_table(wards(public=public))
    persons = people()
    if not public:
        persons = persons.assign(ward=persons["ward"].replace(dict.fromkeys("xyz", "other")))
    by_ward = persons.groupby("ward")["ill"].agg(["size", "sum"])
    by_ward.loc[""] = [len(persons), persons["ill"].sum()]
    found = by_ward.loc[table["unit"]]
    assert table["n"].tolist() == found["size"].tolist()
    assert table["events"].tolist() == found["sum"].tolist()
    np.testing.assert_allclose(table["observed"], found["sum"] / found["size"])


def test_of_public_data_figures_are_as_they_are() -> None:
    table = key_figure_table(wards(public=True))
    homes = people().groupby("ward")["home"].value_counts(normalize=True)
    incomes = people().groupby("ward")["income"].mean()
    for row in table[table["unit"] != ""].itertuples():
        if row.column == "home":
            expected = homes.get((row.unit, row.level), 0.0)
        else:
            expected = incomes[row.unit]
        assert row.value == pytest.approx(expected)
    assert (table.query("column == 'home'")["measure"] == "fraction").all()
    assert (table.query("column == 'income'")["measure"] == "mean").all()


def test_elsewhere_means_have_three_digits_and_small_units_are_other() -> None:
    table = key_figure_table(wards())
    means = table.loc[table["measure"] == "mean", "value"].dropna()
    assert all(float(f"{value:.3g}") == value for value in means)
    assert not {*"xyz"} & set(table["unit"])
    exact = key_figure_table(wards(public=True)).query("measure == 'mean'")["value"]
    assert any(float(f"{value:.3g}") != value for value in exact), "the negative control"


def fractions(*, public: bool) -> pd.DataFrame:
    """Fractions of the homes by unit (unit, level), missing where hidden."""
    table = key_figure_table(wards(public=public)).query("measure == 'fraction'")
    return table.pivot(index="unit", columns="level", values="value")


def test_two_people_are_hidden_and_so_is_what_would_tell_of_them() -> None:
    """Two in "b" live on boats: a single missing fraction would be one minus the others."""
    hidden = fractions(public=False).isna()
    assert hidden.loc["b", "boat"]
    assert not set(hidden.sum(axis=1)) & {1}
    # the sum over all units would tell of the hidden part
    assert (~hidden.loc[""] | hidden.drop(index="").any()).all()
    assert (hidden.loc[""] | ~hidden.drop(index="").any()).all()
    exact = fractions(public=True)
    assert exact.loc["b", "boat"] == 2 / 40, "the negative control"
    assert exact.notna().all(axis=None)


def test_what_is_shown_rests_on_five_people_or_more() -> None:
    table = key_figure_table(wards())
    shown = table[(table["measure"] == "fraction") & table["value"].notna()]
    behind = (shown["value"] * shown["n"]).round(6)
    assert ((behind >= 5) | (behind == 0)).all()
    assert len(shown) > 10


def test_the_order_is_that_of_the_columns_levels_and_units() -> None:
    table = key_figure_table(wards())
    assert is_documented(table, "key_figures.csv")
    pairs = list(dict.fromkeys(zip(table["column"], table["level"], strict=True)))
    assert pairs == [("home", "boat"), ("home", "flat"), ("home", "house"), ("income", "")]
    assert table["unit"].tolist() == ["", *SHOWN] * 4
    assert table["name"].tolist() == ["", *SHOWN] * 4


def test_a_model_that_names_none_has_no_such_file() -> None:
    fit = wards(bare=True)
    without = fit_of(fit.posterior, fit.analysis.cells, ward_model(bare=True, report={}))
    assert TABLE.is_there(fit)
    assert not TABLE.is_there(without)


def test_a_table_of_none_is_a_table() -> None:
    fit = wards(bare=True)
    cells = fit.analysis.cells.copy()
    cells.attrs = {name: value for name, value in cells.attrs.items() if name != "key_figures"}
    table = key_figure_table(fit_of(fit.posterior, cells, ward_model(bare=True)))
    pd.testing.assert_index_equal(table.columns, pd.Index(TABLE.names))
    assert table.empty
