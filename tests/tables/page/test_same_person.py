"""One person in units from the lowest to the highest."""

import numpy as np
import pytest
from scipy.special import expit, logit
from scipy.stats import norm

from bayes_bench.tables.page.same_person import PAGE_TABLE
from tests.builders.wards import flat, people, wards

QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95]


def test_a_quantile_of_the_units_is_a_quantile_of_their_effects() -> None:
    table = PAGE_TABLE.build(wards())
    assert table["quantile"].tolist() == QUANTILES
    sd, rate = flat(wards(), "unit_sd"), people()["ill"].mean()
    for quantile, row in zip(QUANTILES, table.itertuples(), strict=True):
        drawn = expit(logit(rate) + norm.ppf(quantile) * sd)
        # quantiles of the normal distribution are written with three decimals
        assert row.value == pytest.approx(drawn.mean(), abs=2e-4)
        assert row.lower == pytest.approx(np.quantile(drawn, 0.025), abs=5e-4)
        assert row.upper == pytest.approx(np.quantile(drawn, 0.975), abs=5e-4)


def test_in_the_middle_unit_it_is_the_rate_of_the_country_for_sure() -> None:
    middle = PAGE_TABLE.build(wards()).set_index("quantile").loc[0.5]
    assert middle.tolist() == pytest.approx([people()["ill"].mean()] * 3)


def test_the_other_units_are_on_either_side_as_far_on_the_logit_scale() -> None:
    table = PAGE_TABLE.build(wards()).set_index("quantile")
    assert table["value"].is_monotonic_increasing
    for q in (0.05, 0.25):
        outer = logit(table.loc[q, "lower"]) + logit(table.loc[1 - q, "upper"])
        assert outer == pytest.approx(2 * logit(people()["ill"].mean()))
    assert [column.name for column in PAGE_TABLE.columns] == ["quantile", "value", "lower", "upper"]
