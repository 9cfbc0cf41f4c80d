"""Spline covariates at each value of their curves."""

import numpy as np
import pytest

from bayes_bench.quantities.people.spline_curves import FAMILY
from bayes_bench.tables.case_mix.spline_curves import TABLE
from bayes_bench.tables.column import quantity_names
from tests.builders.wards import people, rows_of, wards

MEASURES = ["log_odds", "odds_ratio", "effect_pp"]


def test_every_number_of_the_table_finds_its_row() -> None:
    table, rows = TABLE.build(wards()), rows_of(FAMILY, wards())
    assert len(rows) == len(MEASURES) * len(table) == 3 * 41
    for measure in MEASURES:
        template = TABLE.column(measure).quantity
        names = [quantity_names(template, row, "national") for row in table.to_dict("records")]
        np.testing.assert_allclose(rows.loc[names, "value"], table[measure], rtol=1e-12)


def test_rows_are_called_by_the_value() -> None:
    ages = people()["age"]
    first = f"log_odds[age={np.quantile(ages, 0.01):.12g}]"
    last = f"effect_pp[age={np.quantile(ages, 0.99):.12g}]"
    index = rows_of(FAMILY, wards()).index
    assert (index[0], index[-1]) == (first, last)


def test_an_odds_ratio_is_the_exponential_of_its_log_odds_draw_by_draw() -> None:
    made = {one.name: one.draws for one in FAMILY.of(wards()) if one.draws is not None}
    log_odds, ratio = (made[name](wards()) for name in ("log_odds", "odds_ratio"))
    np.testing.assert_allclose(ratio, np.exp(log_odds))
    assert log_odds.dims == ("chain", "draw", "value")
    assert log_odds["value"].dtype.kind == "U"


@pytest.mark.parametrize(("bare", "expected"), [(True, 0), (False, 3)])
def test_a_model_without_splines_has_none(*, bare: bool, expected: int) -> None:
    assert len(FAMILY.of(wards(bare=bare))) == expected
