"""Every other estimand under every other reference: which rows there are, and their labels."""

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.quantities.quantity import MANY_UNITS
from bayes_bench.quantities.units.benchmark import FAMILY as BENCHMARK
from bayes_bench.quantities.units.benchmark import NAMES
from bayes_bench.quantities.units.estimands import FAMILY
from bayes_bench.tables.column import quantity_names
from bayes_bench.tables.units.estimands import TABLE
from tests.builders.wards import SHOWN, arviz_mcse, flat, rates_by_hand, rows_of, wards


def test_every_row_of_the_table_of_estimands_has_one_here_or_in_the_benchmark() -> None:
    fit, template = wards(bare=True), TABLE.column("value").quantity
    table = TABLE.build(fit)
    table = table[~table["estimand"].isin(["own_range", "chance_range", "next_period"])]
    names = {quantity_names(template, row, "national") for row in table.to_dict("records")}
    here, there = rows_of(FAMILY, fit).index, rows_of(BENCHMARK, fit).index
    assert not set(here) & set(there), "nothing is diagnosed twice"
    beside = {f"{name}[{unit}]" for name in ("expected",) for unit in SHOWN}
    assert names == (set(here) | set(there)) - beside


def test_the_number_of_rows() -> None:
    combinations = sum(len(one.named_references) for one in CATALOGUE.values())
    of_benchmark = len(set(NAMES) & set(CATALOGUE))
    assert len(rows_of(FAMILY, wards(bare=True))) == (combinations - of_benchmark) * len(SHOWN)


def test_a_ratio_under_the_models_reference_is_not_named_by_it() -> None:
    fit = wards(bare=True)
    rates, rows = rates_by_hand(fit), rows_of(FAMILY, fit)
    ratio = (rates.predicted / rates.expected)[:, SHOWN.index("c")]
    assert rows.loc["ratio_pe[c]", "value"] == pytest.approx(ratio.mean(), rel=1e-7)
    assert rows.loc["ratio_pe[c]", "mcse"] == pytest.approx(arviz_mcse(fit, ratio), rel=1e-5)
    assert "ratio_pe[c, typical]" in rows.index
    assert "ratio_pe[c, national]" not in rows.index


def test_an_odds_ratio_is_that_against_the_mean_unit() -> None:
    fit = wards(bare=True)
    effects = flat(fit, "unit_effect")
    row = rows_of(FAMILY, fit).loc["odds_ratio[e]"]
    # every fitted unit has one vote, "other" among them
    ratio, without = (np.exp(effects[:, 4] - effects[:, :last].mean(axis=1)) for last in (7, 6))
    assert row["value"] == pytest.approx(ratio.mean(), rel=1e-9)
    assert row["mcse"] == pytest.approx(arviz_mcse(fit, ratio), rel=1e-9)
    assert row["value"] != pytest.approx(without.mean(), rel=1e-3), "the negative control"


def test_of_many_units_they_have_their_errors_and_no_more() -> None:
    fit = wards(bare=True)
    assert FAMILY.below == MANY_UNITS
    assert FAMILY.is_judged(fit)
    assert not replace(FAMILY, below=fit.analysis.population.units).is_judged(fit)
    assert BENCHMARK.below == inf
