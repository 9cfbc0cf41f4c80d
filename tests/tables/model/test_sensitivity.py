"""What other choices change: the summary from the units, and each variant fitted again."""

from typing import Any

import pytest
from scipy.stats import kendalltau

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.sampling import sample_few, with_few_draws
from bayes_bench.tables.model import sensitivity
from bayes_bench.tables.model.sensitivity import TABLE, is_asked
from tests.builders.dictionary import is_documented
from tests.builders.fits import cells_of
from tests.builders.wards import flat, people, varied, ward_model, wards

NAME = ["variant", "detail"]


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Of a few variants, made once."""
    fit, found = varied()
    monkeypatch.setattr(sensitivity, "sensitivity_of", lambda _fit: found)
    return TABLE.build(fit)


def test_only_a_model_that_asks_has_the_file() -> None:
    assert is_asked(varied()[0])
    assert not is_asked(wards())
    assert TABLE.is_there is is_asked


def test_columns_and_variants_the_base_first(table: Any) -> None:
    assert is_documented(table, "sensitivity.csv")
    assert table["variant"].drop_duplicates().tolist() == [
        *("base", "reference", "without", "unit_means", "volume")
    ]


def test_changes_are_the_largest_and_the_mean_of_the_units(table: Any) -> None:
    rows = table.set_index(NAME)
    for name, units in varied()[1].units.groupby(NAME):
        size, row = units["change"].abs(), rows.loc[name]
        assert row["largest_change"] == pytest.approx(size.max())
        assert row["mean_change"] == pytest.approx(size.mean())
        assert row["largest_unit"] == units.loc[size.idxmax(), "unit"]
        tau = kendalltau(units["expected_rank"], units["base_expected_rank"]).statistic
        assert row["kendall_tau"] == pytest.approx(tau)


def test_flips_are_counted_and_named(table: Any) -> None:
    rows = table.set_index(NAME)
    assert rows["flags_flipped"].max() > 0, "nothing would be counted"
    for name, units in varied()[1].units.groupby(NAME):
        flipped, row = units[units["flag"] != units["base_flag"]], rows.loc[name]
        assert row["flags_flipped"] == len(flipped)
        assert row["flags_flipped_beyond_error"] == flipped["flag_beyond_error"].sum()
        named = [part.partition(":")[0] for part in row["flips"].split("; ") if part]
        assert named == flipped["unit"].tolist()


def test_leaving_out_a_covariate_is_a_run_of_the_model_without_it(table: Any) -> None:
    model = with_few_draws(ward_model(covariates=[]))
    draws = sample_few(Analysis(model, cells_of(people(), model)))
    row = table.set_index(NAME).loc[("without", "job")]
    assert row["unit_sd"] == pytest.approx(float(draws["posterior"]["unit_sd"].mean()), rel=1e-6)
    base = table.set_index(NAME).loc[("base", "")]
    assert base["unit_sd"] == pytest.approx(flat(varied()[0], "unit_sd").mean())
    assert base["unit_sd"] != row["unit_sd"]


def test_a_variant_that_makes_no_sense_has_a_reason_and_no_figures(table: Any) -> None:
    skipped = table[table["verdict"] == "skipped"]
    assert skipped["variant"].eq("unit_means").all()
    assert skipped["note"].str.len().gt(10).all()
    figures = table.select_dtypes("number").columns
    assert skipped[figures].isna().all(axis=None)
    accepted = table[table["verdict"] == "accepted"]
    assert accepted["note"].eq("").all()
    assert accepted["mean_change"].notna().all()


def test_only_what_adds_a_covariate_has_its_effect(table: Any) -> None:
    has_effect = table["effect"].notna()
    assert table.loc[has_effect, "variant"].unique().tolist() == ["volume"]
    one = table[has_effect]
    assert (one["effect_lower"] < one["effect"]).all()
    assert (one["effect"] < one["effect_upper"]).all()
